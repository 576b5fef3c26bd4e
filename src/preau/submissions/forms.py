"""Forms of this room."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from preau.submissions.enums import Takes
from preau.submissions.models import Assignment
from preau.submissions.selectors.who import Expected
from preau.submissions.services import LONGEST_LINK, LONGEST_TEXT, MOST_HOURS, MOST_TEAMS, Asking
from preau.ui.seen import SeenForm

LATE = (
    (0, gettext_lazy("Non : à l’heure dite, plus rien ne se rend")), (1, gettext_lazy("Oui, un jour de plus")),
    (2, gettext_lazy("Oui, deux jours de plus")), (7, gettext_lazy("Oui, une semaine de plus")),
    (30, gettext_lazy("Oui, un mois de plus")),
)  # fmt: skip
_DAY_TIME = "%Y-%m-%dT%H:%M"


class _DateTime(forms.DateTimeInput):
    input_type = "datetime-local"


class AskForm(SeenForm):
    """What a piece of work asks for."""

    takes = forms.MultipleChoiceField(
        label=gettext_lazy("Ce que les élèves peuvent rendre"), choices=Takes.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    in_groups = forms.TypedChoiceField(
        label=gettext_lazy("Seul ou à plusieurs"), coerce=lambda told: told == "oui", widget=forms.RadioSelect,
        choices=[("non", gettext_lazy("Chacun rend sa copie")), ("oui", gettext_lazy("Une copie par groupe"))],
    )  # fmt: skip
    hour = forms.TimeField(
        label=gettext_lazy("Heure limite, le jour où le travail est à faire"), required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Sans heure : au début du cours de ce jour, ou à 8 h s’il n’y en a pas."),
    )  # fmt: skip
    late_days = forms.TypedChoiceField(label=gettext_lazy("Accepter les retards"), choices=LATE, coerce=int)
    replaces = forms.BooleanField(
        label=gettext_lazy("L’élève peut remplacer sa copie jusqu’à l’heure limite"), required=False
    )
    return_at = forms.DateTimeField(
        label=gettext_lazy("Copies rendues corrigées le"), required=False, input_formats=[_DAY_TIME],
        widget=_DateTime(format=_DAY_TIME),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    follows = False

    @property
    def asking(self) -> Asking:
        """What was typed."""
        told = self.cleaned_data
        hour: dt.time | None = told["hour"]
        return Asking(
            "".join(told["takes"]), told["in_groups"], hour.hour * 60 + hour.minute if hour else None,
            told["late_days"], told["replaces"], told["return_at"],
        )  # fmt: skip


def asked(row: Assignment | None) -> dict[str, Any]:
    """What stands, as the form takes it; what is usual when nothing is asked yet."""
    if row is None:
        usual = [Takes.PHOTOS.value, Takes.FILES.value, Takes.TEXT.value]
        return {
            "takes": usual, "in_groups": "non", "hour": "", "late_days": "0", "replaces": True, "return_at": "",
        }  # fmt: skip
    minute = row.due_minute
    return {
        "takes": list(row.takes), "in_groups": "oui" if row.in_groups else "non",
        "hour": "" if minute is None else f"{minute // 60:02}:{minute % 60:02}", "late_days": str(row.late_days),
        "replaces": row.replaces, "return_at": row.return_at or "",
    }  # fmt: skip


class HandInForm(forms.Form):
    """A copy, its files aside. `attempt`: the number of this sending; `seen`: the version that the page showed;
    `said_at`: the hour of the phone, in seconds since the epoch.
    """

    text = forms.CharField(
        label=gettext_lazy("Écrire ici"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    link = forms.CharField(
        label=gettext_lazy("Adresse d’une page"), required=False, max_length=LONGEST_LINK,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )  # fmt: skip
    attempt = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    said_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, data: Any = None, *, takes: str, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name, letter in (("text", Takes.TEXT), ("link", Takes.LINK)):
            if letter not in takes:
                del self.fields[name]

    @property
    def said(self) -> dt.datetime | None:
        """The hour of the phone; None for none, and for what is no hour."""
        told = self.cleaned_data.get("said_at") or ""
        try:
            return dt.datetime.fromtimestamp(float(told), dt.UTC) if told else None
        except (ValueError, OverflowError, OSError):
            return None


class TeamsForm(forms.Form):
    """The number of the group of each pupil, empty for none."""

    def __init__(self, data: Any = None, *, pupils: Sequence[Expected], numbers: Mapping[Any, int]) -> None:
        super().__init__(data)
        self.names = {one.id: f"groupe-{one.id.hex}" for one in pupils}
        for one in pupils:
            self.fields[self.names[one.id]] = forms.IntegerField(
                label=one.name, required=False, min_value=1, max_value=MOST_TEAMS, initial=numbers.get(one.id),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip


class ExtraTimeForm(SeenForm):
    """Hours more."""

    hours = forms.IntegerField(
        label=gettext_lazy("Temps supplémentaire, en heures"), min_value=0, max_value=MOST_HOURS,
        help_text=gettext_lazy("Ajouté à l’heure limite de chaque travail. 0 : aucun. La raison ne s’écrit pas."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    follows = False
