"""Telling a pupil, and those who are told of their absences, that lessons are given to catch up.

One notice stands for a pupil: the next lesson given takes the place of the notice before it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Count, Q

from preau.access.public import About, present_pupils, relatives_of
from preau.catchup.models import CatchUp, Release
from preau.directory.enums import Profile
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.notifications.public import To, notify, withdraw

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
    theirs = CatchUp.objects.filter(school_id=row.school_id, pupil_id__in=list(pupils)).exclude(release=row)
    before: dict[uuid.UUID, list[uuid.UUID]] = {}
    for pupil, number in theirs.filter(release__released_at__gte=clock.now() - NEAR).values_list("pupil_id", "pk"):
        before.setdefault(pupil, []).append(number)
    more = dict(
        theirs.values("pupil_id").annotate(left=Count("pk", filter=Q(done_at=None))).order_by()
        .values_list("pupil_id", "left")
    )  # fmt: skip
    for one in given:
        if one.pupil_id not in pupils:
            continue
        for number in before.get(one.pupil_id, ()):
            withdraw(actor=actor, key=key_of(number))
        guardians = [
            To(who.person.pk, who.profile, one.pupil_id)
            for who in families.get(one.pupil_id, ()) if not who.is_pupil
        ]  # fmt: skip
        notify(
            actor=actor, kind=GIVEN, key=key_of(one.pk), school_id=row.school_id, link="/a-rattraper/",
            to=[*([] if pupils[one.pupil_id].suspended_at else [To(one.pupil_id, Profile.STUDENT.value)]), *guardians],
            data={
                "subject": row.subject, "day": row.day.isoformat(), "starts": row.starts,
                "count": 1 + more.get(one.pupil_id, 0),
            },
        )  # fmt: skip
