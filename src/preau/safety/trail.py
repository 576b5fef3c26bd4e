"""Sentences of the audit trail for safety. Whoever reports is named by none: the actor is the room itself."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "safety.report": _("%(actor)s a reçu un signalement"),
    "safety.open": _("%(actor)s a ouvert un signalement"),
    "safety.read_exchange": _("%(actor)s a lu l’échange joint à un signalement"),
    "safety.note": _("%(actor)s a noté quelque chose dans un signalement"),
    "safety.stop_sending": _("%(actor)s a suspendu les envois d’une personne signalée"),
    "safety.climb": _("%(actor)s a transmis un signalement plus haut"),
    "safety.contain": _(
        "%(actor)s a mis un compte à l’abri et retiré ses messages (messages : %(messages)s, personnes : %(readers)s)"
    ),
    "safety.read_withdrawn": _("%(actor)s a lu les messages retirés d’un compte volé"),
    "safety.reopen": _("%(actor)s a rouvert un compte mis à l’abri"),
    "safety.close": _("%(actor)s a clos un signalement"),
}
