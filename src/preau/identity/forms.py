"""Forms of the door: sign-in, activation, new password."""

from typing import Any

from django import forms
from django.utils.translation import gettext
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


def _code_box(**more: str) -> forms.TextInput:
    attributes = {"autocomplete": "off", "autocapitalize": "characters", "autocorrect": "off", "spellcheck": "false"}
    return forms.TextInput(attrs={**attributes, **more})


class SlipForm(forms.Form):
    """The thirteen characters of a slip, typed in any way."""

    code = forms.CharField(
        label=_("Code de votre fiche"),
        help_text=_(
            "13 signes en trois groupes, comme 7KQM-2XVA-9HTRC. Majuscules, espaces et tirets n’ont pas d’importance."
        ),
        max_length=60,
        widget=_code_box(),
        error_messages={"required": _("Tapez le code de votre fiche.")},
    )


class ProofForm(forms.Form):
    """Digits received, a code shown at school, or the code of a posted letter."""

    code = forms.CharField(
        label=_("Code reçu"),
        max_length=60,
        widget=_code_box(autocomplete="one-time-code"),
        error_messages={"required": _("Tapez le code que vous avez reçu.")},
    )


class DeskForm(forms.Form):
    """The code that a member of staff shows."""

    code = forms.CharField(
        label=_("Code montré par l’établissement"),
        help_text=_("10 signes en deux groupes. Il sert une fois, pendant 15 minutes."),
        max_length=60,
        widget=_code_box(),
        error_messages={"required": _("Tapez le code que l’on vous montre.")},
    )


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    login = forms.CharField(
        label=_("Identifiant ou adresse électronique"),
        help_text=_(
            "L’identifiant est souvent prenom.nom, sans accent ; l’adresse, celle que l’établissement connaît."
        ),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Écrivez votre identifiant ou votre adresse électronique.")},
    )


class PasswordForm(forms.Form):
    """A new password, twice. Paste is allowed in both; nothing is demanded but length and not to be a known one."""

    login = forms.CharField(
        label=_("Votre identifiant"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "username", "readonly": "readonly"}),
        help_text=_("Notez-le : il servira à chaque connexion."),
    )
    password = forms.CharField(
        label=_("Nouveau mot de passe"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choisissez un mot de passe.")},
    )
    again = forms.CharField(
        label=_("Le même, une seconde fois"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Écrivez-le une seconde fois.")},
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "password" in data and "again" in data and data["password"] != data["again"]:
            self.add_error("again", gettext("Les deux ne sont pas les mêmes."))
        return data
