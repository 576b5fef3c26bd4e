"""Sentences of the audit trail for this room's acts."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "analytics.close_day": _("%(actor)s : les visites du %(day)s ont été comptées, sans nom"),
}
