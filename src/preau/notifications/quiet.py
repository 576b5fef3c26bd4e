"""Calm hours: when nothing rings. Pure functions over civil time.

The night and the week-end of a school (circular of 10 July 2025; hours are settings, since accounts of it differ on the
Friday's), and those that a person adds. Writing never waits; what is told waits for the first moment that is calm for
nobody concerned.
"""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, replace

FRIDAY = 4
FIRST_DIGEST, LAST_DIGEST, DEFAULT_DIGEST = dt.time(7), dt.time(20), dt.time(18, 30)
"""The hours between which a digest leaves, and when it does for whoever chose none."""
_MOST = 40  # ends of calm hours looked at: a fortnight of nights, and more


@dataclass(frozen=True, slots=True)
class Calm:
    """Calm hours: each night from `night_from` to `night_to` of the next morning; with `weekend`, from Friday at
    `weekend_from` to Monday's morning. `timetable_from`: when changes of timetable may ring in the morning.
    """

    night_from: dt.time = dt.time(20)
    night_to: dt.time = dt.time(7)
    weekend: bool = True
    weekend_from: dt.time = dt.time(20)
    timetable_from: dt.time = dt.time(7)

    def for_timetable(self) -> "Calm":
        """The same for a lesson that moves today: the night ends when the head says, if that is earlier."""
        return replace(self, night_to=min(self.night_to, self.timetable_from))

    def end_of(self, local: dt.datetime) -> dt.datetime | None:
        """When the calm that holds at this civil moment ends; None when none holds."""
        day, time = local.date(), local.time()
        if self.weekend:
            weekday = day.weekday()
            if (weekday == FRIDAY and time >= self.weekend_from) or weekday > FRIDAY:
                return dt.datetime.combine(day + dt.timedelta(days=7 - weekday), self.night_to)
        if time < self.night_to:
            return dt.datetime.combine(day, self.night_to)
        if time >= self.night_from:
            return dt.datetime.combine(day + dt.timedelta(days=1), self.night_to)
        return None


DEFAULT = Calm()


def rings_at(moment: dt.datetime, calms: Sequence[Calm], timezone: str) -> dt.datetime:
    """The first moment from this one on that none of these calms holds; the same moment when none does.

    Calms that together never end (a person's day against a school's) leave the first one's end: the school's.
    """
    zone = zoneinfo.ZoneInfo(timezone)
    local = moment.astimezone(zone).replace(tzinfo=None)
    start = local
    for _turn in range(_MOST):
        ends = [end for one in calms if (end := one.end_of(local)) is not None]
        if not ends:
            break
        local = max(ends)
    else:
        return rings_at(moment, calms[:1], timezone) if len(calms) > 1 else moment
    return moment if local == start else local.replace(tzinfo=zone).astimezone(dt.UTC)
