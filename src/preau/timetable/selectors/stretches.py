"""Which lessons somebody's absence from a day to a day takes, and whom its substitute meets in them."""

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from preau.kernel import clock
from preau.timetable.differing import Differs, Stretch
from preau.timetable.enums import Trouble
from preau.timetable.models import Change, Lesson, Replacement, Slot, SlotPupils, SlotTeacher
from preau.timetable.selectors.conflicts import Conflict
from preau.timetable.selectors.reading import TEACHER, Line, Whose, lessons_of


def part_of(slot: Slot, unit_id: uuid.UUID | None) -> str:
    """What a stretch calls the lessons of one subject with one class or group: it outlives the slots of a file."""
    return f"{slot.subject_code}|{unit_id.hex if unit_id else ''}|{slot.title}"


def stretch_of(row: Replacement) -> Stretch:
    """What a replacement says."""
    return Stretch(row.absent_id, row.teacher_id, row.first_on, row.last_on, frozenset(row.parts), row.reason)


def units_of(school_id: uuid.UUID, slot_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID | None]]:
    """Classes and groups of these slots; None stands for a slot that teaches nobody."""
    found: dict[uuid.UUID, set[uuid.UUID | None]] = defaultdict(set)
    rows = SlotPupils.objects.filter(school_id=school_id, slot_id__in=slot_ids)
    for slot, homeroom, group in rows.values_list("slot_id", "homeroom_id", "group_id"):
        found[slot].add(homeroom or group)
    return {one: found.get(one) or {None} for one in slot_ids}


def taken_by(
    school_id: uuid.UUID, stretch: Stretch, since: dt.date | None = None, *, locked: Collection[uuid.UUID] | None = None
) -> list[Lesson]:
    """Lessons of the regular week that a stretch takes, from a day on, by day and hour.

    `locked`: lock them, with these others, until the end of the transaction, in one order for all who do.
    """
    here = {"school_id": school_id}
    mine = SlotTeacher.objects.filter(**here, teacher_id=stretch.absent_id).values("slot_id")
    first = max(stretch.first_on, since or stretch.first_on)
    rows = Lesson.objects.filter(**here, slot__in=mine, day__range=(first, stretch.last_on))
    if locked is not None:
        numbers = {*rows.values_list("pk", flat=True), *locked}
        list(Lesson.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk").values_list("pk"))
    found = list(rows.select_related("slot", "school"))
    if stretch.parts:
        units = units_of(school_id, {one.slot_id for one in found})
        found = [
            one for one in found
            if any(part_of(one.slot, unit) in stretch.parts for unit in units[one.slot_id])
        ]  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.slot.starts, one.pk))


def differing(school_id: uuid.UUID, stretch: Stretch, lessons: Sequence[Lesson]) -> dict[uuid.UUID, Differs]:
    """How each of these lessons differs by a stretch. Nobody stands in: one taught by two is given by the other."""
    if stretch.teacher_id is not None:
        told = Differs(absent_id=stretch.absent_id, teacher_id=stretch.teacher_id, reason=stretch.reason)
        return {one.pk: told for one in lessons}
    rows = SlotTeacher.objects.filter(school_id=school_id, slot_id__in={one.slot_id for one in lessons})
    shared = set(rows.exclude(teacher_id=stretch.absent_id).values_list("slot_id", flat=True))
    without = Differs(absent_id=stretch.absent_id, reason=stretch.reason)
    cancelled = Differs(is_cancelled=True, reason=stretch.reason)
    return {one.pk: without if one.slot_id in shared else cancelled for one in lessons}


def is_held(lesson: Lesson, change: Change, stretch: Stretch) -> bool:
    """Whether a lesson of a day that is over was given otherwise than a stretch says now: that stays."""
    return lesson.day < clock.today() and change.teacher_id != stretch.teacher_id


def changed_since(row: Replacement) -> QuerySet[Change]:
    """Changes that a hand made its own in the days of a replacement, and that tell the same absence still."""
    return Change.objects.filter(
        school_id=row.school_id, replacement=None, absent_id=row.absent_id, teacher_id=row.teacher_id,
        lesson__day__range=(row.first_on, row.last_on),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a stretch would do. `written`: lessons that differ by it; `left`: those changed otherwise, which stay so,
    also in the days that it has no more; `back`: how many that it has now are given back; `held`: how many of days that
    are over stay with who stood in; `conflicts`: lessons of whoever stands in at those hours.
    """

    stretch: Stretch
    written: Sequence[Line]
    left: Sequence[Line]
    back: int
    held: int
    conflicts: Sequence[Conflict]
    key: str

    @property
    def is_empty(self) -> bool:
        """Whether it changes no lesson that stands."""
        return not self.written and not self.back


def weigh(school_id: uuid.UUID, stretch: Stretch, row: Replacement | None = None) -> Weighed:
    """What a stretch would do, told before it is saved; `row`: what it replaces. The caller asks who may know."""
    here = {"school_id": school_id}
    lessons = taken_by(school_id, stretch)
    own, spared = (row.pk, set(row.spared)) if row else (None, set[str]())
    stands = {one.lesson_id: one for one in Change.objects.filter(**here, lesson__in=lessons)}
    free = {
        one.pk for one in lessons
        if one.pk.hex not in spared and (one.pk not in stands or (own and stands[one.pk].replacement_id == own))
    }  # fmt: skip
    has = Change.objects.filter(**here, replacement_id=own).values_list("lesson_id", flat=True) if own else []
    back = set(has) - free
    held = {one.pk for one in lessons if one.pk in free and one.pk in stands and is_held(one, stands[one.pk], stretch)}
    zone = lessons[0].school.timezone if lessons else ""
    absent = Whose(TEACHER, stretch.absent_id, school_id, clock=zone)
    stays = {one.pk for one in lessons} - free
    first, last = stretch.first_on, stretch.last_on
    if row is not None:
        stays |= set(changed_since(row).values_list("lesson_id", flat=True))
        first, last = min(first, row.first_on), max(last, row.last_on)
    lines = {one.lesson_id: one for one in lessons_of(absent, first, last)}
    written = [line for number, line in lines.items() if number in free - held]
    left = [line for number, line in lines.items() if number in stays]
    conflicts = _conflicts(school_id, stretch, [one for one in lessons if one.pk in free - held])
    told = (
        stretch.absent_id, stretch.teacher_id, stretch.first_on, stretch.last_on, sorted(stretch.parts), stretch.reason,
        sorted(free - held), sorted(stays), sorted(back), sorted(held), [one.key for one in conflicts],
    )  # fmt: skip
    key = hashlib.sha256(repr(told).encode()).hexdigest()[:32]
    return Weighed(stretch, written, left, len(back), len(held), conflicts, key)


def _conflicts(school_id: uuid.UUID, stretch: Stretch, lessons: Sequence[Lesson]) -> list[Conflict]:
    """Lessons that whoever stands in has at the hours of these, as they are changed."""
    if stretch.teacher_id is None or not lessons:
        return []
    own = Whose(TEACHER, stretch.teacher_id, school_id)
    at_once: dict[dt.date, list[Line]] = defaultdict(list)
    taken = {one.pk for one in lessons}
    for line in lessons_of(own, stretch.first_on, stretch.last_on):
        if not line.is_gone and line.lesson_id not in taken:
            at_once[line.day].append(line)
    met = {
        line.lesson_id: line.day
        for one in lessons
        for line in at_once[one.day]
        if line.starts < one.slot.ends and line.ends > one.slot.starts
    }
    days: dict[uuid.UUID, list[dt.date]] = defaultdict(list)
    slots = Lesson.objects.filter(school_id=school_id, pk__in=met).values_list("pk", "slot_id")
    for number, slot in slots:
        days[slot].append(met[number])
    found = [Conflict(Trouble.TEACHER, slot, min(held), len(held)) for slot, held in days.items()]
    return sorted(found, key=lambda one: (one.first_on, one.slot_id))
