"""Sentences of the audit trail for attendance."""

from django.utils.translation import gettext_lazy as _

from preau.kernel.behalf import Means

SENTENCES = {
    "attendance.call": _("%(actor)s a fait l’appel d’un cours (absents notés : %(absent)s, retards notés : %(late)s)"),
    "attendance.tell": _("%(actor)s a prévenu des familles d’une absence (élèves : %(count)s)"),
    "attendance.justify": _("%(actor)s a expliqué une absence"),
    "attendance.justify_for": _("%(actor)s a noté pourquoi un élève est absent, %(means)s"),
    "attendance.announce": _("%(actor)s a annoncé une absence"),
    "attendance.contest": _("%(actor)s a contesté une explication donnée en son nom"),
}
WORDS = {"attendance.justify_for": {"means": lambda data: Means(data["means"]).label}}
