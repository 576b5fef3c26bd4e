"""What people may ask of the imports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


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
