"""Forms of correcting."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.submissions.enums import Mastery, Scale
from preau.submissions.models import Assignment, Correction
from preau.submissions.selectors.correcting import points_words
from preau.submissions.services.correcting import (
    LONGEST_COMMENT,
    MOST_GUARDIAN_HOURS,
    MOST_POINTS,
    SCALES,
    Judged,
    Marking,
)
from preau.submissions.services.phrases import LONGEST_CODE, LONGEST_PHRASE
from preau.ui.seen import SeenForm

USUAL_POINTS = 20
_DAY_TIME = "%Y-%m-%dT%H:%M"


class CorrectForm(SeenForm):
    """What is written of a copy. Its fields are those of the scale."""

    points = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": "6"}),
    )  # fmt: skip
    mastery = forms.TypedChoiceField(
        label=gettext_lazy("Niveau de maîtrise"), required=False, coerce=int, empty_value=None,
        choices=[
            ("", gettext_lazy("Pas encore de niveau")), *((one.value, f"{one.value}. {one.label}") for one in Mastery),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    is_unmarked = forms.BooleanField(label=gettext_lazy("Corrigée, sans note"), required=False)
    comment = forms.CharField(
        label=gettext_lazy("Commentaire"), required=False, max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    follows = False

    def __init__(self, *args: Any, assignment: Assignment, **more: Any) -> None:
        super().__init__(*args, **more)
        if assignment.scale != Scale.MASTERY:
            del self.fields["mastery"]
        if assignment.scale == Scale.POINTS:
            self.fields["points"].label = _("Note sur %(most)d") % {"most": assignment.out_of or 0}
        else:
            del self.fields["points"]
        if assignment.scale == Scale.NONE:
            self.fields["is_unmarked"].label = _("Corrigée")

    def clean_points(self) -> Decimal | None:
        """As people type it: « 12,5 »."""
        told = "".join(self.cleaned_data["points"].split()).replace(",", ".")
        if not told:
            return None
        try:
            found = Decimal(told)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            raise forms.ValidationError(_("Écrivez un nombre, par exemple 12,5."))
        return found

    @property
    def judged(self) -> Judged:
        """What was typed."""
        told = self.cleaned_data
        return Judged(told.get("points"), told.get("mastery"), told["is_unmarked"], told["comment"])

    def typed(self, name: str) -> Any:
        """Points as they were typed."""
        return str(self.data.get(name, "")) if name == "points" else super().typed(name)


def judged_of(row: Correction | None) -> dict[str, Any]:
    """What stands, as the form takes it."""
    if row is None:
        return {"points": "", "mastery": "", "is_unmarked": False, "comment": ""}
    return {
        "points": points_words(row), "mastery": row.mastery or "", "is_unmarked": row.is_unmarked,
        "comment": row.comment,
    }  # fmt: skip


class MarkingForm(SeenForm):
    """How a piece of work is marked."""

    scale = forms.ChoiceField(
        label=gettext_lazy("Comment noter"), choices=[(one.value, one.label) for one in SCALES],
        widget=forms.RadioSelect,
    )  # fmt: skip
    out_of = forms.IntegerField(
        label=gettext_lazy("Total des points"), required=False, min_value=1, max_value=MOST_POINTS,
        help_text=gettext_lazy("Pour des points seulement."),
    )  # fmt: skip
    guardian_hours = forms.IntegerField(
        label=gettext_lazy("Les responsables lisent la copie corrigée après l’élève, en heures"), min_value=0,
        max_value=MOST_GUARDIAN_HOURS, help_text=gettext_lazy("De 0 à 48. D’habitude, 24."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    follows = False

    @property
    def marking(self) -> Marking:
        """What was typed."""
        told = self.cleaned_data
        return Marking(told["scale"], told["out_of"], told["guardian_hours"])


def marking_of(row: Assignment) -> dict[str, Any]:
    """What stands, as the form takes it."""
    return {"scale": row.scale, "out_of": row.out_of or USUAL_POINTS, "guardian_hours": row.guardian_hours}


class PhraseForm(forms.Form):
    """A sentence kept ready."""

    code = forms.CharField(
        label=gettext_lazy("Raccourci"), max_length=LONGEST_CODE + 1,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("Quelques lettres, par exemple « o »."),
    )  # fmt: skip
    text = forms.CharField(label=gettext_lazy("Phrase"), max_length=LONGEST_PHRASE)


class AgainForm(forms.Form):
    """Until when a copy is asked for again."""

    until = forms.DateTimeField(
        label=gettext_lazy("Redemandée jusqu’au"), input_formats=[_DAY_TIME],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_DAY_TIME),
    )  # fmt: skip

    @property
    def moment(self) -> dt.datetime:
        """What was typed."""
        found: dt.datetime = self.cleaned_data["until"]
        return found
