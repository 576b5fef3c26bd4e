"""Sentences of the audit trail for the API."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "api.list_many_pupils": _("%(actor)s a parcouru par l’API une longue liste d’élèves"),
}
