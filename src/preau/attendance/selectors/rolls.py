"""Roll calls of a day that nobody made yet."""

import datetime as dt
import uuid

from preau.attendance.models import RollCall
from preau.timetable.public import Held, held_on


def rolls_of(school_id: uuid.UUID, day: dt.date) -> tuple[list[Held], set[uuid.UUID]]:
    """The lessons that a school holds on a day, and those of them whose roll was called. Two reads."""
    lessons = held_on(school_id, day)
    rows = RollCall.objects.filter(school_id=school_id, day=day, version__gt=0)
    return lessons, set(rows.values_list("lesson_id", flat=True))


def rolls_under_way(school_id: uuid.UUID, day: dt.date, minutes: int) -> tuple[list[Held], set[uuid.UUID]]:
    """The same, of the lessons under way at that minute. Two reads."""
    lessons = held_on(school_id, day, minutes)
    rows = RollCall.objects.filter(school_id=school_id, lesson_id__in=[one.id for one in lessons], version__gt=0)
    return lessons, set(rows.values_list("lesson_id", flat=True)) if lessons else set()


def rolls_not_called(school_id: uuid.UUID, day: dt.date, minutes: int) -> list[Held]:
    """Lessons with pupils that began before that minute of the day, and whose roll nobody called."""
    lessons, called = rolls_of(school_id, day)
    return [one for one in lessons if one.starts <= minutes and one.pupils and one.id not in called]
