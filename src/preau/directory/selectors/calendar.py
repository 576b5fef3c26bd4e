"""Reads of school years, terms and holidays."""

import datetime as dt
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.directory.calendar import public_holidays, year_of
from preau.directory.models import GradingPeriod, School, SchoolHoliday, SchoolYear
from preau.kernel import clock

SATURDAY, SUNDAY = 5, 6


def school_year_on(day: dt.date) -> SchoolYear | None:
    """The school year that holds this day, None when it was not made yet."""
    return SchoolYear.objects.filter(year=year_of(day)).first()


def holidays_of_zone(zone: str, year: int) -> Sequence[SchoolHoliday]:
    """Holidays of a zone in a school year, in order of time."""
    return list(SchoolHoliday.objects.filter(zone=zone, school_year_id=year).order_by("starts_on"))


def holidays_of_year(year: int) -> Sequence[SchoolHoliday]:
    """Holidays of all zones in a school year, by zone and time."""
    return list(SchoolHoliday.objects.filter(school_year_id=year).order_by("zone", "starts_on"))


def is_school_day(school: School, day: dt.date, *, saturday: bool = False) -> bool:
    """Whether classes may be held that day in this school: no weekend, public holiday or holiday of its zone.

    `saturday`: the school holds classes on Saturdays. A zone whose holidays were not recorded has none.
    """
    if day.weekday() == SUNDAY or (day.weekday() == SATURDAY and not saturday):
        return False
    if day in public_holidays(day.year):
        return False
    return not SchoolHoliday.objects.filter(
        zone=school.authority.holiday_zone, starts_on__lte=day, ends_on__gte=day
    ).exists()


LONGEST_WAIT = 120
"""Days after which a calendar that never opens is not believed."""


def next_school_day(school: School, day: dt.date) -> dt.date:
    """That day, or the first one after it, on which the school works from Monday to Friday: one read.

    A calendar without any such day within four months gives the day itself.
    """
    spans = SchoolHoliday.objects.filter(zone=school.authority.holiday_zone, ends_on__gte=day)
    away = list(spans.values_list("starts_on", "ends_on"))
    for after in range(LONGEST_WAIT):
        found = day + dt.timedelta(days=after)
        is_off = found.weekday() >= SATURDAY or found in public_holidays(found.year)
        if not is_off and not any(starts <= found <= ends for starts, ends in away):
            return found
    return day


@dataclass(frozen=True, slots=True)
class ComingHoliday:
    """Days without class, to come or under way."""

    name: str
    starts_on: dt.date
    ends_on: dt.date

    def is_now(self, today: dt.date) -> bool:
        """Whether that day is one of them."""
        return self.starts_on <= today


KEPT_SECONDS = 60.0
_coming: dict[tuple[str, dt.date], tuple[float, ComingHoliday | None]] = {}


def next_holiday(zone: str) -> ComingHoliday | None:
    """The holidays of a zone under way or next to come; None when none are recorded.

    The same for everyone and changed once a year, it is remembered for a minute by each process: a calendar that the
    operator has just recorded shows a minute later at most.
    """
    asked, now = (zone, clock.today()), time.monotonic()
    until, kept = _coming.get(asked, (0.0, None))
    if now >= until:
        row = SchoolHoliday.objects.filter(zone=zone, ends_on__gte=asked[1]).order_by("starts_on").first()
        kept = ComingHoliday(row.name, row.starts_on, row.ends_on) if row else None
        if len(_coming) > 100:
            _coming.clear()
        _coming[asked] = (now + KEPT_SECONDS, kept)
    return kept


def forget_holidays() -> None:
    """Read the calendar again at the next page: for who has just recorded it."""
    _coming.clear()


def grading_periods_of(school_id: uuid.UUID, year: int) -> Sequence[GradingPeriod]:
    """Terms of a school for a year, in their order."""
    return list(GradingPeriod.objects.filter(school_id=school_id, school_year_id=year).order_by("position"))


def grading_periods(school: School, year: int) -> Sequence[GradingPeriod]:
    """The same for a school at hand."""
    return grading_periods_of(school.pk, year)


def grading_period_on(school: School, day: dt.date) -> GradingPeriod | None:
    """The term that holds this day."""
    period: GradingPeriod | None = GradingPeriod.objects.filter(
        school=school, school_year_id=year_of(day), starts_on__lte=day, ends_on__gte=day
    ).first()
    return period
