"""Who receives the reports of a school: its head, whomever the head confides it to, and who stands above the school."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from preau.access.enums import Right
from preau.access.public import OPERATOR, confided_to
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.models import Affiliation, Person, School
from preau.identity.public import officers_of
from preau.kernel import scope
from preau.safety.enums import Climbed


@dataclass(frozen=True, slots=True)
class Charged:
    """Somebody who receives reports, under which profile."""

    person_id: uuid.UUID
    name: str
    profile: str


def in_charge(school_id: uuid.UUID, *, but: Collection[uuid.UUID] = ()) -> list[Charged]:
    """The heads of a school and the referents whom the head named, those who are involved left out. Three reads."""
    referents = confided_to(school_id, Right.HANDLE_REPORTS)
    rows = Affiliation.objects.filter(
        school_id=school_id, state=AffiliationState.ACTIVE, profile__in=STAFF_PROFILES
    ).select_related("person")  # fmt: skip
    found: dict[uuid.UUID, Charged] = {}
    for row in rows.order_by("person__family_name", "person__given_name", "profile"):
        is_head = row.profile == Profile.HEAD
        receives = is_head or (row.person_id in referents and row.person_id not in found)
        if receives and row.person_id not in but:
            found[row.person_id] = Charged(row.person_id, row.person.full_name, row.profile)
    return list(found.values())


def above(school: School, *, but: Collection[uuid.UUID] = ()) -> tuple[Climbed, list[Charged]]:
    """Who stands above a school: its collectivity's officers, else whoever runs the platform."""
    for step, authority, profile in (
        (Climbed.AUTHORITY, school.local_authority_id, Profile.LOCAL_AUTHORITY.value),
        (Climbed.PLATFORM, None, OPERATOR),
    ):
        if step == Climbed.AUTHORITY and authority is None:
            continue
        people = [one for one in officers_of(authority) if one not in but]
        if people:
            return step, [Charged(one, name, profile) for one, name in _names(people)]
    return Climbed.PLATFORM, []


def _names(person_ids: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    with scope.everything("officers are people of no school"):
        rows = Person.objects.filter(pk__in=person_ids).order_by("pk")
        return [(one.pk, one.full_name) for one in rows]
