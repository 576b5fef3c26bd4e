"""The timetable of the demonstration: a week drawn from who teaches what to which class, without any conflict.

The same academy gives the same week: nothing is left to chance. Each teaching takes the first hours that suit its
teacher, its pupils and a room, spread over the week.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from preau.access.public import Hat, hats_of
from preau.directory.calendar import year_of
from preau.directory.enums import SchoolKind
from preau.directory.models import Enrollment, GroupMembership, Homeroom, School, Section
from preau.identity.public import account_by_login
from preau.kernel import clock, scope
from preau.kernel.actor import Actor
from preau.timetable.models import Lesson, Slot
from preau.timetable.services import AS_USUAL, Written, cancelled, change_lesson, make_near, write_rooms, write_slots

HOURS = ((485, 540), (545, 600), (615, 670), (675, 730), (810, 865), (870, 925), (940, 995), (1000, 1055))
"""From 8 h 05 to 17 h 35, with two breaks and a meal, in minutes."""
_MORNING, _WEDNESDAY = 4, 3
_TIMES = (3, 2, 2, 1)
"""Lessons a week of a teaching, by its place among those of its pupils."""
_HEAD, _CLASS = "helene-garnier", "2de 4"
_SCHOOL_DAYS = (1, 2, 4, 5)
"""Of a primary school, where one teacher has a class for everything."""
_SCHOOL_HOURS = ((510, 570), (570, 620), (635, 690), (810, 860), (860, 900), (915, 990))
_TAUGHT = ("Français", "Mathématiques", "Lecture", "Sciences", "Anglais", "Sport", "Musique", "Histoire", "Dessin")
Place = tuple[int, int]


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Write the week of each school, then change two lessons of one class; twice changes nothing."""
    year = year_of(clock.today())
    with scope.everything("timetables of the demonstration are in all its schools"):
        if Slot.objects.exists():
            return
        schools = list(Section.objects.filter(school_year_id=year).values_list("school_id", flat=True).distinct())
        taken: dict[uuid.UUID, set[Place]] = defaultdict(set)
        for school_id in sorted(schools):
            rooms = write_rooms(actor=actor, school_id=school_id, names=_room_names(school_id, year))
            week = list(_week(school_id, year, rooms, taken))
            write_slots(actor=actor, school_id=school_id, year=year, slots=week)
    make_near(sorted(schools))
    _change(cast)


def _room_names(school_id: uuid.UUID, year: int) -> list[str]:
    """A room for each class, and a third more for groups."""
    count = Homeroom.objects.filter(school_id=school_id, school_year_id=year).count()
    numbers = range(count * 4 // 3 + 2)
    return [f"{'ABCD'[one // 10 % 4]}{100 * (one // 40 + 1) + one % 10}" for one in numbers]


def _week(
    school_id: uuid.UUID, year: int, rooms: Sequence[uuid.UUID], taken: dict[uuid.UUID, set[Place]]
) -> Iterator[Written]:
    """Slots of a school. `taken`: hours of people, of rooms and of pupils, over schools: some teach in two."""
    first, last = dt.date(year, 9, 1), dt.date(year + 1, 7, 4)
    homeroom_of = dict(
        Enrollment.objects.filter(school_id=school_id, school_year_id=year, left_on=None).values_list(
            "student_id", "homeroom_id"
        )
    )
    members: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for group, student in GroupMembership.objects.filter(school_id=school_id).values_list("group_id", "student_id"):
        members[group].add(student)
    pupils: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for student, homeroom in homeroom_of.items():
        if homeroom is not None:
            pupils[homeroom].add(student)
    units = {**pupils, **members}
    if School.objects.get(pk=school_id).kind == SchoolKind.PRIMARY:
        yield from _school_week(school_id, year, rooms, (first, last))
        return
    rows = Section.objects.filter(school_id=school_id, school_year_id=year)
    sections = sorted(rows, key=lambda one: (str(one.homeroom_id or one.group_id), one.subject_code, one.teacher_id))
    rank: dict[Any, int] = defaultdict(int)
    for number, one in enumerate(sections):
        unit = one.homeroom_id or one.group_id
        busy = [taken[one.teacher_id], taken[unit], *(taken[student] for student in units.get(unit, ()))]
        times = _TIMES[rank[unit] % len(_TIMES)]
        rank[unit] += 1
        for place in _free(busy, number, times):
            room = next((room for room in _turned(rooms, number) if place not in taken[room]), None)
            for held in (*busy, *([taken[room]] if room else ())):
                held.add(place)
            weekday, hour = place
            yield Written(
                weekday, *HOURS[hour], first, last, subject_code=one.subject_code, room_id=room,
                teachers=frozenset({one.teacher_id}),
                homerooms=frozenset({one.homeroom_id} if one.homeroom_id else ()),
                groups=frozenset({one.group_id} if one.group_id else ()),
            )  # fmt: skip


def _school_week(
    school_id: uuid.UUID, year: int, rooms: Sequence[uuid.UUID], dates: tuple[dt.date, dt.date]
) -> Iterator[Written]:
    """Whole days of each class, with its teacher, in its room."""
    sections = Section.objects.filter(school_id=school_id, school_year_id=year).exclude(homeroom=None)
    for number, one in enumerate(sections.order_by("homeroom_id", "teacher_id")):
        for weekday in _SCHOOL_DAYS:
            for place, (starts, ends) in enumerate(_SCHOOL_HOURS):
                title = _TAUGHT[place] if place < 2 else _TAUGHT[2 + (weekday + place + number) % (len(_TAUGHT) - 2)]
                yield Written(
                    weekday, starts, ends, *dates, title=title, room_id=rooms[number % len(rooms)],
                    teachers=frozenset({one.teacher_id}), homerooms=frozenset({one.homeroom_id}),
                )  # fmt: skip


def _turned(rooms: Sequence[uuid.UUID], number: int) -> list[uuid.UUID]:
    start = number % len(rooms) if rooms else 0
    return [*rooms[start:], *rooms[:start]]


def _free(busy: Sequence[set[Place]], number: int, times: int) -> list[Place]:
    """So many hours that none of these has taken, on different days first."""
    found: list[Place] = []
    days = [1 + (number + turn) % 5 for turn in range(5)]
    for hour in range(len(HOURS)):
        for weekday in days:
            place = (weekday, hour)
            if weekday == _WEDNESDAY and hour >= _MORNING:
                continue
            if weekday not in {day for day, _hour in found} and not any(place in held for held in busy):
                found.append(place)
            if len(found) == times:
                return found
    return found


@dataclass(frozen=True, slots=True)
class _Worn:
    actor: Actor
    hat: Hat


def _change(cast: Iterable[Any]) -> None:
    """Of one class: its next lesson but one is cancelled, the one after is held at a distance."""
    head = _worn({one.slug: one for one in cast}, _HEAD)
    if head is None or head.hat.school is None:
        return  # not in this academy
    with scope.use(scope.Scope.of([head.hat.school.id])):
        rows = Lesson.objects.filter(
            school_id=head.hat.school.id, day__gt=clock.today(), slot__taught__homeroom__label=_CLASS
        ).order_by("day", "slot__starts")
        coming = list(rows.select_related("slot")[1:3])
        said = [
            cancelled("Professeur en formation"),
            replace(AS_USUAL, is_remote=True, instructions="Le lien est dans le cahier de textes."),
        ]  # fmt: skip
        for lesson, differs in zip(coming, said, strict=False):
            change_lesson(actor=head.actor, hat=head.hat, lesson_id=lesson.pk, differs=differs, version=0)


def _worn(members: dict[str, Any], slug: str) -> _Worn | None:
    """One of the cast, acting under their hat of a lycée."""
    member = members.get(slug)
    account = account_by_login(member.login) if member else None
    if account is None:
        return None
    hats = [one for one in hats_of(account) if one.school is not None and one.school.kind == SchoolKind.UPPER_SECONDARY]
    if not hats:
        return None
    person = account.person
    return _Worn(
        Actor(f"{person.full_name}, {hats[0].title}", person.pk, hats[0].key), replace(hats[0], person_id=person.pk)
    )
