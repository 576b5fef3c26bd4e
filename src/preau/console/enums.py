"""Closed lists of the console."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportKind(models.TextChoices):
    """Lists that may leave the platform: as a file, or read by a tool in somebody's name."""

    PEOPLE = "people", _("Annuaire")
    JOURNAL = "journal", _("Journal")
    GROUP = "group", _("Personnes d’un groupe")
    ABSENT = "absent", _("Jamais venus")
    PAIRS = "pairs", _("Fiches à rapprocher")
    PENDING = "pending", _("Changements à valider")
    UNREAD = "unread", _("Actualités non lues")
    UNSIGNED = "unsigned", _("Mots sans réponse")
    API = "api", _("Listes lues par l’API")


class ExportFormat(models.TextChoices):
    """How the file is written."""

    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel (XLSX)")
    JSON = "json", _("JSON, par l’API")


class ExportState(models.TextChoices):
    """Where an export stands. Small ones are taken at once; others wait for a second person."""

    TAKEN = "taken", _("Emporté")
    WAITING = "waiting", _("En attente d’une seconde personne")
    APPROVED = "approved", _("Accepté")
    REFUSED = "refused", _("Refusé")


FILES = frozenset(ExportKind.values) - {ExportKind.API.value}
WRITTEN = frozenset({ExportFormat.CSV.value, ExportFormat.XLSX.value})
"""Lists that the page of exports writes, and how."""


class HeadState(models.TextChoices):
    """Where the first head of a school stands."""

    WAITING = "waiting", _("Attend une seconde personne")
    AGREED = "agreed", _("Confirmée")
    REFUSED = "refused", _("Refusée ou retirée")
    ENDED = "ended", _("Terminée")
