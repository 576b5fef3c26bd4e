"""What people who try the demonstration find: rolls called this morning, a pupil away the school day before, an absence
announced for tomorrow.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from preau.access.public import Hat, worn_in_cast
from preau.attendance.enums import Reason, State
from preau.attendance.models import Absence
from preau.attendance.selectors.family import children_of
from preau.attendance.selectors.sheet import roster_of, why_not_called
from preau.attendance.services import Seen, Stretch, announce, call_roll, explain_for
from preau.attendance.services.telling import CALLED
from preau.directory.enums import SchoolKind
from preau.kernel import clock, scope
from preau.kernel.actor import Actor
from preau.kernel.models import OutboxEvent
from preau.timetable.public import clock_of, held_on, span_of

_NAMES = uuid.UUID("5d0b7c3e-2f64-4a0f-9d55-6c3a1b1d7f10")
_HEAD, _PARENT, _PUPIL, _CLASS = "helene-garnier", "samira-benali", "lina-benali", "2de 4"
_TEACHER = "claire-roux"
_LEFT = 4
"""Lessons under way whose roll nobody called yet."""
_BEFORE = 7
"""Days back, at most, that a roll may still be called."""
_AWAY = 6
"""Of so many roll calls of the first hour, one misses somebody."""


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Nothing: tests begin without any roll call."""


def show(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Call the rolls of the day so far, and announce an absence; twice changes nothing."""
    people = list(cast)
    with scope.everything("a demonstration of absences"):
        head = worn_in_cast(people, _HEAD, _of_lycee)
        pupil = worn_in_cast(people, _PUPIL, lambda hat: not hat.is_staff)
        teacher = worn_in_cast(people, _TEACHER, lambda hat: hat.is_staff)
        if head is not None and pupil is not None and teacher is not None:
            _away_before(*head, pupil.hat, teacher.hat)
        if head is not None:
            _call(*head)
        parent = worn_in_cast(people, _PARENT, lambda hat: not hat.is_staff)
        if parent is not None:
            _announce(*parent)


def _of_lycee(hat: Hat) -> bool:
    return hat.is_staff and hat.school is not None and hat.school.kind == SchoolKind.UPPER_SECONDARY


def _away_before(actor: Actor, hat: Hat, pupil: Hat, teacher: Hat) -> None:
    """The rolls of a class of the days before, whatever the hour it is now, miss a pupil who was ill: since the last
    lessons but one that a teacher of the cast gave it.
    """
    assert hat.school is not None and pupil.person_id is not None
    today, theirs = clock.today(), 0
    for back in range(1, _BEFORE):
        day = today - dt.timedelta(days=back)
        held = [one for one in held_on(hat.school.id, day) if _CLASS in one.pupils and not why_not_called(one)]
        for lesson in held:
            at = span_of(day, lesson.starts, lesson.ends, lesson.clock)[0]
            call_roll(
                actor=actor, hat=hat, lesson_id=lesson.id, key=uuid.uuid5(_NAMES, str(lesson.id)), version=0,
                seen={pupil.person_id: Seen(State.ABSENT, at)}, at=at,
            )  # fmt: skip
            theirs += teacher.person_id in {number for number, _name in lesson.teachers}
        if theirs > 1:
            break
    missed = Absence.objects.filter(school_id=hat.school.id, pupil_id=pupil.person_id, reason="", last_on__lt=today)
    for one in missed:
        explain_for(actor=actor, hat=hat, absence_id=one.pk, reason=Reason.ILLNESS, version=one.version)


def _call(actor: Actor, hat: Hat) -> None:
    assert hat.school is not None
    begun = [one for one in held_on(hat.school.id, clock.today()) if one.pupils and not why_not_called(one)]
    _day, minutes = clock_of(clock.now(), hat.school.timezone)
    under_way = [one for one in begun if one.ends > minutes]
    theirs = {one.id for one in under_way if _CLASS in one.pupils}  # for who tries the page of a roll call
    left = theirs | {one.id for one in [one for one in under_way if one.id not in theirs][:_LEFT]}
    first = min((one.starts for one in begun), default=0)
    for place, lesson in enumerate(one for one in begun if one.id not in left):
        pupils = roster_of(lesson)
        missed = lesson.starts == first and (place % _AWAY == 0 or _CLASS in lesson.pupils)
        away = {pupils[-1].id: Seen(State.ABSENT, clock.now())} if pupils and missed else {}
        call_roll(
            actor=actor, hat=hat, lesson_id=lesson.id, key=uuid.uuid5(_NAMES, str(lesson.id)), version=0, seen=away
        )  # fmt: skip
    # Families of a demonstration are not told: whoever tries it sees the bell ring for what they call.
    OutboxEvent.objects.filter(topic=CALLED, tenant=hat.school.id).delete()


def _announce(actor: Actor, hat: Hat) -> None:
    child = next((one for one in children_of(hat) if one.explains), None)
    if child is not None:
        day = clock.today() + dt.timedelta(days=1)
        announce(
            actor=actor, hat=hat, school_id=child.school_id, pupil_id=child.pupil_id,
            absence_id=uuid.uuid5(_NAMES, f"{child.pupil_id}"), stretch=Stretch(day, 600, day, 720),
            reason=Reason.MEDICAL,
        )  # fmt: skip
