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
    "identity.print_slips": _("%(actor)s a imprimé %(count)s fiche(s) d’activation (%(kind)s), %(voided)s annulée(s)"),
    "identity.open_by_slip": _("%(actor)s a ouvert son compte avec une fiche d’activation"),
    "identity.link_child": _("%(actor)s a ajouté un enfant à son compte avec une fiche"),
    "identity.show_code": _("%(actor)s a montré un code à une personne présente"),
    "identity.reset_password": _("%(actor)s a choisi un nouveau mot de passe"),
    "identity.remind": _("%(actor)s a rappelé à %(count)s personne(s) d’ouvrir leur compte"),
    "identity.end_sessions": _("%(actor)s a fermé toutes les sessions d’un compte (%(count)s)"),
    "identity.make_token": _("%(actor)s a créé un jeton d’accès (%(scopes)s)"),
    "identity.revoke_token": _("%(actor)s a révoqué un jeton d’accès (%(scopes)s)"),
}
