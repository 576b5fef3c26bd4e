"""Sentences of the audit trail for accounts."""

from django.utils.translation import gettext_lazy as _

from preau.identity.federation.trail import SENTENCES as federation

SENTENCES = {
    **federation,
    "identity.open_account": _("%(actor)s a ouvert un compte"),
    "identity.give_office": _("%(actor)s a confié la fonction « %(title)s »"),
    "identity.end_office": _("%(actor)s a mis fin à la fonction « %(title)s »"),
    "identity.follow_joining": _("%(actor)s a réuni les comptes d’une même personne"),
    "identity.follow_parting": _("%(actor)s a rendu son compte à une fiche qui avait été réunie"),
    "identity.end_sessions": _("%(actor)s a fermé toutes les sessions d’un compte (%(count)s)"),
}
