"""Finding people of the open scope by name."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Enrollment
from preau.kernel.text import fold


@dataclass(frozen=True, slots=True)
class Found:
    """A person found, with what tells them from a namesake."""

    person_id: uuid.UUID
    name: str
    profile: str
    school_id: uuid.UUID
    school_name: str
    homeroom: str
    is_active: bool


def search_people(text: str, *, profiles: Sequence[str] = (), limit: int = 30) -> list[Found]:
    """People with a place in the open scope whose name holds every word of the text, accents and case aside; nobody who
    visits a school.

    Nothing for fewer than two letters. `profiles`: only these (values of Profile; all when empty). A pupil's class is
    the one of the present enrolment.
    """
    words = fold(text).split()
    if sum(map(len, words)) < 2:
        return []
    rows = Affiliation.objects.filter(person__erased_at=None).exclude(profile=Profile.ACADEMY)
    rows = rows.select_related("person", "school")
    if profiles:
        rows = rows.filter(profile__in=list(profiles))
    for word in words:
        rows = rows.filter(Q(person__search_name__startswith=word) | Q(person__search_name__contains=f" {word}"))
    places = list(rows.order_by("person__search_name", "pk")[:limit])
    homerooms = _homerooms([place.person_id for place in places if place.profile == Profile.STUDENT])
    return [
        Found(
            person_id=place.person_id,
            name=place.person.full_name,
            profile=place.profile,
            school_id=place.school_id,
            school_name=place.school.name,
            homeroom=homerooms.get((place.school_id, place.person_id), ""),
            is_active=place.state == AffiliationState.ACTIVE,
        )
        for place in places
    ]


def _homerooms(students: list[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], str]:
    if not students:
        return {}
    rows = Enrollment.objects.filter(student_id__in=students, left_on=None, homeroom__isnull=False)
    return {
        (row.school_id, row.student_id): row.homeroom.label
        for row in rows.select_related("homeroom").order_by("school_year_id")
    }
