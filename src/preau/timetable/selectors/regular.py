"""The regular week of a class or a group, slot by slot, for who writes it; and what a form about one slot offers."""

import datetime as dt
import uuid
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can
from preau.directory.calendar import bounds_of, year_of
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Homeroom, Person, School, Section, StudentGroup, Subject
from preau.directory.words import readable
from preau.kernel import clock
from preau.timetable.models import Room, Slot, SlotPupils, SlotTeacher, WeekNames
from preau.timetable.texts import hour_of, weekday_of
from preau.timetable.weeks import NO_LETTER

Choices = Sequence[tuple[str, str]]


MOST_BANDS = 16
"""Rows that the grid of a week has."""


@dataclass(frozen=True, slots=True)
class SlotLine:
    """One slot of a list; `day`: its weekday, 1 is Monday; `starts`: minutes after midnight."""

    id: uuid.UUID
    day: int
    starts: int
    weekday: str
    hours: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class RegularDay:
    """One weekday, 1 is Monday; `cells`: its slots by the row of the grid that they begin in."""

    day: int
    title: str
    cells: Sequence[tuple[int, Sequence[SlotLine]]]


@dataclass(frozen=True, slots=True)
class RegularWeek:
    """Monday to Friday, and the week-end's days where something is held. `hours`: the rows of its grid, in minutes and
    in words: the hours at which these slots begin, and those at which lessons of the school most often do.
    """

    days: Sequence[RegularDay]
    hours: Sequence[tuple[int, str]]
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A class, or a group, of the hat's school."""

    id: uuid.UUID
    label: str
    school_id: uuid.UUID
    is_group: bool


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A slot to write, and what its form offers; `slot` None: a new one."""

    unit: Unit | None
    label: str
    school_id: uuid.UUID
    slot: Slot | None
    teachers: tuple[uuid.UUID, ...]
    homerooms: frozenset[uuid.UUID]
    groups: frozenset[uuid.UUID]
    subjects: Choices
    people: Choices
    rooms: Choices
    letters: str
    first_on: dt.date
    last_on: dt.date


def _require(hat: Hat, school_id: uuid.UUID) -> None:
    if school_id not in hat.school_ids:
        raise Unknown("of another school")
    if not can(hat, Right.SET_TIMETABLE, Thing(school_id)):
        raise PermissionDenied


def unit_to_write(hat: Hat, unit_id: uuid.UUID) -> Unit:
    """A class or a group of this year. Raises Unknown for a stranger, PermissionDenied for a colleague."""
    year = year_of(clock.today())
    for table, is_group in ((Homeroom, False), (StudentGroup, True)):
        row = table.objects.filter(pk=unit_id, school_year_id=year).first()
        if row is not None:
            _require(hat, row.school_id)
            return Unit(row.pk, row.label, row.school_id, is_group)
    raise Unknown("no such class or group")


def regular_week(unit: Unit) -> RegularWeek:
    """The regular week of a class or a group, from today on. Six reads."""
    lines = regular_of(unit)
    year = year_of(clock.today())
    rows = Slot.objects.filter(school_id=unit.school_id, school_year_id=year, last_on__gte=clock.today())
    often = rows.values("starts").annotate(times=Count("pk")).order_by("-times", "starts")
    own = sorted({one.starts for one in lines})[:MOST_BANDS]
    others = [one for one in often.values_list("starts", flat=True)[:MOST_BANDS] if one not in own]
    hours = sorted([*own, *others[: MOST_BANDS - len(own)]])
    days = []
    for day in range(1, 8):
        bands: dict[int, list[SlotLine]] = defaultdict(list)
        for one in lines:
            if one.day == day:
                bands[bisect_left(hours, one.starts, hi=len(hours) - 1) + 1].append(one)
        if day <= WORKED or bands:
            days.append(RegularDay(day, weekday_of(day), sorted(bands.items())))
    return RegularWeek(days, [(one, hour_of(one)) for one in hours], not lines)


WORKED = 5


def regular_of(unit: Unit) -> list[SlotLine]:
    """Slots of a class or a group that are held from today on, in the order of the week."""
    name = "group_id" if unit.is_group else "homeroom_id"
    taught = SlotPupils.objects.filter(school_id=unit.school_id, **{name: unit.id})
    held = Slot.objects.filter(school_id=unit.school_id, pk__in=taught.values("slot_id"), last_on__gte=clock.today())
    slots = held.select_related("room").prefetch_related("teachers__teacher")
    authority = School.objects.filter(pk=unit.school_id).values("authority_id")
    names = dict(Subject.objects.filter(authority_id__in=authority).values_list("code", "label"))
    return [_line(one, names) for one in slots.order_by("weekday", "starts", "first_on")]


def _line(slot: Slot, names: Mapping[str, str]) -> SlotLine:
    teachers = ", ".join(sorted(one.teacher.full_name for one in slot.teachers.all()))
    parts = (teachers, slot.room.name if slot.room else "", slot.letters)
    return SlotLine(
        slot.pk, slot.weekday, slot.starts, weekday_of(slot.weekday), f"{hour_of(slot.starts)} – {hour_of(slot.ends)}",
        slot.title or readable(names.get(slot.subject_code, "")) or _("Cours"), " · ".join(filter(None, parts)),
    )  # fmt: skip


def slot_to_write(hat: Hat, slot_id: uuid.UUID, unit_id: uuid.UUID | None) -> ToWrite:
    """A slot that stands, or a new one of the class or group of that number. Raises Unknown, PermissionDenied."""
    slot = Slot.objects.select_related("school").filter(pk=slot_id).first()
    if slot is None:
        if unit_id is None:
            raise Unknown("no such slot")
        unit = unit_to_write(hat, unit_id)
        taught = (frozenset[uuid.UUID](), frozenset({unit.id}))
        homerooms, groups = taught if unit.is_group else taught[::-1]
        return _to_write(unit, unit.label, unit.school_id, None, (), homerooms, groups)
    _require(hat, slot.school_id)
    here = {"school_id": slot.school_id, "slot": slot}
    rows = list(SlotPupils.objects.filter(**here).select_related("homeroom", "group"))
    teachers = SlotTeacher.objects.filter(**here).order_by("teacher__search_name", "teacher_id")
    return _to_write(
        None, ", ".join(sorted((one.homeroom or one.group).label for one in rows)), slot.school_id, slot,
        tuple(teachers.values_list("teacher_id", flat=True)),
        frozenset(one.homeroom_id for one in rows if one.homeroom_id),
        frozenset(one.group_id for one in rows if one.group_id),
    )  # fmt: skip


def _to_write(
    unit: Unit | None, label: str, school_id: uuid.UUID, slot: Slot | None, teachers: tuple[uuid.UUID, ...],
    homerooms: frozenset[uuid.UUID], groups: frozenset[uuid.UUID],
) -> ToWrite:  # fmt: skip
    year = slot.school_year_id if slot else year_of(clock.today())
    authority = School.objects.values_list("authority_id", flat=True).get(pk=school_id)
    codes = Section.objects.filter(school_id=school_id, school_year_id=year).values("subject_code")
    subjects = Subject.objects.filter(authority_id=authority, code__in=codes).values_list("code", "label")
    there = Affiliation.objects.filter(school_id=school_id, state="active", profile=Profile.TEACHER)
    people = Person.objects.filter(pk__in=there.values("person_id")) | Person.objects.filter(pk__in=teachers)
    rooms = Room.objects.filter(school_id=school_id).order_by("name", "pk").values_list("pk", "name")
    names = WeekNames.objects.filter(school_id=school_id, school_year_id=year).values_list("letters", flat=True).first()
    return ToWrite(
        unit, label, school_id, slot, teachers, homerooms, groups,
        sorted(((code, readable(name)) for code, name in subjects), key=lambda one: one[1]),
        [(str(one.pk), one.listed_name) for one in people.distinct().order_by("search_name", "pk")],
        [(str(key), name) for key, name in rooms], "".join(sorted(set(names or "") - {NO_LETTER})),
        clock.today(), slot.last_on if slot else min(bounds_of(year)[1], dt.date(year + 1, 7, 4)),
    )  # fmt: skip
