"""The form that tells a difficulty of access."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DifficultyForm(forms.Form):
    """What happened, where, and how to answer."""

    text = forms.CharField(
        label=_("Que s’est-il passé ?"),
        help_text=_("Ce que vous vouliez faire, ce qui bloque, et avec quel matériel ou logiciel si vous le savez."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Dites en quelques mots ce qui bloque.")},
    )
    page = forms.CharField(label=_("Sur quelle page ?"), max_length=300, required=False)
    reply_to = forms.CharField(
        label=_("Où vous répondre ?"),
        help_text=_("Une adresse électronique ou un numéro de téléphone."),
        max_length=254,
        required=False,
    )
