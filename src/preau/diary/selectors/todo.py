"""What is to do, of one pupil or of each child of a guardian: one read, written by hand, and one of own tasks."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from preau.diary.enums import Kind, kind_words
from preau.diary.selectors.pupils import Pupil, in_scope, told, units_told
from preau.kernel import clock, sql
from preau.kernel.steps import Steps, in_steps, read

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
        return kind_words(self.kind)

    @property
    def is_test(self) -> bool:
        """Whether it is a test."""
        return self.kind == Kind.TEST


class Task(NamedTuple):
    """Something that a pupil noted for themself."""

    id: uuid.UUID
    text: str
    due_on: dt.date
    minutes: int | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What one pupil has to do for one day."""

    day: dt.date
    lines: Sequence[Line]
    tasks: Sequence[Task] = ()

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


_WORKS = """
    SELECT k.n, w.id, u.due_on, u.due_starts, w.subject, w.kind, w.text,
           COALESCE(w.told_minutes, w.minutes, 0), w.attached, d.id, d.minutes
      FROM mine k
      JOIN diary_workunit u ON u.school_id = k.school_id AND u.unit = k.unit
       AND u.due_on BETWEEN %(since)s AND %(until)s
      JOIN diary_work w ON w.id = u.work_id AND w.appears_at <= %(now)s
      LEFT JOIN diary_done d ON d.school_id = k.school_id AND d.pupil_id = k.who AND d.work_id = w.id"""


_TASKS = """
    SELECT t.n, o.id, o.text, o.due_on, o.minutes, o.is_done FROM told t
      JOIN diary_owntask o ON o.school_id = t.school_id AND o.pupil_id = t.who
       AND o.due_on BETWEEN %(since)s AND %(until)s ORDER BY o.due_on, o.id"""


@in_steps
def works_of(pupils: Sequence[Pupil], since: dt.date, until: dt.date) -> Steps[dict[Pupil, list[Line]]]:
    """What each of these pupils has due between two days, in order. One read. Their reader was asked before."""
    asked = in_scope(pupils)
    found: list[dict[uuid.UUID, Line]] = [{} for _one in asked]
    if asked:
        params = {**told(asked), "since": since, "until": until, "now": sql.moment(clock.now())}
        rows = yield from read(units_told(len(asked)) + _WORKS, params)
        for place, work, day, *rest, done, said in rows:
            work_id, due_on = sql.as_id(work), sql.as_day(day)
            assert due_on is not None
            starts, subject, kind, words, minutes, attached = rest
            line = Line(
                work_id, due_on, starts, subject, kind, words, int(minutes), attached, done is not None, said
            )  # fmt: skip
            theirs = found[place]
            # Given to the class and to a group of theirs, it is one piece of work: for the first of the two days.
            if work_id not in theirs or due_on < theirs[work_id].due_on:
                theirs[work_id] = line
    told_of: dict[Pupil, list[Line]] = {one: [] for one in pupils}
    for one, lines in zip(asked, found, strict=True):
        told_of[one] = sorted(
            lines.values(), key=lambda line: (line.due_on, line.starts or 0, line.subject, line.work_id)
        )
    return told_of


def days_of(pupils: Sequence[Pupil], since: dt.date, until: dt.date) -> dict[Pupil, list[Day]]:
    """What each of them has to do, day by day, own tasks too. Two reads."""
    works = works_of(pupils, since, until)
    asked = in_scope(pupils)
    noted: dict[Pupil, list[Task]] = {one: [] for one in pupils}
    if asked:
        params = {**told(asked), "since": since, "until": until}
        for place, task, text, day, minutes, is_done in sql.named_rows(units_told(len(asked)) + _TASKS, params):
            due_on = sql.as_day(day)
            assert due_on is not None
            noted[asked[place]].append(Task(sql.as_id(task), text, due_on, minutes, bool(is_done)))
    return {one: _by_day(lines, noted[one]) for one, lines in works.items()}


def _by_day(lines: Sequence[Line], tasks: Sequence[Task]) -> list[Day]:
    days: dict[dt.date, tuple[list[Line], list[Task]]] = defaultdict(lambda: ([], []))
    for line in lines:
        days[line.due_on][0].append(line)
    for task in tasks:
        days[task.due_on][1].append(task)
    return [Day(day, *days[day]) for day in sorted(days)]


def subjects_in(works: Sequence[Day]) -> list[str]:
    """Subjects of what is due, in order."""
    return sorted({line.subject for day in works for line in day.lines})
