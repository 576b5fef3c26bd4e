"""Rights on things, said once. Pages and selectors of all rooms ask here."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from preau.directory.enums import Profile

# Who has every class of the school before them: to run the school, to look for an absent pupil, to lend a book.
SEES_ALL_CLASSES = frozenset({Profile.HEAD, Profile.STUDENT_LIFE, Profile.SCHOOL_STAFF, Profile.LIBRARIAN})


class ClassGround(StrEnum):
    """Why somebody opens the page of a class."""

    OFFICE = "office"
    TEACHES = "teaches"


def ground_to_open_class(profile: str, person_id: uuid.UUID, teacher_ids: Collection[uuid.UUID]) -> ClassGround | None:
    """Why somebody of the class's school opens its page: they have all classes before them, or teach it. Else None."""
    if profile in SEES_ALL_CLASSES:
        return ClassGround.OFFICE
    if profile == Profile.TEACHER and person_id in teacher_ids:
        return ClassGround.TEACHES
    return None


def may_open_class(profile: str, person_id: uuid.UUID, teacher_ids: Collection[uuid.UUID]) -> bool:
    """Whether somebody of the class's school opens its page: its own teachers, and who has all classes before them."""
    return ground_to_open_class(profile, person_id, teacher_ids) is not None


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


def has_all_classes(profile: str) -> bool:
    """Whether every pupil of the school is before this profile; a teacher has those of own classes and groups."""
    return profile in SEES_ALL_CLASSES
