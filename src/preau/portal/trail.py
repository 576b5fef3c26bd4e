"""Sentences of the audit trail for the portal."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "portal.tell_difficulty": _("%(actor)s a signalé une difficulté d’accès"),
    "portal.close_difficulty": _("%(actor)s a répondu à une difficulté d’accès signalée"),
}
