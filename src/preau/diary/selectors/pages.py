"""The diary of classes by day: what was done, and what was given; for staff, for pupils and their families."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from preau.diary.enums import Kind
from preau.diary.models import Entry, EntryUnit, WorkUnit
from preau.diary.selectors.files import ENTRY, WORK
from preau.files.public import FileLine, files_of_things
from preau.kernel import clock

AT_ONCE = dt.timedelta(days=13)
"""Days that one page shows, the last counted."""


@dataclass(frozen=True, slots=True)
class Page:
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


@dataclass(frozen=True, slots=True)
class Given:
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


@dataclass(frozen=True, slots=True)
class OfUnits:
    """Classes and groups of one school whose diary is read: of one class, or all those of a pupil."""

    school_id: uuid.UUID
    units: frozenset[uuid.UUID]


def diary_of(
    school_id: uuid.UUID, units: Collection[uuid.UUID], since: dt.date, until: dt.date, *, is_staff: bool
) -> list[DiaryDay]:
    """What these classes and groups did and were given between two days, the last day first."""
    return diaries_of([OfUnits(school_id, frozenset(units))], since, until, is_staff=is_staff)[0]


def diaries_of(whose: Sequence[OfUnits], since: dt.date, until: dt.date, *, is_staff: bool) -> list[list[DiaryDay]]:
    """The same of each of these. Two reads for all, and one for each sort of files that there are. Families read what
    is shown; staff what is hidden too.
    """
    now = clock.now()
    schools = {one.school_id for one in whose}
    here = {"school_id__in": schools, "unit__in": {unit for one in whose for unit in one.units}}
    entries = EntryUnit.objects.filter(**here, day__range=(since, until)).select_related("entry")
    works = WorkUnit.objects.filter(
        **here, work__school_id__in=schools, work__given_on__range=(since, until), due_on__gte=since
    ).select_related("work")  # fmt: skip
    if not is_staff:
        entries = entries.filter(entry__appears_at__lte=now)
        works = works.filter(work__appears_at__lte=now)
    links, dues = list(entries), list(works)
    files = files_of(schools, ENTRY, {one.entry_id for one in links if one.entry.attached})
    files |= files_of(schools, WORK, {one.work_id for one in dues if one.work.attached})
    return [
        _days(
            [link for link in links if link.school_id == one.school_id and link.unit in one.units],
            [due for due in dues if due.school_id == one.school_id and due.unit in one.units], files, now,
        )
        for one in whose
    ]  # fmt: skip


def _days(
    links: Sequence[EntryUnit], dues: Sequence[WorkUnit], files: Mapping[uuid.UUID, Sequence[FileLine]],
    now: dt.datetime,
) -> list[DiaryDay]:  # fmt: skip
    pages: dict[uuid.UUID, list[EntryUnit]] = defaultdict(list)
    for link in links:
        pages[link.entry_id].append(link)
    given: dict[uuid.UUID, list[WorkUnit]] = defaultdict(list)
    for due in dues:
        given[due.work_id].append(due)
    days: dict[dt.date, tuple[list[Page], list[Given]]] = defaultdict(lambda: ([], []))
    for key, theirs in pages.items():
        entry = theirs[0].entry
        if entry.text or entry.attached:
            labels = tuple(sorted(link.label for link in theirs))
            days[entry.day][0].append(page_of(entry, labels, files.get(key, ()), now))
    for key, asked in given.items():
        days[asked[0].work.given_on][1].append(_given_of(asked, files.get(key, ()), now))
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


def _given_of(dues: Sequence[WorkUnit], files: Sequence[FileLine], now: dt.datetime) -> Given:
    work = dues[0].work
    return Given(
        work.pk, work.given_on, work.subject, str(Kind(work.kind).label), work.text,
        work.told_minutes or work.minutes or 0, work.appears_at is not None and work.appears_at <= now,
        work.written_by, {one.label: one.due_on for one in sorted(dues, key=lambda one: one.label)}, files,
    )  # fmt: skip


def files_of(
    school_ids: Collection[uuid.UUID], kind: str, things: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[FileLine]]:
    """Files of things whose reader was asked before; no read when there are none."""
    return dict(files_of_things(kind, things, list(school_ids))) if things else {}
