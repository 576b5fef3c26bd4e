"""Forms of this room."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.public import Place
from preau.liaison.enums import Buttons, By
from preau.liaison.models import Word
from preau.liaison.services.writing import Written
from preau.ui.seen import SeenForm

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
YEARS = range(2000, 2100)


class WordForm(SeenForm):
    """What is written, for which classes, and what is asked. `places`: those whose families its writer may reach."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Titre"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Texte"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Dites quoi, quand, où, et la seule chose à faire."),
    )  # fmt: skip
    places = forms.MultipleChoiceField(label=gettext_lazy("De quelles classes ?"), widget=forms.CheckboxSelectMultiple)
    buttons = forms.ChoiceField(
        label=gettext_lazy("Que demandez-vous aux familles ?"), choices=Buttons.choices, widget=forms.RadioSelect
    )
    quorum = forms.ChoiceField(label=gettext_lazy("Qui répond ?"), choices=By.choices, widget=forms.RadioSelect)
    due_on = forms.DateField(
        label=gettext_lazy("À rendre avant le"), required=False, widget=DATE,
        help_text=gettext_lazy("Un rappel part deux jours avant, vers qui n’a pas répondu."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[tuple[Place, str]], present: Mapping[str, Any], **more: Any):
        super().__init__(*args, present=present, **more)
        where = self.fields["places"]
        assert isinstance(where, forms.MultipleChoiceField)
        where.choices = [(place.text, name) for place, name in offered]

    def clean_due_on(self) -> Any:
        """A year that makes sense."""
        day = self.cleaned_data["due_on"]
        if day and day.year not in YEARS:
            raise forms.ValidationError(_("Vérifiez l’année."))
        return day

    def written(self) -> Written:
        """What the service takes."""
        told = self.cleaned_data
        return Written(told["title"], told["text"], told["buttons"], told["quorum"], told["due_on"])


def shown_of(word: Word | None, version: str) -> dict[str, Any]:
    """What a form shows of a draft that stands, or of none yet."""
    if word is None:
        return {
            "title": "", "text": "", "places": [], "buttons": Buttons.SIGN.value, "quorum": By.ONE.value,
            "due_on": None, "version": "",
        }  # fmt: skip
    return {
        "title": word.title, "text": word.text, "places": word.places, "buttons": word.buttons, "quorum": word.quorum,
        "due_on": word.due_on, "version": version,
    }  # fmt: skip


class PupilsForm(forms.Form):
    """Some pupils of a draft's classes."""

    pupils = forms.MultipleChoiceField(label=gettext_lazy("Élèves"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["pupils"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = offered

    def chosen(self) -> list[uuid.UUID]:
        """Their numbers."""
        return [uuid.UUID(one) for one in self.cleaned_data["pupils"]]


class ReplyForm(forms.Form):
    """A few words under a word."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Votre réponse"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
