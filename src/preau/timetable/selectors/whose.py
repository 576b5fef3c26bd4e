"""Whose lessons a hat may read: its own, its children's, and for staff those of classes, teachers and rooms.

Pupils and families see a teacher only in their own lessons: no other timetable opens to them.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can, units_under
from preau.directory.calendar import year_of
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.directory.models import Homeroom, Person, StudentGroup
from preau.directory.words import class_order
from preau.kernel import clock
from preau.timetable.models import Room, SlotTeacher
from preau.timetable.selectors.reading import CLASS, GROUP, PUPIL, ROOM, TEACHER, Whose

TEACHING = frozenset({Profile.TEACHER.value, Profile.LIBRARIAN.value})


def own(hat: Hat) -> list[Whose]:
    """What the agenda of this hat shows: themself, or each child; nobody for who neither learns nor teaches."""
    schools = {one.id: one for one in hat.schools}
    kind = PUPIL if hat.profile == Profile.STUDENT else TEACHER if hat.profile in TEACHING else ""
    if hat.person_id is None:
        return []
    if hat.profile == Profile.GUARDIAN:
        return [
            Whose(PUPIL, one.person_id, one.school_id, one.given_name, school.holiday_zone, school.timezone)
            for one in hat.shown_children()
            if (school := schools.get(one.school_id)) is not None
        ]
    names = {one.id: one.name if len(schools) > 1 else "" for one in hat.schools}
    return [
        Whose(kind, hat.person_id, one.id, names[one.id], one.holiday_zone, one.timezone) for one in hat.schools if kind
    ]


def of_unit(hat: Hat, unit_id: uuid.UUID) -> Whose:
    """A class or a group of the hat's school. Raises Unknown for a stranger, PermissionDenied for a colleague."""
    school = school_of(hat)
    row = Homeroom.objects.filter(pk=unit_id, school_id=school.id).first()
    found = row or StudentGroup.objects.filter(pk=unit_id, school_id=school.id).first()
    if found is None:
        raise Unknown("no such class in this school")
    if not can(hat, Right.SEE_TIMETABLES, Thing(school.id, unit_id=unit_id)):
        raise PermissionDenied
    return Whose(CLASS if row else GROUP, unit_id, school.id, found.label, school.zone, school.clock)


def of_teacher(hat: Hat, person_id: uuid.UUID) -> Whose:
    """Somebody who teaches in the hat's school: oneself, or anyone for who sees all timetables."""
    school = school_of(hat)
    rows = SlotTeacher.objects.filter(school_id=school.id, teacher_id=person_id)
    person = Person.objects.filter(pk=person_id).first() if rows.exists() else None
    if person is None:
        raise Unknown("nobody teaches there under that number")
    if person_id != hat.person_id and not can(hat, Right.SEE_TIMETABLES, Thing(school.id)):
        raise PermissionDenied
    return Whose(TEACHER, person_id, school.id, person.full_name, school.zone, school.clock)


def of_room(hat: Hat, room_id: uuid.UUID) -> Whose:
    """A room of the hat's school, for who sees all timetables."""
    school = school_of(hat)
    room = Room.objects.filter(pk=room_id, school_id=school.id).first()
    if room is None:
        raise Unknown("no such room")
    if not can(hat, Right.SEE_TIMETABLES, Thing(school.id)):
        raise PermissionDenied
    return Whose(ROOM, room_id, school.id, room.name, school.zone, school.clock)


@dataclass(frozen=True, slots=True)
class OwnSchool:
    """The school whose timetables a hat opens."""

    id: uuid.UUID
    zone: str
    clock: str


def school_of(hat: Hat) -> OwnSchool:
    """The school of a hat of staff, its zone of holidays and its clock. Raises Unknown for others."""
    if not hat.is_staff or hat.school is None:
        raise Unknown("timetables of others open to staff")
    return OwnSchool(hat.school.id, hat.school.holiday_zone, hat.school.timezone)


Named = Sequence[tuple[uuid.UUID, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """Timetables that staff may open beside their own."""

    classes: Named
    groups: Named
    teachers: Named = ()
    rooms: Named = ()


def choices_of(hat: Hat) -> Choices:
    """Classes and groups of this year; for who sees the whole school, teachers and rooms too."""
    school = school_of(hat).id
    bound = units_under(hat, Right.SEE_TIMETABLES, school)
    here = {"school_id": school, "school_year_id": year_of(clock.today())}
    classes, groups = (
        sorted((one for one in rows if bound is None or one[0] in bound), key=_by_class)
        for rows in (table.objects.filter(**here).values_list("pk", "label") for table in (Homeroom, StudentGroup))
    )
    if bound is not None:
        return Choices(classes, groups)
    taught = SlotTeacher.objects.filter(school_id=school, slot__school_year_id=here["school_year_id"])
    people = Person.objects.filter(pk__in=taught.values("teacher_id")).order_by("search_name", "pk")
    rooms = Room.objects.filter(school_id=school).order_by("name", "pk").values_list("pk", "name")
    return Choices(classes, groups, [(one.pk, one.listed_name) for one in people], list(rooms))


def _by_class(one: tuple[uuid.UUID, str]) -> tuple[int, tuple[tuple[int, str], ...]]:
    return class_order(one[1])
