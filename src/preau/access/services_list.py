"""Services that a collectivity or a school may switch off, for all or for one profile.

The name is that of `@page(service=…)` and of the counts of visits. What is not here cannot be switched off: signing
in, the home page, display, help, one's own data, administration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.directory.enums import STAFF_PROFILES, Profile

STAFF = tuple(profile for profile in Profile if profile in STAFF_PROFILES)
FAMILY = (Profile.STUDENT, Profile.GUARDIAN)


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its name for people, what it shows, and the profiles that have it."""

    label: Any
    text: Any
    profiles: tuple[Profile, ...]


SWITCHED: Mapping[str, Service] = {
    "annuaire": Service(
        _("Annuaire"), _("Trouver une personne à qui l’on peut écrire."), (*FAMILY, *STAFF)
    ),
    "scolarite": Service(_("Scolarité"), _("Classe, enseignants, groupes et calendrier d’un élève."), FAMILY),
    "classes": Service(_("Classes"), _("Les classes et les groupes, avec leurs élèves."), STAFF),
    "documents": Service(
        _("Documents"), _("Des dossiers à soi, ceux de la classe et de l’établissement."), (*FAMILY, *STAFF)
    ),
    "etablissement": Service(_("Établissement"), _("Classes, effectifs et personnels."), STAFF),
}  # fmt: skip


def is_for(service: str, profile: str) -> bool:
    """Whether people of that profile have the service at all."""
    return profile in SWITCHED[service].profiles
