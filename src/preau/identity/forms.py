"""The sign-in form."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """Login and password. Paste is allowed; nothing is demanded of their shape."""

    login = forms.CharField(
        label=_("Identifiant"),
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "autocorrect": "off",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Écrivez votre identifiant.")},
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Écrivez votre mot de passe.")},
    )
    shared = forms.BooleanField(
        label=_("Ordinateur partagé"),
        help_text=_(
            "Celui d’un établissement, d’un lieu public ou d’un proche : la session se ferme après vingt minutes "
            "sans rien faire."
        ),
        required=False,
    )
