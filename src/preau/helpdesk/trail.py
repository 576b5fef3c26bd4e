"""Sentences of the audit trail for requests for help: never what was asked, nor what was answered."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "helpdesk.ask": _("%(actor)s a demandé de l’aide"),
    "helpdesk.answer": _("%(actor)s a répondu à une demande d’aide"),
    "helpdesk.close": _("%(actor)s a clos une demande d’aide"),
    "helpdesk.climb": _("%(actor)s a fait monter une demande d’aide restée sans réponse"),
}
