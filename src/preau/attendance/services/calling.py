"""The roll call of a lesson, written: whoever comes second, or late, never overwrites what was seen after.

Each pupil has the moment when they were seen as noted. What a page shows of them and nobody touched is no observation;
what was touched is written when nobody wrote since the page was read, or when it was seen later than what stands. The
rest stays as it is, and is told.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from preau.access.public import Hat
from preau.attendance.enums import State
from preau.attendance.models import Absence, Mark, RollCall
from preau.attendance.selectors.family import forget_known
from preau.attendance.selectors.sheet import Pupil, lesson_to_call, roster_of, why_not_called
from preau.attendance.services.spans import give_back, join, minutes_late
from preau.attendance.services.telling import take_back, tell_later
from preau.directory.errors import Refused
from preau.kernel import audit, clock, sql
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign, signed
from preau.timetable.public import Held, clock_of


@dataclass(frozen=True, slots=True)
class Seen:
    """How a pupil was noted. `at`: when; none when the page was left as it was. `minutes`: how late; 0: by `at`."""

    state: str
    at: dt.datetime | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Stays:
    """What was noted after, or by somebody else, and stays as it is."""

    pupil: Pupil
    state: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Called:
    """What became of a roll call. `changed`: whether anything was written."""

    version: int
    absent: int
    late: int
    expected: int
    stays: Sequence[Stays] = ()
    changed: bool = True


@transaction.atomic
def call_roll(
    *, actor: Actor, hat: Hat, lesson_id: uuid.UUID, key: uuid.UUID, version: int, seen: Mapping[uuid.UUID, Seen],
    at: dt.datetime | None = None,
) -> Called:  # fmt: skip
    """Write the roll call of a lesson: pupils of whom nothing is said are there.

    `key`: of this sending; twice is done once. `version`: of the roll call that the page showed, 0 for none. `at`: when
    the class was looked at; now, when nothing is said. Raises Unknown, PermissionDenied, Refused for a lesson whose
    roll is not called now.
    """
    lesson = lesson_to_call(hat, lesson_id)
    if why := why_not_called(lesson):
        raise Refused(why)
    pupils, now = roster_of(lesson), clock.now()
    row, is_first = _row(actor, lesson, key, min(at or now, now), len(pupils))
    marks: dict[uuid.UUID, Mark] = {}
    if not is_first:
        marks = {one.pupil_id: one for one in Mark.objects.filter(school_id=row.school_id, roll_call=row)}
        if row.last_key == key:
            return _called(row, marks, changed=False)
    writing = _Writing(actor, row, lesson, 0 if is_first else version, marks, is_first=is_first)
    for pupil in pupils:
        writing.meet(pupil, seen.get(pupil.id, Seen(State.PRESENT)))
    is_changed = is_first or bool(writing.changed)
    if is_changed:
        writing.write([one.id for one in pupils])
        if not is_first:
            row.version, row.changed_at, row.expected = row.version + 1, now, len(pupils)
            sign(row, "called_by", actor)
        audit.record(
            actor=actor, action="attendance.call", tenant=row.school_id, subject="lesson", subject_id=lesson_id,
            data={"version": row.version, **writing.counts},
        )  # fmt: skip
    if not is_first:
        row.last_key = key
        row.save()
    now_there = {**marks, **{one.pupil_id: one for one, _before in writing.changed}}
    return _called(row, now_there, writing.stays, changed=is_changed)


def _row(
    actor: Actor, lesson: Held, key: uuid.UUID, called_at: dt.datetime, expected: int
) -> tuple[RollCall, bool]:  # fmt: skip
    """The roll call of the lesson, under lock, and whether it is made now, as its first."""
    made = RollCall(
        school_id=lesson.school_id, lesson_id=lesson.id, day=lesson.day, starts=lesson.starts, ends=lesson.ends,
        called_at=called_at, changed_at=clock.now(), expected=expected, version=1, last_key=key,
        **signed("called_by", actor),
    )  # fmt: skip
    if _wrote(made):  # what a transaction wrote is its own: nobody else changes it meanwhile
        made._state.adding = False
        transaction.on_commit(functools.partial(forget_known, made.school_id))
        return made, True
    kept = RollCall.objects.select_for_update(of=("self",)).get(school_id=lesson.school_id, lesson_id=lesson.id)
    return kept, False


_WRITTEN = (
    "id", "school_id", "lesson_id", "day", "starts", "ends", "called_at", "changed_at", "called_by", "called_by_id",
    "expected", "version", "last_key",
)  # fmt: skip
_WRITE = (
    f"INSERT INTO attendance_rollcall ({', '.join(_WRITTEN)}) VALUES ({', '.join('%s' for _one in _WRITTEN)})"  # noqa: S608
    " ON CONFLICT DO NOTHING RETURNING id"
)


def _wrote(row: RollCall) -> bool:
    """Whether a roll call was written; not when there is one of that lesson. One statement, written by hand: a class
    waits for it.
    """
    told = [getattr(row, name) for name in _WRITTEN]
    return bool(
        sql.rows(
            _WRITE,
            [
                sql.key(one) if isinstance(one, uuid.UUID) else sql.moment(one) if isinstance(one, dt.datetime) else one
                for one in told
            ],
        )
    )


def _called(
    row: RollCall, marks: Mapping[uuid.UUID, Mark], stays: Sequence[Stays] = (), *, changed: bool
) -> Called:  # fmt: skip
    states = [one.state for one in marks.values()]
    return Called(
        row.version, states.count(State.ABSENT), states.count(State.LATE), row.expected, tuple(stays), changed
    )


class _Writing:
    """One sending met with what stands."""

    def __init__(
        self, actor: Actor, row: RollCall, lesson: Held, version: int, marks: Mapping[uuid.UUID, Mark], *,
        is_first: bool,
    ) -> None:  # fmt: skip
        self.actor, self.row, self.lesson, self.version, self.marks = actor, row, lesson, version, marks
        self.is_first = is_first
        self.now = clock.now()
        self.changed: list[tuple[Mark, str]] = []
        self.stays: list[Stays] = []

    def meet(self, pupil: Pupil, seen: Seen) -> None:
        """Keep, change, or tell what stands of one pupil."""
        row, mark = self.row, self.marks.get(pupil.id)
        before = mark.state if mark else State.PRESENT.value
        at = min(seen.at, self.now) if seen.at else None
        minutes = self._minutes(seen, at) if seen.state == State.LATE else 0
        if seen.state == before and (not minutes or not seen.at or (mark and mark.minutes == minutes)):
            return
        if not self.is_first and not self._is_newer(at, mark):
            # Left alone on a page that shows what stands: nothing is to be said.
            if at is not None or self.version != row.version:
                who, when = (mark.observed_by, mark.observed_at) if mark else (row.called_by, row.called_at)
                self.stays.append(Stays(pupil, before, who, when))
            return
        made = mark or Mark(school_id=row.school_id, roll_call=row, pupil_id=pupil.id, day=row.day)
        made.state, made.minutes, made.observed_at = seen.state, minutes, at or self.now
        sign(made, "observed_by", self.actor)
        self.changed.append((made, before))

    def _is_newer(self, at: dt.datetime | None, mark: Mark | None) -> bool:
        if at is None:
            return False
        return self.version == self.row.version or at > (mark.observed_at if mark else self.row.called_at)

    def _minutes(self, seen: Seen, at: dt.datetime | None) -> int:
        if seen.minutes:
            return min(seen.minutes, self.row.ends - self.row.starts)
        day, minutes = clock_of(at or self.now, self.lesson.clock)
        return minutes_late(self.row, minutes if day == self.row.day else self.row.ends)

    @property
    def counts(self) -> dict[str, int]:
        """What this writing says, as the journal keeps it."""
        states = [one.state for one, _before in self.changed]
        return {"absent": states.count(State.ABSENT), "late": states.count(State.LATE)}

    def write(self, roster: Sequence[uuid.UUID]) -> None:
        """Marks, the absences they are part of, and who is to be told."""
        school = self.row.school_id
        left = [one.absence_id for one, before in self.changed if before == State.ABSENT and one.absence_id]
        away = {one.pupil_id for one, _before in self.changed if one.state == State.ABSENT}
        met = {one.pupil_id for one, _before in self.changed}
        stayed = {pupil for pupil, one in self.marks.items() if one.state == State.ABSENT and pupil not in met}
        there = [one for one in roster if one not in away and one not in stayed]
        spans = join(self.row, away, there, is_first=self.is_first)
        for one, _before in self.changed:
            one.absence = spans.get(one.pupil_id)
        new = [one for one, _before in self.changed if one._state.adding]
        Mark.objects.bulk_create(new)
        Mark.objects.bulk_update(
            [one for one, _before in self.changed if one not in new],
            ["state", "minutes", "absence", "observed_at", "observed_by", "observed_by_id"],
        )
        gone = Absence.objects.select_for_update(of=("self",)).order_by("pk").in_bulk(left)
        void = give_back(self.row, gone)
        take_back(self.actor, void)
        tell_later(school, [one for one in spans.values() if not one.reason and not one.told])
