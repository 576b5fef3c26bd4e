"""Closed lists of the imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunKind(models.TextChoices):
    FULL = "full", _("Complet")
    DELTA = "delta", _("Delta")
    CSV = "csv", _("Liste de l’établissement")


class CsvKind(models.TextChoices):
    """Whom a school's own list is of."""

    STUDENTS = "students", _("Élèves et responsables")
    STAFF = "staff", _("Personnels")


class RunState(models.TextChoices):
    """Steps of a run, in their order (screen 26)."""

    RECEIVED = "received", _("Reçu")
    READING = "reading", _("Lecture")
    READ = "read", _("Vérifié")
    APPLYING = "applying", _("Application")
    WAITING = "waiting", _("À valider")
    APPLIED = "applied", _("Appliqué")
    REHEARSED = "rehearsed", _("Simulé")
    FAILED = "failed", _("Échoué")
    UNDONE = "undone", _("Annulé")


class SchoolStepState(models.TextChoices):
    WAITING = "waiting", _("À faire")
    APPLIED = "applied", _("Appliqué")
    FAILED = "failed", _("Échoué")
    UNDOING = "undoing", _("Annulation en cours")
    UNDONE = "undone", _("Annulé")


class RefusalCause(models.TextChoices):
    """Why an entry was refused; a report groups by it."""

    MALFORMED = "malformed", _("Fichier XML mal formé ou tronqué")
    ENCODING = "encoding", _("Encodage faux")
    HOSTILE = "hostile", _("Contenu interdit (entité, chemin, taille)")
    TOO_LONG = "too_long", _("Valeur trop longue")
    BAD_DATE = "bad_date", _("Date impossible")
    UNKNOWN_SCHOOL = "unknown_school", _("Établissement inconnu")
    UNKNOWN_RECORD = "unknown_record", _("Fiche inconnue")
    NO_KEY = "no_key", _("Clé de jointure absente")
    DUPLICATE_KEY = "duplicate_key", _("Deux fiches portent la même clé")
    NO_NAME = "no_name", _("Nom absent")
    GUARDIAN_UNKNOWN = "guardian_unknown", _("Responsable inconnu")
    NO_HOMEROOM = "no_homeroom", _("Élève sans classe")
    BAD_UAI = "bad_uai", _("Lettre de contrôle de l’UAI fausse")
    BAD_VALUE = "bad_value", _("Valeur illisible")


class PendingKind(models.TextChoices):
    """What waits for a confirmation before it happens."""

    STUDENT_REMOVALS = "student_removals", _("Sorties d’élèves")
    STAFF_REMOVALS = "staff_removals", _("Sorties de personnels")
    HEAD = "head", _("Création d’une direction")
    WIDE_RIGHTS = "wide_rights", _("Droits étendus donnés à quelqu’un")
    THIRD_GUARDIAN = "third_guardian", _("Responsable à confirmer")


class PendingState(models.TextChoices):
    WAITING = "waiting", _("À confirmer")
    CONFIRMED = "confirmed", _("Confirmé")
    REFUSED = "refused", _("Refusé")
    SUPERSEDED = "superseded", _("Remplacé par un import plus récent")
    UNDONE = "undone", _("Annulé avec son import")


class TimetableFault(models.TextChoices):
    """Why a line of a timetable was set aside, or taken otherwise; a report groups by it."""

    MALFORMED = "malformed", _("Fichier mal formé ou tronqué")
    ENCODING = "encoding", _("Encodage faux")
    HOSTILE = "hostile", _("Contenu interdit (entité, chemin, taille)")
    ENCRYPTED = "encrypted", _("Export chiffré")
    TOO_LONG = "too_long", _("Fichier trop long")
    BAD_TIME = "bad_time", _("Jour ou heure impossible")
    BAD_WEEKS = "bad_weeks", _("Semaines impossibles")
    BAD_VALUE = "bad_value", _("Valeur illisible")
    NO_PUPILS = "no_pupils", _("Cours sans classe ni groupe")
    UNKNOWN_PUPILS = "unknown_pupils", _("Classe ou groupe inconnu")
    UNKNOWN_TEACHER = "unknown_teacher", _("Professeur inconnu")
    SAME_NAME = "same_name", _("Plusieurs personnes du même nom")
    UNKNOWN_LESSON = "unknown_lesson", _("Cours inconnu")


class TimetableFormat(models.TextChoices):
    """Programs whose lessons are read."""

    STS = "sts", _("Retour vers STSWeb (emp_sts)")
    EDT_XML = "edt-xml", _("EDT ou Pronote, XML en clair")
    EDT_CSV = "edt-csv", _("EDT, texte (CSV)")
    UNDEUX = "undeuxtemps", _("UnDeuxTEMPS, archive zip")
    ICAL = "ical", _("Calendrier (iCalendar)")
    DAYS = "days", _("Changements du jour (CSV)")
