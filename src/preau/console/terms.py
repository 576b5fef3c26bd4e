"""The form of a school's terms: a few rows, the empty ones left out."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.console.forms import DATE
from preau.directory.services.calendar import PeriodDates
from preau.ui import wording
from preau.ui.seen import SeenForm

ROWS = 4
PARTS = ("name", "starts_on", "ends_on")


def shown(periods: Sequence[PeriodDates]) -> dict[str, Any]:
    """Terms as the form shows them, and the empty rows after them."""
    rows: list[Any] = [*periods, *[None] * ROWS][:ROWS]
    return {f"{part}_{number}": getattr(one, part, "") for number, one in enumerate(rows, start=1) for part in PARTS}


def read_in(seen: Mapping[str, Any] | None) -> list[PeriodDates]:
    """The terms that a form showed; none when it does not say."""
    told = seen or {}
    rows = [[told[f"{part}_{n}"] for part in PARTS] for n in range(1, ROWS + 1) if told.get(f"name_{n}")]
    return [PeriodDates(name, dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for name, first, last in rows]


class TermsForm(SeenForm):
    """Name, first and last day of each term."""

    follows = False  # a row means what it means among the others

    def __init__(self, *args: Any, periods: Sequence[PeriodDates] = (), **more: Any) -> None:
        super().__init__(*args, present=shown(periods), **more)
        for number in range(1, ROWS + 1):
            self.fields[f"name_{number}"] = forms.CharField(label=gettext_lazy("Nom"), max_length=40, required=False)
            for part, label in (("starts_on", gettext_lazy("Premier jour")), ("ends_on", gettext_lazy("Dernier jour"))):
                self.fields[f"{part}_{number}"] = forms.DateField(label=label, required=False, widget=DATE)

        for field in self.fields.values():
            # Part of a row that is left empty as a whole: the page says it once, not at each field.
            setattr(field, "in_row", True)  # noqa: B010 (a mark of ours, for our field template)

    def called(self, name: str) -> str:
        number = name.rpartition("_")[2]
        return _("Période %(number)s") % {"number": number} + wording.colon() + " " + str(self.fields[name].label)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Number and fields of each term."""
        for number in range(1, ROWS + 1):
            yield number, [self[f"{part}_{number}"] for part in PARTS]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        periods = []
        for number in range(1, ROWS + 1):
            names = [f"{part}_{number}" for part in PARTS]
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
