"""The lessons that follow: for which one work is due."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from preau.timetable.public import DatedLesson, lessons_of_units

NEAR = dt.timedelta(days=28)
"""How far the next lesson of a class is looked for: beyond any holidays but the summer's."""


def lessons_after(
    school_id: uuid.UUID,
    units: Collection[uuid.UUID],
    *,
    subject_code: str,
    title: str,
    since: dt.date,
    until: dt.date | None = None,
) -> Mapping[uuid.UUID, Sequence[DatedLesson]]:
    """Lessons of a subject that each of these classes or groups has from a day on, those held, in order. One read."""
    found: dict[uuid.UUID, list[DatedLesson]] = defaultdict(list)
    last = since + NEAR if until is None else until
    for held in lessons_of_units(
        school_id, units, subject_code=subject_code, title=title, since=since, until=last
    ):  # fmt: skip
        if not held.is_cancelled:
            for unit in held.units:
                found[unit].append(held)
    return found


def on_day(lessons: Sequence[DatedLesson], day: dt.date, but: uuid.UUID | None = None) -> DatedLesson | None:
    """The first of these lessons on a day; `but`: the one that work is given in is not the one it is due for."""
    return next((one for one in lessons if one.day == day and one.lesson_id != but), None)


def next_of(lessons: Sequence[DatedLesson], day: dt.date) -> DatedLesson | None:
    """The first of these lessons on a later day: between two lessons of one day there is no evening."""
    return next((one for one in lessons if one.day > day), None)
