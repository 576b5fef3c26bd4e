"""Sentences of the audit trail for the timetable."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "timetable.open_feed": _("%(actor)s a ouvert une adresse secrète pour un emploi du temps"),
    "timetable.end_feed": _("%(actor)s a fermé l’adresse secrète d’un emploi du temps"),
}
