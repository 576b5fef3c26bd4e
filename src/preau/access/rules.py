"""Rights on things, said once. Pages and selectors of all rooms ask here."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from preau.access.hats import OPERATOR, Hat, SchoolRef
from preau.directory.enums import Profile

# Who has every class of the school before them: to run the school, to look for an absent pupil, to lend a book.
SEES_ALL_CLASSES = frozenset({Profile.HEAD, Profile.STUDENT_LIFE, Profile.SCHOOL_STAFF, Profile.LIBRARIAN})


def may_open_class(profile: str, person_id: uuid.UUID, teacher_ids: Collection[uuid.UUID]) -> bool:
    """Whether somebody of the class's school opens its page: its own teachers, and who has all classes before them."""
    return profile in SEES_ALL_CLASSES or (profile == Profile.TEACHER and person_id in teacher_ids)


@dataclass(frozen=True, slots=True)
class ServiceReach:
    """Whom a linked service is for: its owner (a school, a collectivity, or the platform), narrowed by two lists.

    Empty lists narrow nothing.
    """

    school_id: uuid.UUID | None
    local_authority_id: uuid.UUID | None
    profiles: Collection[str]
    schools: Collection[str]


def schools_served(hat: Hat, reach: ServiceReach) -> tuple[SchoolRef, ...]:
    """The schools of this hat for which a linked service is open to it; none: it is closed to this hat."""
    if reach.profiles and hat.profile not in reach.profiles:
        return ()
    return tuple(
        school
        for school in hat.schools
        if (reach.school_id is None or school.id == reach.school_id)
        and (reach.local_authority_id is None or school.local_authority_id == reach.local_authority_id)
        and (not reach.schools or str(school.id) in reach.schools)
    )


def may_run_service(hat: Hat, reach: ServiceReach) -> bool:
    """Whether this hat runs a linked service: a head their school's, an officer their collectivity's."""
    if hat.profile == OPERATOR:
        return True
    if hat.profile == Profile.LOCAL_AUTHORITY:
        return reach.local_authority_id is not None and reach.local_authority_id == hat.local_authority_id
    return hat.profile == Profile.HEAD and reach.school_id is not None and reach.school_id in hat.school_ids
