"""What people who try the demonstration find: of the lessons that a pupil missed the days before, one is given to
catch up, and the others wait for their teachers.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied

from preau.access.public import Hat, hats_of, worn_in_cast
from preau.attendance.public import lessons_missed, pupils_told
from preau.catchup.models import Release
from preau.catchup.services import release
from preau.diary.public import lesson_of, written_of
from preau.directory.errors import Unknown
from preau.identity.public import account_of_person
from preau.kernel import clock, scope
from preau.kernel.actor import Actor
from preau.timetable.public import lessons_held

_PUPIL, _TEACHER = "lina-benali", "claire-roux"
_SINCE = dt.timedelta(days=7)
_NOTE = "Commence par l’exercice 12 ; je réponds à tes questions au prochain cours."


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Nothing: tests begin without anything to catch up."""


def show(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Give one lesson; twice changes nothing."""
    people = list(cast)
    with scope.everything("a demonstration of catching up"):
        pupil = worn_in_cast(people, _PUPIL, lambda hat: not hat.is_staff)
        if pupil is None or Release.objects.exists():
            return
        teacher = worn_in_cast(people, _TEACHER, lambda hat: hat.is_staff)
        today = clock.today()
        for whose, lines in lessons_missed(
            pupils_told(pupil.hat), today - _SINCE, today - dt.timedelta(days=1)
        ).items():
            written = written_of(whose.school_id, [one.lesson_id for one in lines])
            full = {one for one, what in written.items() if not what.is_empty}
            held = lessons_held(whose.school_id, [one.lesson_id for one in lines])
            # Those of the teacher whom people try wait for them.
            mine = teacher.hat.person_id if teacher else None
            held.sort(key=lambda one: (one.lesson_id not in full, mine in one.teachers, one.day, one.starts))
            for lesson in held:
                giver = next((who for one in sorted(lesson.teachers) if (who := _giver(one, lesson.lesson_id))), None)
                if giver is not None:
                    release(
                        actor=giver[0], hat=giver[1], school_id=whose.school_id, lesson_id=lesson.lesson_id, note=_NOTE
                    )  # fmt: skip
                    break


def _giver(person_id: uuid.UUID, lesson_id: uuid.UUID) -> tuple[Actor, Hat] | None:
    """Somebody who teaches a lesson, under the hat that writes its diary."""
    account = account_of_person(person_id)
    for hat in hats_of(account) if account is not None else ():
        worn = replace(hat, person_id=person_id)
        if hat.is_staff and hat.school is not None and account is not None:
            try:
                lesson_of(worn, hat.school.id, lesson_id)
            except (Unknown, PermissionDenied):
                continue
            return Actor(f"{account.person.full_name}, {hat.title}", person_id, hat.key), worn
    return None
