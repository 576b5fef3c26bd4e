"""Forms of schools outside the academy's directory, and of their first head."""

import operator
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from preau.directory.enums import SchoolKind
from preau.directory.models import LocalAuthority
from preau.directory.nation import ACADEMIES

_ACADEMIES = sorted(((code, name) for code, (name, _zone) in ACADEMIES.items()), key=operator.itemgetter(1))


def _words(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


class NewSchoolForm(forms.Form):
    """A school to add. The collectivity is asked of the operator alone: an officer's is their own."""

    uai = forms.RegexField(
        label=gettext_lazy("Code UAI"), regex=r"^\s*\d{7}\s?[A-Za-z]\s*$", max_length=12,
        help_text=gettext_lazy("Sept chiffres et une lettre, par exemple 0691234S."),
        error_messages={"invalid": gettext_lazy("Un code UAI s’écrit avec sept chiffres, puis une lettre.")},
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Nom de l’établissement"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=SchoolKind.choices)
    city = forms.CharField(label=gettext_lazy("Commune"), max_length=80)
    academy = forms.ChoiceField(
        label=gettext_lazy("Académie"),
        choices=_ACADEMIES,
    )
    authority = forms.ModelChoiceField(
        label=gettext_lazy("Collectivité de rattachement"), required=False,
        queryset=LocalAuthority.objects.order_by("name"), empty_label=gettext_lazy("Aucune pour l’instant"),
    )  # fmt: skip

    def __init__(self, *args: Any, chooses: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not chooses:
            del self.fields["authority"]

    def clean_uai(self) -> str:
        return "".join(str(self.cleaned_data["uai"]).split()).upper()

    def clean_name(self) -> str:
        return _words(self.cleaned_data["name"])

    def clean_city(self) -> str:
        return _words(self.cleaned_data["city"])

    def pairs(self) -> Sequence[tuple[str, str]]:
        """What was said, in words, as a summary tells it."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        said |= {"kind": str(SchoolKind(said["kind"]).label), "academy": dict(_ACADEMIES)[said["academy"]]}
        return [(str(self.fields[name].label), str(said[name])) for name in self.fields if name in said]


class FirstHeadForm(forms.Form):
    """Who heads a school first. The address proves them when they open their account."""

    given_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=100)
    family_name = forms.CharField(label=gettext_lazy("Nom"), max_length=100)
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique professionnelle"), max_length=254,
        help_text=gettext_lazy("Le second code d’ouverture du compte part là : vérifiez-la auprès de la personne."),
    )  # fmt: skip

    def clean_given_name(self) -> str:
        return _words(self.cleaned_data["given_name"])

    def clean_family_name(self) -> str:
        return _words(self.cleaned_data["family_name"])
