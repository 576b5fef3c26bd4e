"""Forms of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.documents.enums import Given
from preau.documents.models import NAME_LENGTH


class NameForm(forms.Form):
    """A name. `seen`: the one that its page showed."""

    name = forms.CharField(label=_("Nom"), max_length=255)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=NAME_LENGTH)


class ShareForm(forms.Form):
    """With whom, what they may do, until when. `by_name`: with a person, whom the page names beside it."""

    whom = forms.ChoiceField(label=_("Avec"))
    gives = forms.ChoiceField(label=_("Ce qu’ils peuvent faire"), choices=Given)
    ends_on = forms.DateField(
        label=_("Jusqu’au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, groups: Any, is_folder: bool, by_name: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["whom"].choices = [("", _("Choisissez")), *groups]  # type: ignore[attr-defined]
        if by_name:
            del self.fields["whom"]
        if not is_folder:
            self.fields["gives"].choices = [one for one in Given.choices if one[0] != Given.DROP]  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """Until when a public link opens."""

    ends_on = forms.DateField(
        label=_("Ouvert jusqu’au"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
