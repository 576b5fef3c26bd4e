"""What files bring at the same time as what hands wrote, in one school: see `overlapping`."""

import datetime as dt
import functools
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from preau.directory.models import Enrollment, GroupHomeroom, GroupMembership
from preau.timetable.differing import Differs
from preau.timetable.enums import Source, Trouble
from preau.timetable.matching import Matched, Stands, Week
from preau.timetable.models import Change
from preau.timetable.overlapping import ALL, Overlap, Shared, Taken, overlaps
from preau.timetable.weeks import YearPlan


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Who a group is as the file says; `pupils` None where it names nobody."""

    homerooms: frozenset[uuid.UUID]
    pupils: frozenset[uuid.UUID] | None


def overlaps_of_week(
    school_id: uuid.UUID, plan: YearPlan, since: dt.date, until: dt.date, matched: Matched,
    groups: Mapping[uuid.UUID, FileGroup],
) -> Sequence[Overlap]:  # fmt: skip
    """What the lessons of a file, new or not, share from a day on with slots and dated lessons that a hand wrote."""
    brought = [(one, stood) for stood, one in (*matched.stays, *matched.changed)]
    pairs = [*brought, *((one, None) for one in matched.added)]
    if not pairs:
        return []
    slots = {one.id: one for one in (*matched.hands, *(stood for _one, stood in brought), *matched.ended)}
    dated, away = _dated(school_id, since, slots)
    stands = [
        Taken(one.week, max(one.first_on, since), one.last_on, one.id, but=frozenset(away.get(one.id, ())))
        for one in matched.hands
    ]  # fmt: skip
    if not (stands or dated):
        return []
    held = (
        Taken(
            one.week, since, until, stood.id if stood else None, but=frozenset(away.get(stood.id, ()) if stood else ()),
            file=one.file, line=one.line,
        )
        for one, stood in pairs
    )  # fmt: skip
    return overlaps(held, [*stands, *dated], plan, functools.cache(lambda: _shared(school_id, plan.year, groups)))


def overlaps_of_days(
    school_id: uuid.UUID, plan: YearPlan, brought: Sequence[Taken], week: Sequence[Stands]
) -> Sequence[Overlap]:  # fmt: skip
    """What lessons that a file of some days moves, or gives another room or teacher, share with what a hand wrote."""
    if not brought:
        return []
    since = min(one.first_on for one in brought)
    dated, away = _dated(school_id, since, {one.id: one for one in week})
    stands = [
        Taken(one.week, one.first_on, one.last_on, one.id, but=frozenset(away.get(one.id, ())))
        for one in week if one.by_hand
    ]  # fmt: skip
    return overlaps(brought, [*stands, *dated], plan, functools.cache(lambda: _shared(school_id, plan.year, {})))


def _dated(
    school_id: uuid.UUID, since: dt.date, slots: Mapping[uuid.UUID, Stands]
) -> tuple[list[Taken], dict[uuid.UUID, set[dt.date]]]:
    """Lessons of these slots that a hand moved, or gave another room or teacher, from a day on; and on which days each
    slot is not held at its hours, whoever said so. One read.
    """
    rows = Change.objects.filter(school_id=school_id, lesson__slot_id__in=slots).select_related("lesson")
    found: list[Taken] = []
    away: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
    for one in rows:
        slot_id = one.lesson.slot_id
        if one.is_cancelled or one.day is not None:
            away[slot_id].add(one.lesson.day)
        taken = taken_by(slots[slot_id], one.lesson.day, one)
        if taken is not None and one.source == Source.HAND and taken.first_on >= since:
            found.append(taken)
    return found, away


def taken_by(stood: Stands, day: dt.date, differs: Differs | Change, file: str = "", line: int = 0) -> Taken | None:
    """What the lesson of a slot on a day takes otherwise than the week has it; None for nothing."""
    only: set[Trouble] = set()
    if differs.day is not None:
        only = set(ALL)
    elif differs.has_room and differs.room_id:
        only.add(Trouble.ROOM)
    if differs.teacher_id:
        only.add(Trouble.TEACHER)
    if differs.is_cancelled or not only:
        return None
    held = differs.day or day
    week = _changed(stood.week, differs, held)
    return Taken(week, held, held, stood.id, is_dated=True, only=frozenset(only), file=file, line=line)


def _changed(week: Week, differs: Differs | Change, day: dt.date) -> Week:
    starts, ends = week.starts, week.ends
    if differs.starts is not None and differs.ends is not None:
        starts, ends = differs.starts, differs.ends
    teachers = (week.teachers - {differs.absent_id}) | ({differs.teacher_id} if differs.teacher_id else set())
    room = differs.room_id if differs.has_room else week.room_id
    return replace(
        week, weekday=day.isoweekday(), starts=starts, ends=ends, room_id=room, teachers=frozenset(teachers)
    )  # fmt: skip


def _shared(school_id: uuid.UUID, year: int, groups: Mapping[uuid.UUID, FileGroup]) -> Shared:
    """Pupils of the classes and groups of a school, groups as the file says them. Three reads."""
    pupils: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    here = {"school_id": school_id, "school_year_id": year, "left_on": None}
    for unit, pupil in (
        Enrollment.objects.filter(**here).exclude(homeroom=None).values_list("homeroom_id", "student_id")
    ):
        pupils[unit].add(pupil)
    drawn: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    of_year = {"school_id": school_id, "group__school_year_id": year}
    for unit, pupil in GroupMembership.objects.filter(**of_year).values_list("group_id", "student_id"):
        pupils[unit].add(pupil)
    for unit, homeroom in GroupHomeroom.objects.filter(**of_year).values_list("group_id", "homeroom_id"):
        drawn[unit].add(homeroom)
    for unit, told in groups.items():
        drawn[unit] = set(told.homerooms) or drawn[unit]
        if told.pupils is not None:
            pupils[unit] = set(told.pupils)
    return Shared(
        {unit: frozenset(some) for unit, some in pupils.items()},
        {unit: frozenset(some) for unit, some in drawn.items()},
    )
