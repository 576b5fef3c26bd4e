"""Forms of this room."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.public import Place
from preau.liaison.enums import Buttons, By
from preau.liaison.models import Word
from preau.liaison.services.replying import LENGTH
from preau.liaison.services.writing import Written, written_usual
from preau.liaison.usual import BLANKS, Usual
from preau.ui.seen import SeenForm

YEARS = range(2000, 2100)


def _date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _AddressedForm(SeenForm):
    """What all words ask: a title, for which classes, who answers, until when. `offered`: places of their writer."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Titre"), max_length=120)
    places = forms.MultipleChoiceField(label=gettext_lazy("De quelles classes ?"), widget=forms.CheckboxSelectMultiple)
    quorum = forms.ChoiceField(label=gettext_lazy("Qui répond ?"), choices=By.choices, widget=forms.RadioSelect)
    due_on = forms.DateField(
        label=gettext_lazy("À rendre avant le"), required=False, widget=_date_input(),
        help_text=gettext_lazy("Un rappel part deux jours avant, vers qui n’a pas répondu."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[tuple[Place, str]], present: Mapping[str, Any], **more: Any):
        super().__init__(*args, present=present, **more)
        where = self.fields["places"]
        assert isinstance(where, forms.MultipleChoiceField)
        where.choices = [(place.text, name) for place, name in offered]

    def clean(self) -> dict[str, Any]:
        """Years that make sense."""
        told: dict[str, Any] = super().clean() or {}
        for name, value in told.items():
            if isinstance(value, dt.date) and value.year not in YEARS:
                self.add_error(name, _("Vérifiez l’année."))
        return told


class WordForm(_AddressedForm):
    """A word in one's own sentences."""

    text = forms.CharField(
        label=gettext_lazy("Texte"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Dites quoi, quand, où, et la seule chose à faire."),
    )  # fmt: skip
    buttons = forms.ChoiceField(
        label=gettext_lazy("Que demandez-vous aux familles ?"), choices=Buttons.choices, widget=forms.RadioSelect
    )
    field_order = ("title", "text", "places", "buttons", "quorum", "due_on")

    def written(self) -> Written:
        """What the service takes."""
        told = self.cleaned_data
        return Written(told["title"], told["text"], told["buttons"], told["quorum"], told["due_on"])


def _blank_field(sort: str, label: Any) -> forms.Field:
    if sort == "date":
        return forms.DateField(label=label, widget=_date_input())
    if sort == "hour":
        return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    if sort == "amount":
        return forms.DecimalField(
            label=label, min_value=0, max_value=99999, decimal_places=2, localize=False,
            help_text=gettext_lazy("En euros."),
        )  # fmt: skip
    return forms.CharField(
        label=label, max_length=120, help_text=gettext_lazy("En français : ce texte n’est pas traduit.")
    )  # fmt: skip


class UsualForm(_AddressedForm):
    """A usual word: its blanks, each of its own sort."""

    def __init__(self, *args: Any, usual: Usual, **more: Any) -> None:
        super().__init__(*args, **more)
        self.usual = usual
        for name in usual.blanks:
            self.fields[f"blank_{name}"] = _blank_field(*BLANKS[name])
            self.fields[f"blank_{name}"].initial = (more["present"].get("blanks") or {}).get(name)
        self.order_fields(["title", *(f"blank_{one}" for one in usual.blanks), "places", "quorum", "due_on"])

    def _said(self, name: str) -> str:
        value = self.cleaned_data[f"blank_{name}"]
        if isinstance(value, dt.time):
            return value.strftime("%H:%M")
        return value.isoformat() if isinstance(value, dt.date) else str(value)

    def written(self) -> Written:
        """What the service takes."""
        told = self.cleaned_data
        blanks = {one: self._said(one) for one in self.usual.blanks}
        return written_usual(
            self.usual.key, blanks, title=told["title"], quorum=told["quorum"], due_on=told["due_on"]
        )  # fmt: skip


def shown_of(word: Word | None, version: str, usual: Usual | None = None) -> dict[str, Any]:
    """What a form shows of a draft that stands, or of none yet."""
    if word is None:
        return {
            "title": usual.title if usual else "", "text": "", "places": [], "buttons": Buttons.SIGN.value,
            "quorum": By.ONE.value, "due_on": None, "version": "",
        }  # fmt: skip
    return {
        "title": word.title, "text": word.text, "places": word.places, "buttons": word.buttons, "quorum": word.quorum,
        "due_on": word.due_on, "version": version, "blanks": word.blanks,
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
        label=gettext_lazy("Votre réponse"), max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
