"""Roll calls of a day that nobody made yet."""

import datetime as dt
import uuid
from collections.abc import Collection

from preau.kernel import scope, sql
from preau.timetable.public import Held, held_on

_CALLED = "SELECT lesson_id FROM attendance_rollcall WHERE school_id = %s AND version > 0 AND lesson_id"


def rolls_called(school_id: uuid.UUID, lesson_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these lessons whose roll was called. One read, written by hand: desks and phones ask it all day."""
    tenants = scope.current().tenants
    if not lesson_ids or (tenants is not None and school_id not in tenants):
        return set()
    return {sql.as_id(lesson) for (lesson,) in sql.rows_with_list(_CALLED, [school_id], lesson_ids)}


def rolls_of(
    school_id: uuid.UUID, day: dt.date, minutes: int | None = None
) -> tuple[list[Held], set[uuid.UUID]]:  # fmt: skip
    """The lessons that a school holds on a day, and those of them whose roll was called. Two reads.

    `minutes`: those under way at that minute alone.
    """
    lessons = held_on(school_id, day, minutes)
    return lessons, rolls_called(school_id, [one.id for one in lessons])


def rolls_not_called(school_id: uuid.UUID, day: dt.date, minutes: int) -> list[Held]:
    """Lessons with pupils that began before that minute of the day, and whose roll nobody called."""
    lessons, called = rolls_of(school_id, day)
    return [one for one in lessons if one.starts <= minutes and one.pupils and one.id not in called]
