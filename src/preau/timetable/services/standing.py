"""Lessons follow what is said of a stretch of time: who is absent, who stands in. Called wherever lessons are made.

Locks are taken in one order by all: slots, then replacements, then lessons.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, replace

from django.db import transaction

from preau.kernel import clock
from preau.timetable.differing import Differs
from preau.timetable.enums import Source
from preau.timetable.models import Change, Lesson, Replacement, SlotTeacher
from preau.timetable.selectors.desk import said
from preau.timetable.selectors.stretches import differing, is_held, stretch_of, taken_by
from preau.timetable.services.telling import tell_stretch_later


def hold_standing(school_id: uuid.UUID) -> list[Replacement]:
    """The replacements of a school that are not over, locked until the end of the transaction."""
    rows = Replacement.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(school_id=school_id, last_on__gte=clock.today()).order_by("pk"))


def hold_around(lesson_id: uuid.UUID) -> list[Replacement]:
    """Replacements in whose days a lesson is, and whose absent person gives it, locked: before the lesson is."""
    found = Lesson.objects.filter(pk=lesson_id).values_list("school_id", "slot_id", "day").first()
    if found is None:
        return []
    school, slot, day = found
    taught = SlotTeacher.objects.filter(school_id=school, slot_id=slot)
    rows = Replacement.objects.select_for_update(of=("self",), no_key=True).filter(
        school_id=school, first_on__lte=day, last_on__gte=day, absent__in=taught.values("teacher")
    )
    return list(rows.order_by("pk"))


def spare(standing: Sequence[Replacement], lesson: Lesson) -> None:
    """A hand put a lesson back: what is said of these days does not take it again."""
    for one in standing:
        if lesson.pk.hex not in one.spared:
            one.spared = [*one.spared, lesson.pk.hex]
            one.save(update_fields=["spared"])


def give_back(standing: Sequence[Replacement], lesson: Lesson) -> bool:
    """A hand took back what it had said of a lesson: the replacement that stands that day has it again, unless it was
    spared before, or the day is over. Whether one took it.
    """
    if lesson.day >= clock.today(lesson.school.timezone):
        for one in standing:
            put(one, since=lesson.day)
    return Change.objects.filter(school_id=lesson.school_id, lesson=lesson).exists()


@transaction.atomic
def follow(school_id: uuid.UUID) -> int:
    """Have lessons to come agree with the replacements of a school that are not over; how many changed.

    After lessons were made, or the week was written otherwise. Twice changes nothing.
    """
    today = clock.today()
    return sum(put(one, since=today) for one in hold_standing(school_id))


def put(row: Replacement, *, since: dt.date | None = None) -> int:
    """Have lessons agree with one replacement, held already, from a day on; how many changed.

    A lesson that anybody changed otherwise stays so; one that it does not take any more is as usual again. Of one of
    a day that is over, who stood in stays: what was held is not told otherwise.
    """
    school, stretch = row.school_id, stretch_of(row)
    mine = Change.objects.filter(school_id=school, replacement=row)
    if since is not None:
        mine = mine.filter(lesson__day__gte=since)
    lessons = taken_by(school, stretch, since, locked=list(mine.values_list("lesson_id", flat=True)))
    there = {one.lesson_id: one for one in Change.objects.filter(school_id=school, lesson__in=lessons)}
    spared = set(row.spared)
    wanted = [
        one for one in lessons
        if one.pk.hex not in spared and (one.pk not in there or there[one.pk].replacement_id == row.pk)
    ]  # fmt: skip
    becomes = differing(school, stretch, wanted)
    for one in wanted:
        if one.pk in there and is_held(one, there[one.pk], stretch):
            becomes[one.pk] = replace(said(there[one.pk]), reason=stretch.reason)
    written = [one for one in wanted if _write(row, one, there.get(one.pk), becomes[one.pk])]
    vain = mine.exclude(lesson__in=[one.pk for one in wanted]).select_related("lesson__slot", "lesson__school")
    back = [one.lesson for one in vain]
    vain.delete()
    tell_stretch_later(row, written)
    tell_stretch_later(row, back, is_usual=True)
    return len(written) + len(back)


def _write(row: Replacement, lesson: Lesson, change: Change | None, differs: Differs) -> bool:
    """Whether something was to write."""
    if change is not None and said(change) == differs:
        return False
    is_new = change is None
    change = change or Change(school_id=lesson.school_id, lesson=lesson, version=0, replacement=row)
    for name, value in asdict(differs).items():
        setattr(change, name, value)
    change.source, change.version, change.changed_at = Source.HAND, change.version + 1, clock.now()
    change.save(force_insert=is_new, force_update=not is_new)
    return True
