"""Sentences of the audit trail for rights, rules and services."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "access.set_entry": _("%(actor)s a changé un réglage (%(entry)s) : « %(before)s » est devenu « %(after)s »"),
    "access.set_authority_entry": _(
        "%(actor)s a changé un réglage des établissements de la collectivité (%(entry)s) : « %(before)s » est devenu "
        "« %(after)s »"
    ),
    "access.date_space": _("%(actor)s a fixé l’ouverture de l’espace (%(unit)s) au %(opens_on)s"),
    "access.undate_space": _("%(actor)s a retiré la date d’ouverture de l’espace (%(unit)s)"),
    "access.copy_settings": _("%(actor)s a copié ici %(count)s réglages de l’établissement %(model)s"),
    "access.declare_link": _("%(actor)s a déclaré un lien avec %(other)s (%(own)s, %(theirs)s, %(direction)s)"),
    "access.withdraw_link": _("%(actor)s a retiré un lien avec %(other)s (%(own)s, %(theirs)s, %(direction)s)"),
    "access.entrust": _("%(actor)s a confié un droit (%(right)s) du %(starts_on)s au %(ends_on)s"),
    "access.end_delegation": _("%(actor)s a repris un droit confié (%(right)s)"),
    "access.give_mandate": _("%(actor)s a inscrit un délégué ou un parent élu (%(kind)s)"),
    "access.end_mandate": _("%(actor)s a mis fin à un mandat (%(kind)s)"),
    "access.close_reply": _("%(actor)s a fermé la réponse à ses messages"),
    "access.reopen_reply": _("%(actor)s a rouvert la réponse à ses messages"),
    "access.ask_opening": _("%(actor)s a demandé à voir des noms pendant %(hours)s heures"),
    "access.open_names": _("%(actor)s a ouvert les noms à %(asked_as)s pendant %(hours)s heures"),
    "access.refuse_names": _("%(actor)s a refusé d’ouvrir les noms à %(asked_as)s"),
    "access.close_names": _("%(actor)s a fermé les noms à %(asked_as)s"),
    "access.look_at_names": _("%(actor)s a cherché des noms ouverts par l’établissement : %(found)s trouvés"),
}
