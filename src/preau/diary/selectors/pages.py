"""The diary of classes by day: what was done, and what was given; for staff, for pupils and their families."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from preau.diary.enums import kind_words
from preau.diary.models import Entry
from preau.diary.selectors.files import ENTRY, WORK
from preau.diary.selectors.pupils import Pupil, in_scope, told, units_told
from preau.files.public import FileLine, files_of_things
from preau.kernel import clock, sql

AT_ONCE = dt.timedelta(days=13)
"""Days that one page shows, the last counted."""


class Page(NamedTuple):
    """What was done in one lesson. `is_shown`: families read it."""

    id: uuid.UUID
    lesson_id: uuid.UUID | None
    day: dt.date
    starts: int | None
    subject: str
    text: str
    written_by: str
    is_shown: bool
    is_locked: bool
    published_at: dt.datetime | None
    labels: tuple[str, ...]
    files: Sequence[FileLine] = ()
    writer_id: uuid.UUID | None = None


class Given(NamedTuple):
    """Work as the diary of a class lists it, on the day it was given. `due`: for which day, by label."""

    id: uuid.UUID
    day: dt.date
    subject: str
    kind: str
    text: str
    minutes: int
    is_shown: bool
    written_by: str
    due: Mapping[str, dt.date]
    files: Sequence[FileLine] = ()


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """One day of a diary."""

    day: dt.date
    pages: Sequence[Page] = field(default_factory=list)
    given: Sequence[Given] = field(default_factory=list)


_UNIT = "WITH mine (n, school_id, unit) AS (VALUES (0, %(school)s, %(unit)s))"
_ENTRIES = """
    SELECT k.n, u.label, e.id, e.lesson, e.day, e.starts, e.subject, e.text, e.attached, e.written_by, e.written_by_id,
           {staff}
      FROM mine k
      JOIN diary_entryunit u ON u.school_id = k.school_id AND u.unit = k.unit AND u.day BETWEEN %(since)s AND %(until)s
      JOIN diary_entry e ON e.id = u.entry_id
     WHERE (e.text <> '' OR e.attached > 0)"""
_WORKS = """
    SELECT k.n, u.label, u.due_on, w.id, w.given_on, w.subject, w.kind, w.text, COALESCE(w.told_minutes, w.minutes, 0),
           w.attached, w.written_by, {staff}
      FROM mine k
      JOIN diary_workunit u ON u.school_id = k.school_id AND u.unit = k.unit AND u.due_on >= %(since)s
      JOIN diary_work w ON w.id = u.work_id AND w.given_on BETWEEN %(since)s AND %(until)s"""
_TO_STAFF = "COALESCE({row}.appears_at <= %(now)s, FALSE)"
_ENTRY_TO_STAFF = f"{_TO_STAFF.format(row='e')}, e.locked_at IS NOT NULL, e.published_at"
_ENTRIES_TO_STAFF, _WORKS_TO_STAFF = (
    _ENTRIES.format(staff=_ENTRY_TO_STAFF),
    _WORKS.format(staff=_TO_STAFF.format(row="w")),
)
_ENTRIES_TO_VISITORS = f"{_ENTRIES_TO_STAFF} AND e.appears_at <= %(now)s"
_WORKS_TO_VISITORS = f"{_WORKS_TO_STAFF} WHERE w.appears_at <= %(now)s"
_ENTRIES_SHOWN = f"{_ENTRIES.format(staff='1, 0, NULL')} AND e.appears_at <= %(now)s"
_WORKS_SHOWN = f"{_WORKS.format(staff='1')} WHERE w.appears_at <= %(now)s"


def diary_of(
    school_id: uuid.UUID, unit_id: uuid.UUID, since: dt.date, until: dt.date, *, hidden: bool = True
) -> list[DiaryDay]:
    """What a class or a group did and was given between two days, the last day first, what is hidden too: for staff;
    without `hidden`, what is shown alone, for who inspects. Two reads, and one for each sort of files that there are.
    Who reads it was asked before.
    """
    mine = {"school": sql.key(school_id), "unit": sql.key(unit_id)}
    asked = (_ENTRIES_TO_STAFF, _WORKS_TO_STAFF) if hidden else (_ENTRIES_TO_VISITORS, _WORKS_TO_VISITORS)
    return _diaries(_UNIT, mine, [school_id], (since, until), *asked)[0]


def diaries_of(pupils: Sequence[Pupil], since: dt.date, until: dt.date) -> dict[Pupil, list[DiaryDay]]:
    """The same of each of these pupils, in all their classes and groups: what is shown to families. As many reads."""
    asked = in_scope(pupils)
    if not asked:
        return {}
    schools = [one.school_id for one in asked]
    found = _diaries(
        units_told(len(asked)), told(asked), schools, (since, until), _ENTRIES_SHOWN, _WORKS_SHOWN
    )  # fmt: skip
    return dict(zip(asked, found, strict=True))


def _diaries(
    mine: str, whose: Mapping[str, Any], schools: Sequence[uuid.UUID], days: tuple[dt.date, dt.date], entries: str,
    works: str,
) -> list[list[DiaryDay]]:  # fmt: skip
    now = clock.now()
    params = {**whose, "since": days[0], "until": days[1], "now": sql.moment(now)}
    pages: list[dict[uuid.UUID, tuple[Any, set[str]]]] = [{} for _one in schools]
    given: list[dict[uuid.UUID, tuple[Any, dict[str, dt.date]]]] = [{} for _one in schools]
    with_files: tuple[set[uuid.UUID], set[uuid.UUID]] = (set(), set())
    for n, label, entry, *rest in sql.named_rows(mine + entries, params):
        key = sql.as_id(entry)
        pages[n].setdefault(key, (rest, set()))[1].add(label)
        if rest[5]:
            with_files[0].add(key)
    for n, label, due, work, *rest in sql.named_rows(mine + works, params):
        key, due_on = sql.as_id(work), sql.as_day(due)
        assert due_on is not None
        given[n].setdefault(key, (rest, {}))[1][label] = due_on
        if rest[5]:
            with_files[1].add(key)
    files = files_of(schools, ENTRY, with_files[0]) | files_of(schools, WORK, with_files[1])
    return [_days(pages[n], given[n], files) for n in range(len(schools))]


def _days(
    pages: Mapping[uuid.UUID, tuple[Any, set[str]]], given: Mapping[uuid.UUID, tuple[Any, dict[str, dt.date]]],
    files: Mapping[uuid.UUID, Sequence[FileLine]],
) -> list[DiaryDay]:  # fmt: skip
    days: dict[dt.date, tuple[list[Page], list[Given]]] = defaultdict(lambda: ([], []))
    kinds = {kind: kind_words(kind) for kind in {row[2] for row, _dues in given.values()}}
    for key, (row, labels) in pages.items():
        lesson, day, starts, subject, text, _attached, writer, writer_id, shown, locked, published = row
        held_on = sql.as_day(day)
        assert held_on is not None
        days[held_on][0].append(Page(
            key, lesson and sql.as_id(lesson), held_on, starts, subject, text, writer, bool(shown), bool(locked),
            sql.as_moment(published), tuple(sorted(labels)), files.get(key, ()), writer_id and sql.as_id(writer_id),
        ))  # fmt: skip
    for key, (row, dues) in given.items():
        day, subject, kind, text, minutes, _attached, writer, shown = row
        given_on = sql.as_day(day)
        assert given_on is not None
        days[given_on][1].append(Given(
            key, given_on, subject, kinds[kind], text, int(minutes), bool(shown), writer,
            dict(sorted(dues.items())), files.get(key, ()),
        ))  # fmt: skip
    return [
        DiaryDay(
            day, sorted(there, key=lambda one: (one.starts or 0, one.subject, one.id)),
            sorted(given_then, key=lambda one: (one.subject, one.id)),
        )
        for day, (there, given_then) in sorted(days.items(), reverse=True)
    ]  # fmt: skip


def page_of(entry: Entry, labels: tuple[str, ...], files: Sequence[FileLine], now: dt.datetime) -> Page:
    """An entry as pages show it."""
    return Page(
        entry.pk, entry.lesson, entry.day, entry.starts, entry.subject, entry.text, entry.written_by,
        entry.appears_at is not None and entry.appears_at <= now, entry.locked_at is not None, entry.published_at,
        labels, files, entry.written_by_id,
    )  # fmt: skip


def files_of(
    school_ids: Collection[uuid.UUID], kind: str, things: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[FileLine]]:
    """Files of things whose reader was asked before; no read when there are none."""
    return dict(files_of_things(kind, things, list(school_ids))) if things else {}
