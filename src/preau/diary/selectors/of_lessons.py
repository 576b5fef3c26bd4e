"""What was written of chosen lessons, for rooms that gather it: what was done in each, the work given in it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from preau.diary.models import Entry, WorkUnit
from preau.diary.selectors.files import ENTRY, WORK
from preau.diary.selectors.pages import Page, files_of, page_of
from preau.diary.selectors.pupils import Pupil, in_scope, told, units_told
from preau.diary.selectors.todo import Line
from preau.files.public import FileLine
from preau.kernel import clock, sql


@dataclass(frozen=True, slots=True)
class Written:
    """What is published of a lesson, or will appear by itself. `minutes`: of the work; `is_hidden`: something is
    written that families do not read.
    """

    has_text: bool = False
    files: int = 0
    works: int = 0
    minutes: int = 0
    due_on: dt.date | None = None
    is_hidden: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether families read nothing of it."""
        return not (self.has_text or self.files or self.works)


def written_of(school_id: uuid.UUID, lesson_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Written]:
    """What was written of these lessons, by number, for who teaches them. Two reads."""
    found: dict[uuid.UUID, Written] = {}
    pages = Entry.objects.filter(school_id=school_id, lesson__in=list(lesson_ids))
    for lesson, text, attached, appears_at in pages.values_list("lesson", "text", "attached", "appears_at"):
        if lesson is not None:
            shown = appears_at is not None
            found[lesson] = Written(
                bool(text) and shown, attached if shown else 0, is_hidden=not shown and bool(text or attached)
            )
    dues = WorkUnit.objects.filter(school_id=school_id, work__school_id=school_id, work__given_lesson__in=lesson_ids)
    met: set[uuid.UUID] = set()
    for due in dues.select_related("work").order_by("due_on", "pk"):
        work = due.work
        if work.given_lesson is None or work.pk in met:
            continue
        met.add(work.pk)
        before = found.get(work.given_lesson, Written())
        if work.appears_at is None:
            found[work.given_lesson] = _more(before, is_hidden=True)
        else:
            found[work.given_lesson] = _more(
                before, files=work.attached, works=1, minutes=work.told_minutes or work.minutes or 0, due_on=due.due_on
            )
    return found


def _more(
    one: Written, *, files: int = 0, works: int = 0, minutes: int = 0, due_on: dt.date | None = None,
    is_hidden: bool = False,
) -> Written:  # fmt: skip
    return Written(
        one.has_text, one.files + files, one.works + works, one.minutes + minutes, one.due_on or due_on,
        one.is_hidden or is_hidden,
    )  # fmt: skip


def pages_of_lessons(
    school_ids: Collection[uuid.UUID], lesson_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Page]:  # fmt: skip
    """What was done in these lessons and has appeared, with its files. A read, and one of files where there are some.
    The caller has asked who may read.
    """
    now = clock.now()
    rows = Entry.objects.filter(school_id__in=school_ids, lesson__in=list(lesson_ids), appears_at__lte=now)
    entries = [one for one in rows if one.text or one.attached]
    files = files_of(school_ids, ENTRY, [one.pk for one in entries if one.attached])
    return {one.lesson: page_of(one, (), files.get(one.pk, ()), now) for one in entries if one.lesson is not None}


@dataclass(frozen=True, slots=True)
class GivenThen:
    """A piece of work of a pupil, with its files."""

    line: Line
    files: Sequence[FileLine] = ()


_WORKS = """
    SELECT k.n, w.given_lesson, w.id, u.due_on, u.due_starts, w.subject, w.kind, w.text,
           COALESCE(w.told_minutes, w.minutes, 0), w.attached, d.id, d.minutes
      FROM mine k
      JOIN diary_work w ON w.school_id = k.school_id AND w.given_lesson IN ({0}) AND w.appears_at <= %(now)s
      JOIN diary_workunit u ON u.school_id = k.school_id AND u.work_id = w.id AND u.unit = k.unit
      LEFT JOIN diary_done d ON d.school_id = k.school_id AND d.pupil_id = k.who AND d.work_id = w.id"""


def works_of_lessons(
    pupils: Sequence[Pupil], lesson_ids: Collection[uuid.UUID]
) -> dict[Pupil, dict[uuid.UUID, list[GivenThen]]]:
    """The work that each of these pupils was given in these lessons and that has appeared, the soonest due first. A
    read, and one of files where there are some. The caller has asked who may read.
    """
    lines: dict[Pupil, dict[uuid.UUID, tuple[uuid.UUID, Line]]] = {one: {} for one in pupils}
    asked, numbers = in_scope(pupils), sorted(set(lesson_ids))
    if asked and numbers:
        params = {**told(asked), "now": sql.moment(clock.now())}
        params |= {f"lesson{number}": key for number, key in enumerate(sql.keys(numbers))}
        statement = units_told(len(asked)) + _WORKS.format(", ".join(f"%(lesson{n})s" for n in range(len(numbers))))
        for place, lesson, work, day, *rest, done, said in sql.named_rows(statement, params):
            work_id, due_on = sql.as_id(work), sql.as_day(day)
            assert due_on is not None
            starts, subject, kind, words, minutes, attached = rest
            theirs = lines[asked[place]]
            if work_id not in theirs or due_on < theirs[work_id][1].due_on:
                theirs[work_id] = (
                    sql.as_id(lesson),
                    Line(work_id, due_on, starts, subject, kind, words, int(minutes), attached, done is not None, said),
                )
    having = {one.work_id for some in lines.values() for _lesson, one in some.values() if one.attached}
    files = files_of({one.school_id for one in asked}, WORK, having)
    found: dict[Pupil, dict[uuid.UUID, list[GivenThen]]] = {}
    for pupil, some in lines.items():
        found[pupil] = defaultdict(list)
        for lesson_id, line in sorted(some.values(), key=lambda one: (one[1].due_on, one[1].starts or 0, one[1][0])):
            found[pupil][lesson_id].append(GivenThen(line, files.get(line.work_id, ())))
    return found
