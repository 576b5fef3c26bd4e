"""Sentences of the audit trail for messages: that many were written to, never whom nor what."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "messaging.send": _("%(actor)s a envoyé un message à plusieurs (personnes : %(count)s)"),
    "messaging.urgent": _(
        "%(actor)s a envoyé une urgence pendant les heures calmes (personnes : %(count)s). Motif : %(because)s"
    ),
    "messaging.hold": _("Un envoi de %(actor)s attend sa confirmation (personnes : %(count)s)"),
    "messaging.recall": _("%(actor)s a repris un message que des personnes n’avaient pas lu (personnes : %(count)s)"),
}
