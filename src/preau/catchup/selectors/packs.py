"""The pack of a pupil, or of each child of a guardian: lessons missed and given, gathered anew, in an order to do them.

An absence that is taken back takes its lessons out of the pack by itself.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from preau.access.public import Hat
from preau.attendance.public import lessons_missed, pupils_told
from preau.catchup.models import CatchUp
from preau.catchup.selectors.giving import AHEAD, SINCE
from preau.diary.public import GivenThen, Page, Pupil, pages_of_lessons, works_of_lessons
from preau.kernel import clock
from preau.timetable.public import Line, Whose


@dataclass(frozen=True, slots=True)
class Part:
    """One lesson of a pack: what was done, the work it gave, a word of who teaches it."""

    line: Line
    page: Page | None
    works: Sequence[GivenThen]
    note: str
    is_done: bool

    @property
    def left(self) -> Sequence[GivenThen]:
        """Work that is not ticked."""
        return [one for one in self.works if not one.line.is_done]

    @property
    def due_on(self) -> dt.date:
        """For when the first of it is due; the last day there is when nothing is left."""
        return min((one.line.due_on for one in self.left), default=dt.date.max)

    @property
    def at(self) -> tuple[dt.date, int]:
        """When it was held."""
        return self.line.day, self.line.starts


@dataclass(frozen=True, slots=True)
class Pack:
    """What one pupil has to catch up. `parts`: given and not done, in the order to do them; `done`: those done;
    `waiting`: lessons missed that nobody gave yet.
    """

    whose: Whose
    parts: Sequence[Part] = ()
    done: Sequence[Part] = ()
    waiting: Sequence[Line] = ()

    @property
    def minutes(self) -> int:
        """Of the work of it that is left."""
        return sum(one.line.minutes for part in self.parts for one in part.left)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was missed."""
        return not (self.parts or self.done or self.waiting)


def _rows(pupils: Collection[Whose]) -> Q:
    theirs = Q(pk=None)
    for one in pupils:
        theirs |= Q(school_id=one.school_id, pupil_id=one.id)
    return theirs


def packs_of(hat: Hat) -> list[Pack]:
    """Of the pupil who wears this hat, or of each child of whose absences a guardian is told. Eight reads at most, one
    where nobody is away.
    """
    pupils, today = pupils_told(hat), clock.today()
    missed = lessons_missed(pupils, today - SINCE, today + AHEAD)
    missing = [one for one in pupils if missed[one]]
    if not missing:
        return [Pack(one) for one in pupils]
    lessons = {line.lesson_id for one in missing for line in missed[one]}
    given = _given(missing, lessons)
    numbers = {lesson for some in given.values() for lesson in some}
    pages = pages_of_lessons({one.school_id for one in missing}, numbers) if numbers else {}
    works = works_of_lessons([Pupil(one.id, one.school_id) for one in missing], numbers) if numbers else {}
    return [
        _pack(one, missed[one], given.get((one.school_id, one.id), {}), pages,
              works.get(Pupil(one.id, one.school_id), {}))
        for one in pupils
    ]  # fmt: skip


def _given(
    pupils: Collection[Whose], lessons: Collection[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], dict[uuid.UUID, tuple[str, bool]]]:
    """By school and pupil, of each lesson given to them: the word with it, and whether it is done. One read."""
    rows = CatchUp.objects.filter(_rows(pupils), release__lesson__in=list(lessons))
    found: dict[tuple[uuid.UUID, uuid.UUID], dict[uuid.UUID, tuple[str, bool]]] = defaultdict(dict)
    for school, pupil, lesson, note, done_at in rows.values_list(
        "school_id", "pupil_id", "release__lesson", "release__note", "done_at"
    ):
        found[school, pupil][lesson] = note, done_at is not None
    return found


def _pack(
    whose: Whose, missed: Sequence[Line], given: Mapping[uuid.UUID, tuple[str, bool]],
    pages: Mapping[uuid.UUID, Page], works: Mapping[uuid.UUID, Sequence[GivenThen]],
) -> Pack:  # fmt: skip
    parts = [
        Part(line, pages.get(line.lesson_id), works.get(line.lesson_id, ()), *given[line.lesson_id])
        for line in missed if line.lesson_id in given
    ]  # fmt: skip
    return Pack(
        whose, in_order([one for one in parts if not one.is_done]), [one for one in parts if one.is_done],
        [line for line in missed if line.lesson_id not in given],
    )  # fmt: skip


def in_order(parts: Sequence[Part]) -> list[Part]:
    """An order to do them: the subject whose work is due first, then the one missed first; within a subject as it was
    taught, since a lesson leans on the one before.
    """
    subjects: dict[str, list[Part]] = defaultdict(list)
    for one in parts:
        subjects[one.line.subject].append(one)
    kept = sorted(subjects.items(), key=lambda one: (min(p.due_on for p in one[1]), min(p.at for p in one[1]), one[0]))
    return [part for _subject, some in kept for part in sorted(some, key=lambda one: one.at)]
