"""What somebody who teaches has to fill, and what they gave; where they read and write."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from preau.access.public import Hat, units_under
from preau.diary.selectors.sheet import own_school, school_read
from preau.directory.calendar import year_of
from preau.directory.words import class_order
from preau.kernel import clock, scope, sql
from preau.kernel.steps import Steps, in_steps, read
from preau.timetable.public import TEACHER, Line, Whose, lessons_of_all

SINCE = dt.timedelta(days=7)
MOST_WORKS = 20


@dataclass(frozen=True, slots=True)
class ToFill:
    """A lesson of theirs, with its page. `state`: "empty", "hidden", "coming" (at the end of quiet hours, or at
    the moment chosen) or "shown".
    """

    line: Line
    pupils: str
    state: str


@in_steps
def lessons_to_fill(hat: Hat, since: dt.date, until: dt.date) -> Steps[list[ToFill]]:
    """Their lessons that were held between two days, the last first, each with its page; one that says nothing and has
    no file is none. Two reads.
    """
    school_id = own_school(hat)
    if hat.person_id is None:
        return []
    own = Whose(TEACHER, hat.person_id, school_id)
    lines = [one for one in (yield from lessons_of_all.steps([own], since, until))[own] if not one.is_gone]
    pages, now = (yield from _pages(school_id, [one.lesson_id for one in lines])), clock.now()
    return [
        ToFill(one, ", ".join(one.pupils), _state(pages[one.lesson_id], now) if one.lesson_id in pages else "empty")
        for one in reversed(lines)
    ]


_PAGES = """SELECT e.lesson, e.appears_at FROM diary_entry e
             WHERE e.school_id = %s AND (e.text <> '' OR e.attached > 0) AND e.lesson"""


def _pages(school_id: uuid.UUID, lesson_ids: Sequence[uuid.UUID]) -> Steps[dict[uuid.UUID, dt.datetime | None]]:
    """When the pages of these lessons appear, by lesson: those that say something. Written by hand: each home page of
    who teaches asks it.
    """
    tenants = scope.current().tenants
    if not lesson_ids or (tenants is not None and school_id not in tenants):
        return {}
    found = yield from read(*sql.with_list(_PAGES, [school_id], lesson_ids))
    return {sql.as_id(lesson): sql.as_moment(at) for lesson, at in found}


def _state(appears_at: dt.datetime | None, now: dt.datetime) -> str:
    return "hidden" if appears_at is None else "shown" if appears_at <= now else "coming"


class GivenWork(NamedTuple):
    """A piece of work that they gave. `due`: for when, by label."""

    id: uuid.UUID
    subject: str
    text: str
    is_hidden: bool
    due: Mapping[str, dt.date]

    @property
    def last_on(self) -> dt.date:
        """The last day it is due for."""
        return max(self.due.values())


_GIVEN = f"""
    SELECT w.id, w.subject, w.text, w.hidden, u.label, u.due_on
      FROM (SELECT id, school_id, subject, text, given_on, appears_at IS NULL AS hidden
              FROM diary_work WHERE school_id = %(school)s AND written_by_id = %(who)s AND given_on >= %(since)s
             ORDER BY given_on DESC, id DESC LIMIT {MOST_WORKS}) w
      JOIN diary_workunit u ON u.school_id = w.school_id AND u.work_id = w.id
     ORDER BY w.given_on DESC, w.id DESC, u.label"""  # noqa: S608


def works_given(hat: Hat) -> list[GivenWork]:
    """The last pieces of work that they gave. One read."""
    school_id = own_school(hat)
    if hat.person_id is None:
        return []
    params = {
        "school": sql.key(school_id), "who": sql.key(hat.person_id),
        "since": clock.today() - dt.timedelta(days=60),
    }  # fmt: skip
    found: dict[uuid.UUID, GivenWork] = {}
    due: dict[uuid.UUID, dict[str, dt.date]] = defaultdict(dict)
    for number, subject, text, hidden, label, day in sql.rows_by_one_plan(_GIVEN, params):
        key, due_on = sql.as_id(number), sql.as_day(day)
        assert due_on is not None
        due[key][label] = due_on
        found.setdefault(key, GivenWork(key, subject, text, bool(hidden), due[key]))
    return list(found.values())


_UNITS = """
    SELECT 0, id, label, school_year_id FROM directory_homeroom WHERE school_id = %(school)s AND {wanted}
    UNION ALL
    SELECT 1, id, label, school_year_id FROM directory_studentgroup WHERE school_id = %(school)s AND {wanted}"""


def units_of(hat: Hat, right: str) -> Sequence[tuple[uuid.UUID, str]]:
    """Classes and groups of this year whose diary this hat reads (SEE_DIARIES) or writes (WRITE_DIARY). One read."""
    school_id = school_read(hat)
    bound = units_under(hat, right, school_id)
    if bound is not None and not bound:
        return []
    params = {"school": sql.key(school_id), "year": year_of(clock.today())}
    wanted = "school_year_id = %(year)s"
    if bound is not None and len(bound) <= sql.MANY:
        params |= {f"unit{number}": sql.key(unit) for number, unit in enumerate(bound)}
        wanted += f" AND id IN ({', '.join(f'%(unit{number})s' for number in range(len(bound)))})"
    rows = sql.named_rows(_UNITS.format(wanted=wanted), params)
    found = [(place, sql.as_id(unit), label) for place, unit, label, _year in rows]
    named = sorted(found, key=lambda one: (one[0], class_order(one[2])))
    return [(unit, label) for _place, unit, label in named if bound is None or unit in bound]


class Unit(NamedTuple):
    """A class or a group, of one school year (named by the calendar year in which it starts)."""

    id: uuid.UUID
    label: str
    year: int


def unit_named(hat: Hat, unit_id: uuid.UUID) -> Unit | None:
    """A class or group of this school; whether this hat reads it is asked beside. One read."""
    params = {"school": sql.key(school_read(hat)), "unit": sql.key(unit_id)}
    rows = sql.named_rows(_UNITS.format(wanted="id = %(unit)s"), params)
    return next((Unit(sql.as_id(unit), label, year) for _place, unit, label, year in rows), None)
