"""Rights on things that pages of several rooms ask for, in one call."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from preau.access.enums import Extent, Right
from preau.access.hats import OPERATOR, Hat
from preau.access.rights import Held, extents_of
from preau.directory.enums import Profile


class ClassGround(StrEnum):
    """Why somebody opens the page of a class."""

    SCHOOL = "school"
    TEACHES = "teaches"
    CONFIDED = "confided"


def ground_to_open_class(
    held: Held | None, person_id: uuid.UUID | None, unit_id: uuid.UUID, teacher_ids: Collection[uuid.UUID]
) -> ClassGround | None:
    """Why a class opens to who holds `Right.SEE_CLASS` that far in its school: pages and sentences both ask here."""
    if held is None:
        return None
    if held.extent == Extent.SCHOOL:
        return ClassGround.SCHOOL
    if held.extent == Extent.OWN_CLASSES and person_id in teacher_ids:
        return ClassGround.TEACHES
    return ClassGround.CONFIDED if unit_id in held.units else None


def may_open_class(hat: Hat, school_id: uuid.UUID, unit_id: uuid.UUID, teacher_ids: Collection[uuid.UUID]) -> bool:
    """Whether a hat opens the page of a class or group of that school, whose teachers are known already.

    The same answer as `rights.can(hat, Right.SEE_CLASS, …)`, one read less.
    """
    held = extents_of(hat, Right.SEE_CLASS, [school_id]).get(school_id)
    return ground_to_open_class(held, hat.person_id, unit_id, teacher_ids) is not None


@dataclass(frozen=True, slots=True)
class FileRights:
    """What somebody of the school who may open a pupil's file reads in it, beyond class, groups and teachers.

    `birth_date`, `ine`: those who enrol and certify. `contacts`: telephone numbers and mail of guardians, and those who
    are only to be called. `any_address`: where guardians live, even those who do not want it passed on; else only who
    shares it. `fees`: who pays. `readings`: who opened the file. What a judge decided, and whom he put aside, is never
    there: the head reads it in the console.
    """

    birth_date: bool = False
    ine: bool = False
    contacts: bool = False
    any_address: bool = False
    fees: bool = False
    readings: bool = False


_TEACHES = FileRights()
_FILE_RIGHTS: Mapping[str, FileRights] = {
    Profile.HEAD: FileRights(
        birth_date=True, ine=True, contacts=True, any_address=True, fees=True, readings=True
    ),
    Profile.SCHOOL_STAFF: FileRights(birth_date=True, ine=True, contacts=True, any_address=True, fees=True),
    Profile.STUDENT_LIFE: FileRights(birth_date=True, contacts=True),
}  # fmt: skip


def file_rights(profile: str) -> FileRights:
    """What this profile reads in a pupil's file."""
    return _FILE_RIGHTS.get(profile, _TEACHES)


@dataclass(frozen=True, slots=True)
class ServiceReach:
    """Whom a linked service is for: its owner (a school, a collectivity, or the platform), narrowed by two lists.

    Empty lists narrow nothing.
    """

    school_id: uuid.UUID | None
    local_authority_id: uuid.UUID | None
    profiles: Collection[str]
    schools: Collection[str]


def schools_served(hat: Hat, reach: ServiceReach) -> tuple[uuid.UUID, ...]:
    """Ids of the hat's schools for which a linked service is open to it; none: it is closed to this hat, as to who
    inspects.
    """
    if hat.is_visitor or (reach.profiles and hat.profile not in reach.profiles):
        return ()
    # An officer's schools are known by their ids alone, and are all of the collectivity.
    mine = [(one, hat.local_authority_id) for one in sorted(hat.governed)] or [
        (school.id, school.local_authority_id) for school in hat.schools
    ]
    return tuple(
        school_id
        for school_id, local_authority_id in mine
        if (reach.school_id is None or school_id == reach.school_id)
        and (reach.local_authority_id is None or local_authority_id == reach.local_authority_id)
        and (not reach.schools or str(school_id) in reach.schools)
    )


def may_run_service(hat: Hat, reach: ServiceReach) -> bool:
    """Whether this hat runs a linked service: a head their school's, an officer their collectivity's."""
    if hat.profile == OPERATOR:
        return True
    if hat.profile == Profile.LOCAL_AUTHORITY:
        return reach.local_authority_id is not None and reach.local_authority_id == hat.local_authority_id
    return hat.profile == Profile.HEAD and reach.school_id is not None and reach.school_id in hat.school_ids
