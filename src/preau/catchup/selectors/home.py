"""What home pages tell of packs: lessons given and not done, by one statement written by hand."""

import datetime as dt
import functools
import uuid
from typing import Any, NamedTuple

from preau.access.public import Hat
from preau.attendance.public import STILL_MISSED, pupils_told, with_absences
from preau.catchup.selectors.giving import AHEAD, SINCE
from preau.kernel import clock, sql
from preau.kernel.steps import Steps, in_steps, read
from preau.timetable.public import when


class Waiting(NamedTuple):
    """A lesson to catch up; `name`: of the child, for a guardian; `day`, `starts`: when it was held."""

    name: str
    lesson_id: uuid.UUID
    subject: str
    day: dt.date
    starts: int

    @property
    def when(self) -> str:
        """Its day and its first hour, in words."""
        return when(self.day, self.starts)


@functools.lru_cache(maxsize=16)
def _statement(pupils: int) -> str:
    """For so many pupils, who are a table apart: PostgreSQL then keeps its plan."""
    told = ", ".join(f"(%(school{number})s, %(pupil{number})s, {number})" for number in range(pupils))
    text = f"""
        WITH told (school_id, pupil_id, n) AS MATERIALIZED (VALUES {told}),
        given AS (
          SELECT told.n, c.school_id, c.pupil_id, r.lesson AS lesson_id, r.subject FROM told
            JOIN catchup_catchup c ON c.school_id = told.school_id AND c.pupil_id = told.pupil_id AND c.done_at IS NULL
            JOIN catchup_release r ON r.id = c.release_id AND r.day >= %(since)s)
        SELECT m.n, m.lesson_id, m.subject, m.day, m.starts FROM ({STILL_MISSED}) m
         WHERE m.day BETWEEN %(since)s AND %(until)s ORDER BY m.n, m.day, m.starts, m.lesson_id"""  # noqa: S608 (ours)
    return " ".join(text.split())


@in_steps
def waiting_of(hat: Hat) -> Steps[list[Waiting]]:
    """Lessons given and not done, which were missed and still are. One read, none in schools without absences."""
    pupils, today = pupils_told(hat), clock.today()
    there = with_absences({one.school_id for one in pupils})
    asked = [one for one in pupils if one.school_id in there]
    if not asked:
        return []
    params: dict[str, Any] = {"since": today - SINCE, "until": today + AHEAD}
    for number, one in enumerate(asked):
        params[f"school{number}"], params[f"pupil{number}"] = sql.key(one.school_id), sql.key(one.id)
    found = []
    for place, lesson, subject, on, starts in (yield from read(_statement(len(asked)), params)):
        day, pupil = sql.as_day(on), asked[place]
        assert day is not None
        found.append(Waiting("" if hat.person_id == pupil.id else pupil.label, sql.as_id(lesson), subject, day, starts))
    return found
