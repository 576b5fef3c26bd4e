"""Forms of this room."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.helpdesk.enums import Matter
from preau.helpdesk.selectors.reaching import Reached
from preau.helpdesk.services import Asked
from preau.helpdesk.services.asking import LONGEST

NAME, REACH = 120, 254


class AskForm(forms.Form):
    """What somebody asks. `schools`: whom they may ask; a stranger chose one, and says who they are and how to be
    reached."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    page = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    school = forms.ChoiceField(label=_("Établissement"))
    matter = forms.ChoiceField(
        label=_("Votre demande concerne"), choices=Matter, widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce que concerne votre demande.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Ce qu’il vous faut"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Ce que vous vouliez faire, et ce qui s’est passé. N’écrivez jamais de mot de passe."),
        error_messages={"required": _("Dites en quelques mots ce qu’il vous faut.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Votre nom"), max_length=NAME, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Et celui de l’élève, si vous êtes son responsable."),
        error_messages={"required": _("Écrivez votre nom.")},
    )  # fmt: skip
    reach = forms.CharField(
        label=_("Où vous répondre ?"), max_length=REACH,
        help_text=_("Un numéro de téléphone ou une adresse électronique."),
        error_messages={"required": _("Donnez un numéro de téléphone ou une adresse électronique.")},
    )  # fmt: skip

    def __init__(self, *args: Any, schools: Sequence[Reached], is_stranger: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ids = {one.uai: one.id for one in schools}
        school = self.fields["school"]
        assert isinstance(school, forms.ChoiceField)
        school.choices = [(one.uai, one.name) for one in schools]
        if len(schools) == 1:
            school.widget = forms.HiddenInput()
            self.initial["school"] = schools[0].uai
        if not is_stranger:
            del self.fields["name"], self.fields["reach"]

    @property
    def told(self) -> Asked:
        """What was asked."""
        typed = self.cleaned_data
        return Asked(
            self.ids[typed["school"]], typed["matter"], typed["text"], typed["page"], typed.get("name", ""),
            typed.get("reach", ""),
        )  # fmt: skip


class AnswerForm(forms.Form):
    """What is answered; to a stranger, what they were told by telephone or mail."""

    text = forms.CharField(
        label=_("Votre réponse"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("La personne la lira sur sa page Aide. Une seule réponse : dites tout."),
        error_messages={"required": _("Écrivez votre réponse.")},
    )  # fmt: skip

    def __init__(self, *args: Any, is_stranger: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if is_stranger:
            field = self.fields["text"]
            field.required = False
            field.label = _("Ce que vous avez répondu")
            field.help_text = _("Facultatif, lu par vos collègues seulement : la personne n’a pas de page ici.")
