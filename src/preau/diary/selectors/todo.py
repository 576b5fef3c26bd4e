"""What is to do, of one pupil or of each child of a guardian: one read, written by hand, and one of own tasks."""

import datetime as dt
import functools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from preau.diary.enums import Kind
from preau.diary.models import OwnTask
from preau.diary.selectors.pupils import Pupil
from preau.directory.calendar import year_of
from preau.kernel import clock, scope, sql

BEFORE, AHEAD = dt.timedelta(days=3), dt.timedelta(days=30)
"""Days that the page shows: what was due shortly before stays, since it may still be done."""


class Line(NamedTuple):
    """A piece of work of one pupil. `minutes`: as reckoned, corrected by those who told; `said`: what they told."""

    work_id: uuid.UUID
    due_on: dt.date
    starts: int | None
    subject: str
    kind: str
    text: str
    minutes: int
    attached: int
    is_done: bool
    said: int | None

    @property
    def kind_words(self) -> str:
        """What it is, in words."""
        return str(Kind(self.kind).label)

    @property
    def is_test(self) -> bool:
        """Whether it is a test."""
        return self.kind == Kind.TEST


@dataclass(frozen=True, slots=True)
class Day:
    """What one pupil has to do for one day."""

    day: dt.date
    lines: Sequence[Line]
    tasks: Sequence[OwnTask] = ()

    @property
    def minutes(self) -> int:
        """Of all of it."""
        return sum(one.minutes for one in self.lines) + sum(one.minutes or 0 for one in self.tasks)

    @property
    def left(self) -> int:
        """Minutes of what is not ticked yet."""
        done = sum(one.minutes for one in self.lines if one.is_done)
        return self.minutes - done - sum(one.minutes or 0 for one in self.tasks if one.is_done)

    def only(self, subject: str, today: dt.date) -> "Day | None":
        """What the page shows of it: one subject when it is named, tasks left out; of days past, what is not done."""
        is_past = self.day < today
        lines = [
            one for one in self.lines if (not subject or one.subject == subject) and not (is_past and one.is_done)
        ]  # fmt: skip
        tasks = [one for one in self.tasks if not subject and not (is_past and one.is_done)]
        return Day(self.day, lines, tasks) if lines or tasks else None


@functools.lru_cache(maxsize=64)
def _statement(count: int) -> str:
    told = ", ".join(f"(%(school{number})s, %(who{number})s, {number})" for number in range(count))
    text = f"""
        WITH told (school_id, who, n) AS MATERIALIZED (VALUES {told}),
        mine AS (
          SELECT t.school_id, t.who, t.n, e.homeroom_id AS unit FROM told t JOIN directory_enrollment e
              ON e.school_id = t.school_id AND e.student_id = t.who AND e.left_on IS NULL
             AND e.school_year_id = %(year)s AND e.homeroom_id IS NOT NULL
          UNION SELECT t.school_id, t.who, t.n, m.group_id FROM told t JOIN directory_groupmembership m
              ON m.school_id = t.school_id AND m.student_id = t.who)
        SELECT k.n, w.id, u.due_on, u.due_starts, w.subject, w.kind, w.text,
               COALESCE(w.told_minutes, w.minutes, 0), w.attached, d.id, d.minutes
          FROM mine k
          JOIN diary_workunit u ON u.school_id = k.school_id AND u.unit = k.unit
           AND u.due_on BETWEEN %(since)s AND %(until)s
          JOIN diary_work w ON w.id = u.work_id AND w.appears_at <= %(now)s
          LEFT JOIN diary_done d ON d.school_id = k.school_id AND d.pupil_id = k.who AND d.work_id = w.id"""  # noqa: S608
    return " ".join(text.split())


def works_of(pupils: Sequence[Pupil], since: dt.date, until: dt.date) -> dict[Pupil, list[Line]]:
    """What each of these pupils has due between two days, in order. One read. Their reader was asked before."""
    tenants = scope.current().tenants
    found: dict[Pupil, dict[uuid.UUID, Line]] = {one: {} for one in pupils}
    asked = [one for one in pupils if tenants is None or one.school_id in tenants]
    if asked:
        params: dict[str, Any] = {
            "year": year_of(clock.today()), "since": since, "until": until, "now": sql.moment(clock.now()),
        }  # fmt: skip
        for number, one in enumerate(asked):
            params[f"school{number}"], params[f"who{number}"] = sql.key(one.school_id), sql.key(one.id)
        for place, work, day, *rest, done, said in sql.named_rows(_statement(len(asked)), params):
            work_id, due_on = sql.as_id(work), sql.as_day(day)
            assert due_on is not None
            starts, subject, kind, words, minutes, attached = rest
            line = Line(
                work_id, due_on, starts, subject, kind, words, int(minutes), attached, done is not None, said
            )  # fmt: skip
            theirs = found[asked[place]]
            # Given to the class and to a group of theirs, it is one piece of work: for the first of the two days.
            if work_id not in theirs or due_on < theirs[work_id].due_on:
                theirs[work_id] = line
    return {
        one: sorted(lines.values(), key=lambda line: (line.due_on, line.starts or 0, line.subject, line.work_id))
        for one, lines in found.items()
    }


def days_of(pupils: Sequence[Pupil], since: dt.date, until: dt.date) -> dict[Pupil, list[Day]]:
    """What each of them has to do, day by day, own tasks too. Two reads."""
    works = works_of(pupils, since, until)
    tasks = OwnTask.objects.filter(
        school_id__in={one.school_id for one in pupils}, pupil_id__in={one.id for one in pupils},
        due_on__range=(since, until),
    ).order_by("due_on", "pk")  # fmt: skip
    noted = list(tasks)
    found = {}
    for one, lines in works.items():
        theirs = [task for task in noted if (task.pupil_id, task.school_id) == (one.id, one.school_id)]
        days = sorted({line.due_on for line in lines} | {task.due_on for task in theirs})
        found[one] = [
            Day(day, [line for line in lines if line.due_on == day], [task for task in theirs if task.due_on == day])
            for day in days
        ]
    return found


def subjects_in(works: Sequence[Day]) -> list[str]:
    """Subjects of what is due, in order."""
    return sorted({line.subject for day in works for line in day.lines})
