"""What a token of the API may be given, and in which capacity it then acts.

A personal token acts under its person's hats, never beyond: a scope narrows, it adds nothing. A partner's token has a
hat of its own, over the school that made it; one of a collectivity wears the collectivity's, and so reads what its
officers read: schools, counts and staff, never a pupil.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from preau.access.hats import Hat, governed_schools, school_ref
from preau.directory.enums import STAFF_PROFILES, Profile

PARTNER = "partner"
"""The profile of a tool that a school lets read."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One right of a token, in words. `profiles`: whose personal tokens may have it (all when empty)."""

    words: str | Promise
    personal: bool = True
    school: bool = False
    authority: bool = False
    profiles: frozenset[str] = frozenset()


_STAFF = frozenset(str(one) for one in STAFF_PROFILES)
_FAMILY = frozenset({str(Profile.STUDENT), str(Profile.GUARDIAN)})
_PEOPLE = _STAFF | _FAMILY
SCOPES: Mapping[str, Scope] = {
    "me:read": Scope(_("Savoir qui vous êtes et quels sont vos rôles")),
    "schools:read": Scope(_("Lire les établissements"), school=True, authority=True),
    "staff:read": Scope(
        _("Lire les noms et fonctions du personnel"), school=True, authority=True,
        profiles=_STAFF | {str(Profile.LOCAL_AUTHORITY)},
    ),
    "classes:read": Scope(_("Lire les classes, les groupes et qui s’y trouve"), profiles=_STAFF),
    "pupils:read": Scope(_("Lire la liste et les fiches des élèves que vous pouvez ouvrir"), profiles=_STAFF),
    "preferences:write": Scope(_("Lire et changer vos préférences d’affichage")),
    "terms:write": Scope(_("Lire et fixer les périodes de l’année"), profiles=frozenset({str(Profile.HEAD)})),
    "contact:write": Scope(_("Signaler une difficulté d’accessibilité")),
    "messages:read": Scope(_("Lire vos messages"), profiles=_PEOPLE),
    "messages:write": Scope(_("Écrire, envoyer, reprendre et ranger des messages en votre nom"), profiles=_PEOPLE),
    "news:read": Scope(_("Lire les actualités qui vous sont destinées"), profiles=_PEOPLE),
    "news:write": Scope(
        _("Dire en votre nom que vous avez lu une actualité, et répondre à sa question"), profiles=_PEOPLE
    ),
    "words:read": Scope(_("Lire les mots du carnet de liaison de vos enfants"), profiles=_FAMILY),
    "words:sign": Scope(_("Répondre aux mots du carnet de liaison, et les signer, en votre nom"), profiles=_FAMILY),
    "notices:read": Scope(_("Lire vos avis")),
    "notices:write": Scope(_("Marquer vos avis comme lus")),
    "timetable:deposit": Scope(
        _("Déposer l’emploi du temps de l’établissement, et rien d’autre"), personal=False, school=True
    ),
    "roster:read": Scope(
        _("Lire la structure au format OneRoster : classes, élèves et enseignants, sans coordonnées"),
        personal=False, school=True, authority=True,
    ),
}  # fmt: skip
PERSONAL_SCOPES = tuple(name for name, one in SCOPES.items() if one.personal)
PARTNER_SCOPES = tuple(name for name, one in SCOPES.items() if one.school or one.authority)


def offered_scopes(
    *, profiles: frozenset[str] = frozenset(), school: bool = False, authority: bool = False
) -> list[str]:
    """Scopes that a token may be given: a person's with these profiles, a school's or a collectivity's."""
    if school:
        return [name for name, one in SCOPES.items() if one.school]
    if authority:
        return [name for name, one in SCOPES.items() if one.authority]
    return [name for name, one in SCOPES.items() if one.personal and (not one.profiles or one.profiles & profiles)]


def partner_hat(*, label: str, school_id: uuid.UUID | None, authority_id: uuid.UUID | None) -> Hat:
    """The capacity of a partner's token: over one school, or over what a collectivity governs today."""
    if authority_id is not None:
        schools = governed_schools(authority_id)
        return Hat(
            f"col-{authority_id.hex}", Profile.LOCAL_AUTHORITY.value, label, schools, local_authority_id=authority_id
        )
    assert school_id is not None, "a partner's token has an owner"
    school = school_ref(school_id)
    return Hat(f"{PARTNER}-{school.uai}", PARTNER, label, (school,), place=school.name)


def reads_pupils_of_roster(hat: Hat) -> bool:
    """Whether rosters read under this hat name pupils: a school's partner does, a collectivity never."""
    return hat.profile == PARTNER
