"""A week of lessons, day by day, as a page shows it; and what comes next."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preau.access.public import capital
from preau.directory.calendar import bounds_of, public_holidays, year_of
from preau.kernel import clock
from preau.timetable.selectors.plan import Pause, facts_of
from preau.timetable.selectors.reading import Line, Whose, lessons_of_all
from preau.timetable.weeks import DAY, YearPlan, clock_of, week_of
from preau.ui import wording

SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a page; `pause`: why no class is held."""

    day: dt.date
    lines: Sequence[Line]
    pause: str = ""
    is_today: bool = False

    @property
    def title(self) -> str:
        """The day, as a heading says it."""
        return capital(wording.long_date(self.day))


@dataclass(frozen=True, slots=True)
class Week:
    """Days from Monday to Friday, and the week-end's where something is held; `chosen`: the one shown on a phone."""

    whose: Whose
    days: Sequence[Day]
    chosen: dt.date
    letter: str

    @property
    def monday(self) -> dt.date:
        """Its first day."""
        return self.days[0].day

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is held."""
        return not any(one.lines for one in self.days)


def weeks_with(all_whose: Sequence[Whose], day: dt.date) -> list[Week]:
    """The week that holds a day, of each of them (of one kind). One read, and one more for each."""
    monday = day - (day.isoweekday() - 1) * DAY
    found = lessons_of_all(all_whose, monday, monday + 6 * DAY)
    return [_week(whose, lines, day, monday) for whose, lines in found.items()]


def _week(whose: Whose, lines: Sequence[Line], day: dt.date, monday: dt.date) -> Week:
    sunday = monday + 6 * DAY
    pauses, letters = facts_of(whose.school_id, whose.zone, monday, sunday)
    year, today, days = year_of(sunday), clock.today(), []
    for after in range(7):
        one = monday + after * DAY
        there = [line for line in lines if line.day == one]
        if one.isoweekday() < SATURDAY or there or one == day:
            days.append(Day(one, there, _pause(one, pauses), one == today))
    return Week(whose, days, day, YearPlan(year, letters).letter(week_of(year, monday)))


def _pause(day: dt.date, pauses: Sequence[Pause]) -> str:
    if found := public_holidays(day.year).get(day):
        return found
    return next((one.name for one in pauses if one.starts_on <= day <= one.ends_on), "")


def within_reach(day: dt.date) -> dt.date:
    """A day that pages show: no further than the school year before, or after, that of today."""
    year = year_of(clock.today())
    return min(max(day, bounds_of(year - 1)[0]), bounds_of(year + 1)[1])


@dataclass(frozen=True, slots=True)
class Coming:
    """What a home page tells of the lessons of one person: the one under way, and those of the day that follow."""

    whose: Whose
    day: dt.date
    now: Line | None
    next: Sequence[Line]

    @property
    def title(self) -> str:
        """The day, as a heading says it."""
        return capital(wording.long_date(self.day))


PARIS = "Europe/Paris"
AHEAD = 7
"""Days within which the next lesson is looked for."""
SHOWN = 4


def coming_of(all_whose: Sequence[Whose], zones: Mapping[uuid.UUID, str]) -> list[Coming]:
    """Now and next of each of them, of today or of the next day with lessons; nothing of who has none within a week.

    `zones`: the clock of each school. One read.
    """
    today = clock.today()
    lines = lessons_of_all(all_whose, today - DAY, today + AHEAD * DAY)
    told = (_coming(whose, lines[whose], zones.get(whose.school_id, PARIS)) for whose in all_whose)
    return [one for one in told if one is not None]


def _coming(whose: Whose, lines: Sequence[Line], zone: str) -> Coming | None:
    today, minutes = clock_of(clock.now(), zone)
    left = [one for one in lines if one.day > today or (one.day == today and one.ends > minutes)]
    if not left:
        return None
    day = left[0].day
    theirs = [one for one in left if one.day == day]
    now = next((one for one in theirs if day == today and one.starts <= minutes and not one.is_gone), None)
    return Coming(whose, day, now, [one for one in theirs if one is not now][:SHOWN])
