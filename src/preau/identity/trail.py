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
    "identity.print_slips": _(
        "%(actor)s a imprimé des fiches d’activation (%(kind)s) : %(count)s, qui en annulent %(voided)s"
    ),
    "identity.open_by_slip": _("%(actor)s a ouvert son compte avec une fiche d’activation"),
    "identity.link_child": _("%(actor)s a ajouté un enfant à son compte avec une fiche"),
    "identity.show_code": _("%(actor)s a montré un code à une personne présente"),
    "identity.many_codes": _("%(actor)s a montré %(count)s codes en une heure ; la direction est avertie"),
    "identity.void_guessed_slip": _("%(actor)s a annulé une fiche d’activation après %(count)s codes faux"),
    "identity.codes_tried": _("%(actor)s a compté %(count)s codes faux derrière le bon mot de passe"),
    "identity.reset_password": _("%(actor)s a choisi un nouveau mot de passe"),
    "identity.lengthen_password": _("%(actor)s a choisi un mot de passe plus long, que ses droits demandent"),
    "identity.tell_former_mailbox": _("%(actor)s a prévenu une ancienne adresse que la fiche en a une autre"),
    "identity.dispute_mailbox": _("%(actor)s a dit que le changement d’adresse n’est pas de la personne"),
    "identity.remind": _("%(actor)s a rappelé d’ouvrir son compte à qui n’est jamais venu : %(count)s"),
    "identity.end_sessions": _("%(actor)s a fermé toutes les sessions d’un compte (%(count)s)"),
    "identity.end_session": _("%(actor)s a fermé une session"),
    "identity.add_factor": _("%(actor)s a ajouté un second facteur (%(kind)s)"),
    "identity.remove_factor": _("%(actor)s a retiré un second facteur (%(kind)s)"),
    "identity.forget_factors": _("%(actor)s a retiré les seconds facteurs d’un compte (%(count)s) : %(reason)s"),
    "identity.make_recovery_codes": _("%(actor)s a fait de nouveaux codes de secours"),
    "identity.use_recovery_code": _("%(actor)s a utilisé un code de secours, il en reste %(left)s"),
    "identity.confirm_by_code": _("%(actor)s a confirmé un acte par un code reçu (%(road)s)"),
    "identity.forget_device": _("%(actor)s a oublié un appareil"),
    "identity.take_seat": _("%(actor)s a gardé un compte sur le téléphone de la famille"),
    "identity.secure_account": _("%(actor)s a mis un compte à l’abri : tout ce qui l’ouvrait est fermé"),
    "identity.finish_reset": _("%(actor)s a rouvert un compte mis à l’abri, par un nouveau mot de passe"),
    "identity.set_lock": _("%(actor)s a suspendu le droit de %(what)s (%(whom)s) : %(reason)s"),
    "identity.lift_lock": _("%(actor)s a rendu le droit de %(what)s (%(whom)s)"),
    "identity.add_network": _("%(actor)s a déclaré le réseau %(network)s comme celui de l’établissement"),
    "identity.remove_network": _("%(actor)s a retiré le réseau %(network)s"),
    "identity.ask_view": _("%(actor)s a demandé à voir ce que voit une personne : %(reason)s"),
    "identity.open_view": _("%(actor)s a ouvert à l’assistance, pour %(minutes)s min, ce que voit cette personne"),
    "identity.close_view": _("%(actor)s a fermé à l’assistance ce que voit une personne"),
    "identity.saw_as": _("%(actor)s a vu une page comme la voit cette personne (%(page)s)"),
    "identity.make_token": _("%(actor)s a créé un jeton d’accès (%(scopes)s)"),
    "identity.revoke_token": _("%(actor)s a révoqué un jeton d’accès (%(scopes)s)"),
}
