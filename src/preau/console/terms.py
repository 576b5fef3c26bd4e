"""The form of a school's terms: a few rows, the empty ones left out."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.console.forms import DATE
from preau.directory.services.calendar import PeriodDates

ROWS = 4
_SALT = "preau.console.terms"


def sealed(periods: Sequence[PeriodDates]) -> str:
    """The terms that a page shows, as its form sends them back."""
    told = [[one.name, one.starts_on.isoformat(), one.ends_on.isoformat()] for one in periods]
    return signing.dumps(told, salt=_SALT)


def unsealed(text: str) -> list[PeriodDates] | None:
    """The terms that the page showed; None when it did not come from us."""
    try:
        told = signing.loads(text, salt=_SALT)
        return [
            PeriodDates(name, dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for name, first, last in told
        ]
    except (signing.BadSignature, json.JSONDecodeError, ValueError, TypeError):
        return None


class TermsForm(forms.Form):
    """Name, first and last day of each term."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, periods: Sequence[PeriodDates] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        for number in range(1, ROWS + 1):
            known = periods[number - 1] if number <= len(periods) else None
            self.fields[f"name_{number}"] = forms.CharField(
                label=gettext_lazy("Nom"), max_length=40, required=False, initial=known.name if known else ""
            )
            for part, label in (("starts_on", gettext_lazy("Premier jour")), ("ends_on", gettext_lazy("Dernier jour"))):
                self.fields[f"{part}_{number}"] = forms.DateField(
                    label=label, required=False, widget=DATE, initial=getattr(known, part) if known else None
                )

        for field in self.fields.values():
            # Part of a row that is left empty as a whole: the page says it once, not at each field.
            setattr(field, "in_row", True)  # noqa: B010 (a mark of ours, for our field template)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Number and fields of each term."""
        for number in range(1, ROWS + 1):
            yield number, [self[f"{part}_{number}"] for part in ("name", "starts_on", "ends_on")]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        periods = []
        for number in range(1, ROWS + 1):
            names = [f"{part}_{number}" for part in ("name", "starts_on", "ends_on")]
            if any(name in self.errors for name in names):
                continue
            given = [data.get(name) for name in names]
            if not any(given):
                continue
            for part, value, words in zip(
                names,
                given,
                (
                    _("Donnez un nom à cette période, ou videz ses dates."),
                    _("Il manque le premier jour de cette période."),
                    _("Il manque le dernier jour de cette période."),
                ),
                strict=True,
            ):
                if not value:
                    self.add_error(part, words)
            name, first, last = given
            if name and first and last:
                periods.append(PeriodDates(name, first, last))
        data["periods"] = periods
        return data
