"""Forms of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.people.enums import CorrectableField


class CorrectionForm(forms.Form):
    """What a field of the record should say, and why."""

    proposed = forms.CharField(label=_("Ce qu’il faudrait écrire"), max_length=250, required=False)
    reason = forms.CharField(
        label=_("Explication"),
        help_text=_(
            "Par exemple : « J’ai déménagé », « Il manque un accent ». Ne joignez pas de pièce d’identité ici."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, field: str, **more: Any) -> None:
        super().__init__(*args, **more)
        if field == CorrectableField.BIRTH_DATE:
            self.fields["proposed"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DecisionForm(forms.Form):
    """The school's answer to a request for correction."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = forms.CharField(
        label=_("Votre réponse"),
        help_text=_("La personne la lira. Nécessaire si vous refusez."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
