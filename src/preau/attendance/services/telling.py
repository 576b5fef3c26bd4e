"""Telling families that a pupil is missing, teachers that a roll call is not done, open boards that they changed."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import About, Hat, Thing, can, present_pupils, relatives_of
from preau.attendance.models import Absence, RollCall
from preau.attendance.selectors.rolls import rolls_not_called
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.errors import Refused
from preau.directory.models import Affiliation, School
from preau.kernel import audit, clock, events, jobs, scope
from preau.kernel.actor import Actor
from preau.notifications.public import To, notify, withdraw
from preau.timetable.public import clock_of, held_on, span_of

REMIND_JOB = "attendance.remind"
ABSENT, ROLL_DUE = "attendance.absent", "attendance.roll_due"
CALLED = "attendance.called"
"""The event of a roll call: `absences`, which families are to be asked about."""
CHANGED = "attendance.changed"
"""The event that open boards hear."""
WATCHING = (Profile.STUDENT_LIFE, Profile.HEAD)
MOST_TOLD = 5
"""Times that a family is asked about one absence."""
GRACE = 10
"""Minutes after which a roll call that is not done is reminded."""
AHEAD = dt.timedelta(hours=25)
"""How far reminders are planned, once a day: the longest day, when clocks go back."""
IN_USE = dt.timedelta(days=14)
"""A school where no roll was called for so long does without: nobody is reminded."""


def matter_of(absence_id: uuid.UUID, time: int) -> str:
    """The key under which a family is asked about an absence, for the first time, the second…"""
    return f"attendance/{absence_id}/{time}"


def tell_later(school_id: uuid.UUID, absences: Collection[Absence]) -> None:
    """Have the families of these absences asked at once, and open boards of the school look again, by the worker."""
    events.publish(CALLED, {"absences": [str(one.pk) for one in absences]}, tenant=school_id)


def tell_board(school_id: uuid.UUID) -> None:
    """Have open boards of a school look again."""
    rows = Affiliation.objects.filter(school_id=school_id, state=AffiliationState.ACTIVE, profile__in=WATCHING)
    watching = set(rows.values_list("person_id", flat=True))
    if watching:
        events.publish(CHANGED, {}, tenant=school_id, audience=watching)


@transaction.atomic
def tell_families(*, actor: Actor, absence_ids: Iterable[uuid.UUID]) -> int:
    """Ask those concerned about absences that nobody explained and that were not asked about; how many notices."""
    rows = Absence.objects.select_for_update(of=("self",)).filter(
        pk__in=list(absence_ids), reason="", is_void=False, told=0
    )
    return _ask(actor, list(rows.order_by("pk")))[1]


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of absences whose families were to be asked: `families` asked; `already`: asked since the page was
    shown; `alone`: nobody is to be told of that pupil; the others were answered, or asked as often as may be.
    """

    families: int
    already: int = 0
    alone: int = 0
    others: int = 0


@transaction.atomic
def tell_again(*, actor: Actor, hat: Hat, school_id: uuid.UUID, shown: Mapping[uuid.UUID, int]) -> Asked:
    """Ask the families of chosen absences, for the first time or once more.

    `shown`: the absences, each with how many times its family had been asked, as the page said: one asked since, by a
    colleague or by the same button twice, is asked no more. What was explained meanwhile is left out. Raises
    PermissionDenied; Refused when nothing is chosen.
    """
    if not can(hat, Right.FOLLOW_ABSENCES, Thing(school_id)):
        raise PermissionDenied
    if not shown:
        raise Refused(_("Choisissez au moins un élève."))
    rows = Absence.objects.select_for_update(of=("self",)).filter(
        school_id=school_id, pk__in=list(shown), reason="", is_void=False
    )
    standing = list(rows.order_by("pk"))
    same = [one for one in standing if one.told == shown[one.pk]]
    chosen = [one for one in same if one.told < MOST_TOLD]
    asked, _notices = _ask(actor, chosen)
    if asked:
        audit.record(
            actor=actor, action="attendance.tell", tenant=school_id, subject="school", subject_id=school_id,
            data={"count": asked},
        )  # fmt: skip
        tell_board(school_id)
    already = len(standing) - len(same)
    return Asked(asked, already, len(chosen) - asked, len(shown) - already - len(chosen))


def _ask(actor: Actor, absences: Sequence[Absence]) -> tuple[int, int]:
    """Families asked, and notices; nothing is written of an absence that nobody is to be told of."""
    asked, notices, by_school = 0, 0, dict[uuid.UUID, list[Absence]]()
    for one in absences:
        by_school.setdefault(one.school_id, []).append(one)
    for school_id, some in by_school.items():
        pupils = present_pupils(school_id, [one.pupil_id for one in some])
        families = relatives_of(school_id, list(pupils.values()), About.ABSENCES)
        for one in some:
            to = [
                To(who.person.pk, who.profile, None if who.is_pupil else one.pupil_id)
                for who in families.get(one.pupil_id, ())
            ]  # fmt: skip
            if not to:
                continue
            if one.told:
                withdraw(actor=actor, key=matter_of(one.pk, one.told))
            one.told, one.told_at = one.told + 1, clock.now()
            one.save(update_fields=["told", "told_at"])
            asked += 1
            notices += notify(
                actor=actor, kind=ABSENT, key=matter_of(one.pk, one.told), to=to, school_id=school_id,
                data={"day": one.first_on.isoformat(), "starts": one.starts}, link=f"/absences/{one.pk}/",
            ).told  # fmt: skip
    return asked, notices


def take_back(actor: Actor, absences: Iterable[Absence]) -> None:
    """Take back what families were told of absences that were none."""
    for one in absences:
        if one.told:
            withdraw(actor=actor, key=matter_of(one.pk, one.told))


def plan_reminders() -> int:
    """For each school that calls rolls here, a reminder after the beginning of each hour of lessons not over, from now
    on and for a day, whatever day it is there; how many.
    """
    planned, now = 0, clock.now()
    with scope.everything("schools that call rolls"):
        schools = dict(School.objects.values_list("pk", "timezone"))
    for school_id, zone in schools.items():
        today = clock_of(now, zone)[0]
        with scope.use(scope.Scope.of([school_id])):
            if not RollCall.objects.filter(school_id=school_id, day__gte=today - IN_USE).exists():
                continue
            for day in (today, today + dt.timedelta(days=1)):
                planned += sum(
                    _plan(school_id, day, starts, at) for starts, at in _reminders(school_id, day, zone, now)
                )
    return planned


def _reminders(
    school_id: uuid.UUID, day: dt.date, zone: str, now: dt.datetime
) -> list[tuple[int, dt.datetime]]:  # fmt: skip
    """The hours at which lessons of a day begin, each with when it is reminded of."""
    ends: dict[int, int] = {}
    for one in held_on(school_id, day):
        ends[one.starts] = max(one.ends, ends.get(one.starts, 0))
    spans = [(starts, *span_of(day, starts, until, zone)) for starts, until in sorted(ends.items())]
    return [
        (starts, begins + dt.timedelta(minutes=GRACE)) for starts, begins, over in spans
        if over > now and begins + dt.timedelta(minutes=GRACE) < now + AHEAD
    ]  # fmt: skip


def _plan(school_id: uuid.UUID, day: dt.date, starts: int, at: dt.datetime) -> int:
    jobs.enqueue(
        REMIND_JOB, key=f"{REMIND_JOB}/{school_id}/{day.isoformat()}/{starts}", run_at=at, tenant=school_id,
        payload={"school": str(school_id)},
    )  # fmt: skip
    return 1


@transaction.atomic
def remind(*, actor: Actor, school_id: uuid.UUID) -> int:
    """Remind who gives a lesson begun ten minutes ago, and not over, of its roll call; once for each. How many."""
    zone = School.objects.values_list("timezone", flat=True).get(pk=school_id)
    today, minutes = clock_of(clock.now(), zone)
    due = [one for one in rolls_not_called(school_id, today, minutes - GRACE) if one.ends > minutes]
    taught = {number for one in due for number, _name in one.teachers}
    rows = Affiliation.objects.filter(
        school_id=school_id, state=AffiliationState.ACTIVE, person_id__in=taught, profile__in=sorted(STAFF_PROFILES)
    )
    profiles = dict(rows.values_list("person_id", "profile"))
    told = 0
    for one in due:
        to = [To(number, profiles[number]) for number, _name in one.teachers if number in profiles]
        ends_at = span_of(one.day, one.starts, one.ends, zone)[1]
        told += notify(
            actor=actor, kind=ROLL_DUE, key=f"attendance/roll/{one.id}/{one.starts}", to=to, school_id=school_id,
            data={"lesson": one.subject, "pupils": one.pupils, "starts": one.starts}, link=f"/appel/{one.id}/",
            expires_at=ends_at,
        ).told  # fmt: skip
    return told
