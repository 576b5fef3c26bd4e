"""The lessons of today of who teaches, with their roll calls."""

import datetime as dt

from preau.access.public import Hat
from preau.attendance.selectors.rolls import rolls_called
from preau.attendance.selectors.sheet import EARLY, OwnLesson
from preau.kernel import clock
from preau.timetable.public import TEACHER, clock_of, lessons_of, own

_DAY = 24 * 60


def rolls_of_today(hat: Hat) -> list[OwnLesson]:
    """In the order of the day; two reads for each school."""
    found, early = [], EARLY // dt.timedelta(minutes=1)
    for whose in own(hat):
        if whose.kind != TEACHER:
            continue
        today, minutes = clock_of(clock.now(), whose.clock)
        lines = [one for one in lessons_of(whose, today, today) if not one.is_gone and one.day == today]
        called = rolls_called(whose.school_id, [one.lesson_id for one in lines])
        found += [
            (one.starts, OwnLesson(
                one.lesson_id, one.begins, one.subject, one.told(whose), one.lesson_id in called,
                one.starts <= minutes + early, one.ends <= minutes, _DAY - minutes,
            ))
            for one in lines
        ]  # fmt: skip
    return [one for _starts, one in sorted(found, key=lambda one: one[0])]
