"""Labels of the national audience measure (DNMA), kept as they are sent."""

from typing import Final

from preau.directory.enums import Profile

ALL: Final = "all"
"""Of a cell that counts every profile, every service or every device: a person on two of them counts once."""

ACCOUNTS: Final = "comptes"
"""Service of the rows whose `users` are the people who may have an account: the denominator of a rate of use."""

PROFILE_LABELS: Final = {
    Profile.STUDENT: "ELEVE",
    Profile.TEACHER: "ENSEIGNANT",
    Profile.LIBRARIAN: "ENSEIGNANT",
    Profile.GUARDIAN: "PARENT",
    Profile.HEAD: "ADMIN_VIE_SCOL_TECH",
    Profile.STUDENT_LIFE: "ADMIN_VIE_SCOL_TECH",
    Profile.SCHOOL_STAFF: "ADMIN_VIE_SCOL_TECH",
}
OTHER_PROFILE: Final = "AUTRE"

COMPUTER, SMARTPHONE, TABLET, OTHER_DEVICE = "ordinateur", "smartphone", "tablette", "autre"

SERVICES: Final = frozenset(
    {
        "accueil", "actualites", "courrier_electronique", "messagerie_instantanee", "cahier_liaison",
        "visioconference", "production_collaborative", "stockage_partage", "cahier_textes", "notes", "absences",
        "gestion_competences", "gestion_temps", "services_vie_scolaire", "documentation_cdi",
        "parcours_pedagogique", "reservation_salles_materiels", "service_collectivite", "manuel_numerique",
        "ressource_multimedia", "ressource_orientation", "ressource_production",
        "ressource_accompagnement_entrainement", "ressource_reference", "ressource_documentaire",
    }
)  # fmt: skip
OTHER_SERVICE: Final = "autre"
"""Pages that the national list has no name for (settings, administration)."""


def label_of(profile: str) -> str:
    """The national label of a profile (SDET value); librarians are teachers of documentation."""
    return PROFILE_LABELS.get(profile, OTHER_PROFILE)  # type: ignore[call-overload]
