"""What somebody who teaches has to give to catch up: their lessons that pupils missed, or will miss."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from preau.access.public import Hat
from preau.attendance.public import Away, absences_noted, pupils_missing, with_absences
from preau.catchup.models import Release
from preau.diary.public import Written, lesson_of, written_of
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.kernel.steps import Steps, in_steps, read
from preau.timetable.public import DatedLesson, lessons_taught

SINCE, AHEAD = dt.timedelta(days=30), dt.timedelta(days=30)
"""How far back lessons are caught up, and how far ahead announced absences are looked at."""


def is_near(day: dt.date) -> bool:
    """Whether a lesson of that day may be given: pages of catching up show no other."""
    today = clock.today()
    return today - SINCE <= day <= today + AHEAD


SHOWN = 40
"""Lessons that one list of the page holds: those given make place for older ones."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A lesson that pupils miss, or that was asked for. `waiting`: those to whom it was not given yet; `given`:
    the others; `done`: how many of these have done it.
    """

    held: DatedLesson
    waiting: Sequence[Away]
    given: Sequence[Away]
    done: int
    release: Release | None
    written: Written

    @property
    def may_be_given(self) -> bool:
        """Whether there is something to give without a word: what was written, or a word that stands."""
        return not self.written.is_empty or (self.release is not None and bool(self.release.note))

    @property
    def is_missed(self) -> bool:
        """Whether anybody misses it."""
        return bool(self.waiting or self.given)

    @property
    def is_far(self) -> bool:
        """Whether it was held, or will be, too long from now to be given."""
        return not is_near(self.held.day)


@dataclass(frozen=True, slots=True)
class ToGive:
    """`waiting`: lessons held, the last first; `coming`: those of announced absences, the soonest first; `given`: whose
    pupils all have it. `more`: lessons that wait and are not shown. `asked`: the one that was asked for, which is not
    in the lists and stands before them whatever its rank, also when nobody misses it.
    """

    waiting: Sequence[Missed]
    coming: Sequence[Missed]
    given: Sequence[Missed]
    more: int
    asked: Missed | None = None

    @property
    def every(self) -> Sequence[Missed]:
        """All that is shown."""
        return [*([self.asked] if self.asked else ()), *self.waiting, *self.coming, *self.given]


def school_of(hat: Hat) -> uuid.UUID:
    """The school in which somebody of its staff teaches. Raises Unknown for others."""
    if not hat.is_staff or hat.school is None:
        raise Unknown("lessons are given by a school's staff")
    return hat.school.id


def _given(school_id: uuid.UUID, lessons: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, bool]]:
    """To whom these lessons were given, and whether each has done it. One read."""
    rows = Release.objects.filter(school_id=school_id, lesson__in=list(lessons), given__school_id=school_id)
    found: dict[uuid.UUID, dict[uuid.UUID, bool]] = defaultdict(dict)
    for lesson, pupil, done_at in rows.values_list("lesson", "given__pupil_id", "given__done_at"):
        found[lesson][pupil] = done_at is not None
    return found


def lessons_to_give(hat: Hat, asked: uuid.UUID | None = None) -> ToGive:
    """All of them, each with what it would bring. Eight reads; two where nobody is away.

    `asked`: a lesson to show first, theirs or of somebody else whose diary this hat writes: a read more. Raises
    Unknown, PermissionDenied for one whose diary it does not write.
    """
    school_id, today = school_of(hat), clock.today()
    mine = lessons_taught(school_id, hat.person_id, today - SINCE, today + AHEAD) if hat.person_id else []
    every = {one.lesson_id: one for one in mine}
    if asked is not None and asked not in every:
        every[asked] = lesson_of(hat, school_id, asked)
    away = pupils_missing(school_id, [one for one in every.values() if is_near(one.day)])
    lessons = [one for one in every.values() if one.lesson_id in away or one.lesson_id == asked]
    if not lessons:
        return ToGive((), (), (), 0)
    numbers = [one.lesson_id for one in lessons]
    releases = {one.lesson: one for one in Release.objects.filter(school_id=school_id, lesson__in=numbers)}
    given = _given(school_id, numbers) if releases else {}
    written = written_of(school_id, numbers)
    found = [
        _told(one, away.get(one.lesson_id, ()), given.get(one.lesson_id, {}), releases.get(one.lesson_id), written)
        for one in lessons
    ]
    first = next((one for one in found if one.held.lesson_id == asked), None)
    found = [one for one in found if one is not first]
    waiting = [one for one in reversed(found) if one.waiting and one.held.day <= today]
    coming = [one for one in found if one.waiting and one.held.day > today]
    over = [one for one in reversed(found) if not one.waiting]
    return ToGive(waiting[:SHOWN], coming[:SHOWN], over[:SHOWN], max(len(waiting) - SHOWN, 0), first)


def _told(
    held: DatedLesson, away: Sequence[Away], given: Mapping[uuid.UUID, bool], release: Release | None,
    written: Mapping[uuid.UUID, Written],
) -> Missed:  # fmt: skip
    have = [one for one in away if one.id in given]
    return Missed(
        held, [one for one in away if one.id not in given], have, sum(given[one.id] for one in have), release,
        written.get(held.lesson_id, Written()),
    )  # fmt: skip


_TO_GIVE = """
    SELECT count(DISTINCT n.lesson_id) FROM ({noted}) n
     WHERE NOT EXISTS (SELECT 1 FROM catchup_release r JOIN catchup_catchup c ON c.release_id = r.id
                        WHERE r.school_id = %(school)s AND r.lesson = n.lesson_id AND c.pupil_id = n.pupil_id)"""


@in_steps
def count_to_give(hat: Hat) -> Steps[int]:
    """How many of their lessons held until today had pupils noted absent to whom they were not given yet. One read,
    none in a school without absences.
    """
    school_id, today = school_of(hat), clock.today()
    if hat.person_id is None or not with_absences([school_id]):
        return 0
    noted, params = absences_noted(school_id, hat.person_id, today - SINCE, today)
    rows = yield from read(_TO_GIVE.format(noted=noted), params)
    return int(rows[0][0])


def released(school_id: uuid.UUID, lesson_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these lessons that were given to catch up. One read."""
    rows = Release.objects.filter(school_id=school_id, lesson__in=list(lesson_ids))
    return set(rows.values_list("lesson", flat=True))
