"""Calm hours that hold: a school's, and those that people added."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import Q

from preau.directory.models import School
from preau.kernel import clock, scope, sql
from preau.notifications.enums import Timing
from preau.notifications.models import Habits, SchoolCalm
from preau.notifications.quiet import DEFAULT, Calm, rings_at


def calm_of(school_id: uuid.UUID | None) -> tuple[Calm, str]:
    """The calm hours of a school and its time zone; the platform's for what is of no school."""
    if school_id is None:
        return DEFAULT, settings.TIME_ZONE
    with scope.everything("when a school's people may be disturbed"):
        kept = SchoolCalm.objects.filter(school_id=school_id).first()
        timezone = School.objects.values_list("timezone", flat=True).get(pk=school_id)
    return calm_in(kept), timezone


def calm_in(kept: SchoolCalm | None) -> Calm:
    """The hours that a row says; the defaults without one."""
    if kept is None:
        return DEFAULT
    return Calm(kept.night_from, kept.night_to, kept.weekend, kept.weekend_from, kept.timetable_from)


def own_calm(habits: Habits) -> Calm | None:
    """The calm hours that somebody added to the school's; None when they added none."""
    if habits.night_from is None and not habits.weekend:
        return None
    # A night that was not added is none: from the last moment of a day to the first of the next.
    return Calm(habits.night_from or dt.time.max, habits.night_to or dt.time.min, habits.weekend)


def habits_with_calm(person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Calm]:
    """The calm hours that these people added, for those who added some. One read, however many they are."""
    asked: Iterable[Habits]
    added = Habits.objects.filter(Q(weekend=True) | ~Q(night_from=None))
    if sql.takes_many(person_ids):
        # Planned once, whatever their number.
        asked = added.extra(where=["person_id = ANY (%s)"], params=[list(person_ids)])
    else:
        asked = added.filter(person_id__in=person_ids)
    return {one.person_id: calm for one in asked if (calm := own_calm(one)) is not None}


def leaves_at(
    *, school_id: uuid.UUID | None, person_ids: Collection[uuid.UUID] = (), timing: str = Timing.ORDINARY,
    at: dt.datetime | None = None,
) -> dt.datetime:  # fmt: skip
    """When something sent now (or `at` a later moment) would ring at the earliest, for a writer to be told ("Partira
    lundi à 7 h").

    With people: when it would have rung for all of them.
    """
    now = at or clock.now()
    if timing == Timing.ALWAYS:
        return now
    calm, timezone = calm_of(school_id)
    if timing == Timing.TIMETABLE:
        calm = calm.for_timetable()
    own = set(habits_with_calm(person_ids).values()) if person_ids else set()
    return max([rings_at(now, [calm], timezone), *(rings_at(now, [calm, one], timezone) for one in own)])


def held_until(
    *, school_id: uuid.UUID | None, person_ids: Collection[uuid.UUID], at: dt.datetime
) -> dict[uuid.UUID, dt.datetime]:
    """Those of these people whose own calm hours hold at that moment, or at those that follow it without a break, and
    until when, the school's counted. One read where nobody added any.
    """
    own = habits_with_calm(person_ids)
    if not own:
        return {}
    calm, timezone = calm_of(school_id)
    ends = {mine: rings_at(at, [calm, mine], timezone) for mine in set(own.values())}
    return {person: ends[mine] for person, mine in own.items() if ends[mine] > at}
