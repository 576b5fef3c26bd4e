"""What somebody who teaches has to fill, and what they gave; where they read and write."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from preau.access.public import Hat, units_under
from preau.diary.models import Work, WorkUnit
from preau.diary.selectors.sheet import own_school
from preau.directory.calendar import year_of
from preau.directory.models import Homeroom, StudentGroup
from preau.directory.words import class_order
from preau.kernel import clock, scope, sql
from preau.timetable.public import TEACHER, Line, Whose, lessons_of

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


def lessons_to_fill(hat: Hat, since: dt.date, until: dt.date) -> list[ToFill]:
    """Their lessons that were held between two days, the last first, each with its page; one that says nothing and has
    no file is none. Two reads.
    """
    school_id = own_school(hat)
    if hat.person_id is None:
        return []
    lines = [one for one in lessons_of(Whose(TEACHER, hat.person_id, school_id), since, until) if not one.is_gone]
    pages, now = _pages(school_id, [one.lesson_id for one in lines]), clock.now()
    return [
        ToFill(one, ", ".join(one.pupils), _state(pages[one.lesson_id], now) if one.lesson_id in pages else "empty")
        for one in reversed(lines)
    ]


_PAGES = """SELECT e.lesson, e.appears_at FROM diary_entry e
             WHERE e.school_id = %s AND (e.text <> '' OR e.attached > 0) AND e.lesson"""


def _pages(school_id: uuid.UUID, lesson_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dt.datetime | None]:
    """When the pages of these lessons appear, by lesson: those that say something. Written by hand: each home page of
    who teaches asks it.
    """
    tenants = scope.current().tenants
    if not lesson_ids or (tenants is not None and school_id not in tenants):
        return {}
    if sql.takes_lists():
        found = sql.rows(f"{_PAGES} = ANY (%s)", [school_id, list(lesson_ids)])
    else:
        keys = sql.keys(lesson_ids)
        found = sql.rows(f"{_PAGES} IN ({sql.marks(keys)})", [sql.key(school_id), *keys])
    return {sql.as_id(lesson): sql.as_moment(at) for lesson, at in found}


def _state(appears_at: dt.datetime | None, now: dt.datetime) -> str:
    return "hidden" if appears_at is None else "shown" if appears_at <= now else "coming"


@dataclass(frozen=True, slots=True)
class GivenWork:
    """A piece of work that they gave. `due`: for when, by label."""

    work: Work
    due: Mapping[str, dt.date]

    @property
    def last_on(self) -> dt.date:
        """The last day it is due for."""
        return max(self.due.values())


def works_given(hat: Hat) -> list[GivenWork]:
    """The last pieces of work that they gave. Two reads."""
    school_id = own_school(hat)
    since = clock.today() - dt.timedelta(days=60)
    works = list(
        Work.objects.filter(school_id=school_id, written_by_id=hat.person_id, given_on__gte=since).order_by(
            "-given_on", "-pk"
        )[:MOST_WORKS]
    )
    due: dict[uuid.UUID, dict[str, dt.date]] = {one.pk: {} for one in works}
    for one in WorkUnit.objects.filter(school_id=school_id, work__in=list(due)).order_by("label"):
        due[one.work_id][one.label] = one.due_on
    return [GivenWork(one, due[one.pk]) for one in works if due[one.pk]]


def units_of(hat: Hat, right: str) -> Sequence[tuple[uuid.UUID, str]]:
    """Classes and groups of this year whose diary this hat reads (SEE_DIARIES) or writes (WRITE_DIARY)."""
    school_id = own_school(hat)
    bound = units_under(hat, right, school_id)
    here = {"school_id": school_id, "school_year_id": year_of(clock.today())}
    found = []
    for table in (Homeroom, StudentGroup):
        rows = table.objects.filter(**here)
        if bound is not None:
            rows = rows.filter(pk__in=bound)
        found += sorted(rows.values_list("pk", "label"), key=lambda one: class_order(one[1]))
    return found


class Unit(NamedTuple):
    """A class or a group, of one school year (named by the calendar year in which it starts)."""

    id: uuid.UUID
    label: str
    year: int


def unit_named(hat: Hat, unit_id: uuid.UUID) -> Unit | None:
    """A class or group of this school; whether this hat reads it is asked beside."""
    school_id = own_school(hat)
    for table in (Homeroom, StudentGroup):
        found = table.objects.filter(school_id=school_id, pk=unit_id).values_list("pk", "label", "school_year_id")
        if row := found.first():
            return Unit(*row)
    return None
