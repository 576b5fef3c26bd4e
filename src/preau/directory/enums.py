"""Closed lists of the directory. Official codes are kept as they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuthorityKind(models.TextChoices):
    """Collectivities that fund and govern schools."""

    REGION = "region", _("Région")
    DEPARTMENT = "department", _("Département")
    MUNICIPALITY = "municipality", _("Commune")


class SchoolKind(models.TextChoices):
    """Kinds of school, as families name them."""

    UPPER_SECONDARY = "upper_secondary", _("Lycée général et technologique")
    VOCATIONAL = "vocational", _("Lycée professionnel")
    LOWER_SECONDARY = "lower_secondary", _("Collège")
    PRIMARY = "primary", _("École")
    OTHER = "other", _("Établissement")


class HolidayZone(models.TextChoices):
    """Zones of the school calendar since September 2015; other territories have calendars of their own."""

    A = "A", _("Zone A")
    B = "B", _("Zone B")
    C = "C", _("Zone C")
    OWN = "own", _("Calendrier propre")


class RecordKind(models.TextChoices):
    """Kinds of a record of the academy's directory; with the academy and the join key they make its key."""

    STUDENT = "student", _("Élève")
    GUARDIAN = "guardian", _("Responsable")
    STAFF = "staff", _("Personnel")


class Profile(models.TextChoices):
    """National profiles of the SDET (attribute ENTPersonProfils)."""

    STUDENT = "National_elv", _("Élève")
    GUARDIAN = "National_tut", _("Responsable")
    TEACHER = "National_ens", _("Enseignant")
    LIBRARIAN = "National_doc", _("Documentaliste")
    HEAD = "National_dir", _("Direction")
    STUDENT_LIFE = "National_evs", _("Vie scolaire")
    SCHOOL_STAFF = "National_eta", _("Personnel administratif ou technique")
    LOCAL_AUTHORITY = "National_col", _("Collectivité")
    ACADEMY = "National_aca", _("Services académiques")
    EXTERNAL = "National_ext", _("Intervenant extérieur")


# One bit for each profile that may have a place in a school; rows keep them: new ones go at the end.
LISTED = {
    profile: 1 << rank
    for rank, profile in enumerate(
        (
            Profile.STUDENT, Profile.GUARDIAN, Profile.TEACHER, Profile.LIBRARIAN, Profile.STUDENT_LIFE, Profile.HEAD,
            Profile.SCHOOL_STAFF, Profile.EXTERNAL, Profile.LOCAL_AUTHORITY, Profile.ACADEMY,
        )
    )
}  # fmt: skip
OFFICE_LISTED = LISTED[Profile.HEAD]
"""The least sum of whoever heads a school or works in its office: their names have an index of their own."""

STAFF_PROFILES = frozenset(
    {Profile.TEACHER, Profile.LIBRARIAN, Profile.HEAD, Profile.STUDENT_LIFE, Profile.SCHOOL_STAFF}
)


class AffiliationState(models.TextChoices):
    """Whether a person has their place in a school."""

    ACTIVE = "active", _("Actif")
    SUSPENDED = "suspended", _("Suspendu")


class GroupSource(models.TextChoices):
    """Where a group comes from; only its source may change or end it."""

    AAF = "aaf", _("Annuaire académique")
    TIMETABLE = "timetable", _("Emploi du temps")
    MANUAL = "manual", _("Créé à la main")
    RULE = "rule", _("Par règle")


class Reach(models.TextChoices):
    """How far a guardianship goes (nomenclature of the level of responsibility, and the law on parental authority)."""

    AUTHORITY = "authority", _("Exerce l’autorité parentale")
    SUPERVISES = "supervises", _("Surveille seulement : est informé, ne signe rien")
    IN_CHARGE = "in_charge", _("En charge, par décision de la direction")
    CONTACT = "contact", _("Contact seulement, sans compte")
    BARRED = "barred", _("Écarté par une décision de justice")


class DecisionKind(models.TextChoices):
    """What a judge decided between a person and a pupil."""

    NO_AUTHORITY = "no_authority", _("Retrait de l’autorité parentale")
    SUPERVISES = "supervises", _("Droit de surveillance seulement")
    PROTECTION_ORDER = "protection_order", _("Ordonnance de protection")
    AUTHORITY = "authority", _("Autorité parentale confiée")


class MatchState(models.TextChoices):
    """Where a proposed pair of records stands."""

    PROPOSED = "proposed", _("Proposé")
    JOINED = "joined", _("Réuni")
    REFUSED = "refused", _("Refusé")
    UNDONE = "undone", _("Défait")
