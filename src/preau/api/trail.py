"""Sentences of the audit trail for the API."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "api.list_many_pupils": _("%(actor)s a lu par l’API beaucoup de fiches ou de listes d’élèves à la suite"),
    "api.partner_read": _("%(actor)s a lu des listes de personnes ce jour-là"),
}
