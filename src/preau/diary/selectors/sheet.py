"""The sheet of one lesson, as who teaches it fills it: its page, the work given in it, for which classes and when."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef

from preau.access.public import Hat
from preau.diary.models import Entry, FormerText, Work, WorkUnit
from preau.diary.selectors.coming import NEAR, lessons_after, next_of
from preau.diary.selectors.load import Load, loads_of
from preau.diary.selectors.may import writes_lesson
from preau.directory.calendar import year_of
from preau.directory.errors import Unknown
from preau.directory.models import Section
from preau.directory.words import class_order
from preau.kernel import clock
from preau.timetable.public import DatedLesson, lessons_held

MOST_EVENINGS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A class or a group that work may be given to. `is_own`: of this lesson; `next_on`: its next lesson of the
    subject; `loads`: what its coming days hold.
    """

    unit: uuid.UUID
    label: str
    is_own: bool
    next_on: dt.date | None
    loads: Mapping[dt.date, Load] = field(default_factory=dict)

    def coming(self) -> list[tuple[dt.date, Load]]:
        """The next evenings that hold something, that of the next lesson left out: it is told first."""
        return [(day, self.loads[day]) for day in sorted(self.loads) if day != self.next_on][:MOST_EVENINGS]


@dataclass(frozen=True, slots=True)
class GivenHere:
    """A piece of work given in this lesson: for whom and when."""

    work: Work
    units: Sequence[WorkUnit]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A lesson to write. `has_former`: what it said before can be brought back."""

    held: DatedLesson
    entry: Entry | None
    has_former: bool
    works: Sequence[GivenHere]
    choices: Sequence[Choice]


def own_school(hat: Hat) -> uuid.UUID:
    """The school in which somebody of its staff writes. Raises Unknown for others."""
    if not hat.is_staff or hat.school is None:
        raise Unknown("a diary is written by a school's staff")
    return hat.school.id


def school_read(hat: Hat) -> uuid.UUID:
    """The school whose diaries its staff, or who inspects, read. Raises Unknown for others."""
    if hat.is_visitor and hat.school is not None:
        return hat.school.id
    return own_school(hat)


def lesson_of(hat: Hat, school_id: uuid.UUID, lesson_id: uuid.UUID) -> DatedLesson:
    """A lesson whose diary this hat writes. Raises Unknown for a stranger, PermissionDenied for a colleague."""
    mine = hat.is_staff and school_id in hat.school_ids
    held = next(iter(lessons_held(school_id, [lesson_id])), None) if mine else None
    if held is None:
        raise Unknown("no such lesson")
    if not writes_lesson(hat, held):
        raise PermissionDenied
    return held


def sheet_of(hat: Hat, lesson_id: uuid.UUID) -> Sheet:
    """All that the sheet of a lesson shows. Raises Unknown, PermissionDenied."""
    held = lesson_of(hat, own_school(hat), lesson_id)
    before = FormerText.objects.filter(school_id=held.school_id, thing=OuterRef("pk"))
    entry = (
        Entry.objects.filter(school_id=held.school_id, lesson=lesson_id).annotate(has_former=Exists(before)).first()
    )  # fmt: skip
    return Sheet(
        held, entry, bool(entry and entry.has_former), given_in(held.school_id, lesson_id),
        choices_of(hat, held.school_id, held.subject_code, held.title, held.day, held.units),
    )  # fmt: skip


def entry_of(school_id: uuid.UUID, lesson_id: uuid.UUID) -> Entry | None:
    """The page of a lesson, alone. Its reader was asked before."""
    return Entry.objects.filter(school_id=school_id, lesson=lesson_id).first()


def given_in(school_id: uuid.UUID, lesson_id: uuid.UUID) -> list[GivenHere]:
    """The work given in a lesson. One read."""
    rows = WorkUnit.objects.filter(school_id=school_id, work__school_id=school_id, work__given_lesson=lesson_id)
    found: dict[uuid.UUID, list[WorkUnit]] = {}
    for one in rows.select_related("work").order_by("work_id", "label"):
        found.setdefault(one.work_id, []).append(one)
    return [GivenHere(units[0].work, units) for units in found.values()]


def choices_of(
    hat: Hat, school_id: uuid.UUID, subject_code: str, title: str, day: dt.date, own: Mapping[uuid.UUID, str]
) -> list[Choice]:
    """The classes of a lesson, then the others that this person teaches the same subject. Three reads."""
    labels = dict(own)
    mine = Section.objects.filter(school_id=school_id, school_year_id=year_of(day), teacher_id=hat.person_id)
    if subject_code:
        mine = mine.filter(subject_code=subject_code)
    others: dict[uuid.UUID, str] = {}
    for one in mine.select_related("homeroom", "group"):
        unit = one.homeroom or one.group
        if unit is not None and unit.pk not in labels:
            others[unit.pk] = unit.label
    units = [key for some in (labels, others) for key in sorted(some, key=lambda one: class_order(some[one]))]
    labels |= others
    since = max(day, clock.today())
    lessons = lessons_after(school_id, units, subject_code=subject_code, title=title, since=day, until=since + NEAR)
    loads = loads_of(school_id, units, since, since + NEAR)
    found = []
    for unit in units:
        following = next_of(lessons.get(unit, ()), since)
        found.append(Choice(unit, labels[unit], unit in own, following.day if following else None, loads.get(unit, {})))
    return found


def lessons_written(school_id: uuid.UUID, lesson_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these lessons that have a page, or in which work was given. One read."""
    pages = Entry.objects.filter(school_id=school_id, lesson__in=list(lesson_ids)).values_list("lesson", flat=True)
    works = Work.objects.filter(school_id=school_id, given_lesson__in=list(lesson_ids))
    return {one for one in pages.union(works.values_list("given_lesson", flat=True)) if one is not None}
