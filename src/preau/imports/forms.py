"""What people may ask of the imports."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preau.imports.csvfiles import tables
from preau.imports.csvfiles.fields import FIELDS
from preau.imports.enums import CsvKind


class StartForm(forms.Form):
    """Start an import from what lies in the import folder."""

    source = forms.ChoiceField(
        label=_("Livraison"),
        help_text=_("Un dossier ou une archive déposés dans le dossier d’import du serveur."),
    )
    academy = forms.CharField(
        label=_("Code de l’académie"),
        help_text=_("Seulement si les fichiers ne le disent pas : 10 pour Lyon, par exemple."),
        max_length=3,
        required=False,
    )
    dry_run = forms.BooleanField(
        label=_("Simuler d’abord : lire et compter sans rien écrire"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, sources: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name) for name in sources]


class ListForm(forms.Form):
    """Bring a list kept by the school."""

    kind = forms.ChoiceField(label=_("Qui est dans cette liste"), choices=CsvKind.choices)
    file = forms.FileField(
        label=_("Fichier CSV"),
        help_text=_("Une ligne de titres, puis une personne par ligne. 20 Mo et 20 000 lignes au plus."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if why := tables.too_big(file.size):
            raise forms.ValidationError(why)
        return file


ASIDE = "-"


class ColumnsForm(forms.Form):
    """What each column of a list is, with its first values beside it."""

    def __init__(
        self, *args: Any, kind: str, headings: Sequence[str], guessed: Sequence[str], samples: Sequence[Sequence[str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.names = [f"c{place}" for place in range(len(headings))]
        fields = FIELDS[kind]
        choices = [(ASIDE, _("Laisser cette colonne de côté")), *((name, one.label) for name, one in fields.items())]
        for name, heading, guess, values in zip(self.names, headings, guessed, samples, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=heading or gettext("Colonne sans titre"), choices=choices, initial=guess or ASIDE,
                help_text=gettext("Par exemple : %s") % " · ".join(values) if values else gettext("Colonne vide"),
            )  # fmt: skip
        self.fields["whole"] = forms.BooleanField(
            label=gettext("Cette liste est complète : qui n’y figure pas a quitté l’établissement"), required=False,
            help_text=gettext("Seules les personnes venues d’une liste de l’établissement sont retirées."),
        )  # fmt: skip

    @property
    def columns(self) -> list[str]:
        """The field chosen for each column, in their order."""
        return ["" if (said := self.cleaned_data[name]) == ASIDE else said for name in self.names]
