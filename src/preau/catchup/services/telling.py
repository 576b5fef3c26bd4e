"""Telling a pupil, and those who are told of their absences, that lessons are given to catch up.

One notice stands for a pupil: the next lesson given takes the place of the notice before it.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from preau.access.public import About, present_pupils, relatives_of
from preau.attendance.public import pupils_missing
from preau.catchup.models import CatchUp, Release
from preau.catchup.selectors.giving import SINCE, is_near
from preau.directory.enums import Profile
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.notifications.public import To, notify, withdraw_all
from preau.timetable.public import lessons_held

GIVEN = "catchup.given"
NEAR = dt.timedelta(days=1)
"""How long a notice about one lesson makes place for the next."""


def key_of(one: uuid.UUID) -> str:
    """The key under which one lesson given to one pupil is told."""
    return f"catchup/{one}"


def tell(actor: Actor, row: Release, given: Sequence[CatchUp]) -> None:
    """Tell those concerned of a lesson given to these pupils. In the transaction that gives it."""
    pupils = present_pupils(row.school_id, [one.pupil_id for one in given])
    if not pupils:
        return
    families = relatives_of(row.school_id, list(pupils.values()), About.ABSENCES)
    others = CatchUp.objects.filter(school_id=row.school_id, pupil_id__in=list(pupils)).exclude(release=row)
    before = others.filter(release__released_at__gte=clock.now() - NEAR).values_list("pk", flat=True)
    withdraw_all(actor=actor, keys=[key_of(one) for one in before])
    left = _left(row.school_id, others.filter(done_at=None).values_list("pupil_id", "release__lesson", "release__day"))
    for one in given:
        if one.pupil_id not in pupils:
            continue
        guardians = [
            To(who.person.pk, who.profile, one.pupil_id)
            for who in families.get(one.pupil_id, ()) if not who.is_pupil
        ]  # fmt: skip
        notify(
            actor=actor, kind=GIVEN, key=key_of(one.pk), school_id=row.school_id, link="/a-rattraper/",
            to=[*([] if pupils[one.pupil_id].suspended_at else [To(one.pupil_id, Profile.STUDENT.value)]), *guardians],
            data={
                "subject": row.subject, "day": row.day.isoformat(), "starts": row.starts,
                "count": 1 + left.get(one.pupil_id, 0),
            },
        )  # fmt: skip


def _left(school_id: uuid.UUID, rows: Iterable[tuple[uuid.UUID, uuid.UUID, dt.date]]) -> dict[uuid.UUID, int]:
    """Of lessons given to pupils and not done, how many the page of each shows: not those of another month, nor those
    whose absence was taken back. Five reads at most, whatever their number.
    """
    first = clock.today() - SINCE
    having: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for pupil, lesson, day in rows:
        if day >= first:
            having[lesson].add(pupil)
    held = [one for one in lessons_held(school_id, list(having)) if is_near(one.day)] if having else []
    return Counter(
        away.id for lesson, missing in pupils_missing(school_id, held).items()
        for away in missing if away.id in having[lesson]
    )  # fmt: skip
