"""A week of lessons, day by day, as a page shows it; and what comes next."""

import datetime as dt
import functools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from preau.access.public import capital
from preau.directory.calendar import bounds_of, public_holidays, year_of
from preau.kernel import clock
from preau.kernel.steps import Steps, in_steps
from preau.timetable.selectors.plan import Facts, Pause, facts_of, with_timetables
from preau.timetable.selectors.reading import Line, Whose, coming_lessons, lessons_of_all
from preau.timetable.texts import hour_of
from preau.timetable.weeks import DAY, YearPlan, clock_of, week_of
from preau.ui import wording

SATURDAY = 6


MOST_BANDS, LONGEST = 16, 8
"""Hours at which lessons of a week begin, and rows that one takes, as the style sheet knows them; later ones share."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Lessons that begin together: in which row of the week (from 1), and over how many."""

    band: int
    span: int
    lines: Sequence[Line]

    @property
    def place(self) -> str:
        """Where it stands, as the style sheet says it."""
        return f"at-{self.band} for-{self.span}" if self.span > 1 else f"at-{self.band}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a page; `pause`: why no class is held."""

    day: dt.date
    lines: Sequence[Line]
    pause: str = ""
    is_today: bool = False
    cells: Sequence[Cell] = ()

    @property
    def short(self) -> str:
        """The day, where there is little room: "ven."."""
        return f"{WEEKDAYS_ABBR[self.day.weekday()]}."

    @property
    def title(self) -> str:
        """The day, as a heading says it."""
        return capital(wording.long_date(self.day))


@dataclass(frozen=True, slots=True)
class Week:
    """Days from Monday to Friday, and the week-end's where something is held; `chosen`: the one shown on a phone;
    `minutes`: after midnight, on the clock of its school.
    """

    whose: Whose
    days: Sequence[Day]
    chosen: dt.date
    letter: str
    minutes: int = 0

    @property
    def monday(self) -> dt.date:
        """Its first day."""
        return self.days[0].day

    @property
    def chosen_day(self) -> Day:
        """The one shown on a phone."""
        return next(one for one in self.days if one.day == self.chosen)

    @property
    def hours(self) -> Sequence[tuple[int, str]]:
        """The hours at which lessons begin, in minutes and in words: the rows of its grid."""
        found = sorted({line.starts for one in self.days for line in one.lines})[:MOST_BANDS]
        return [(one, hour_of(one)) for one in found]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is held."""
        return not any(one.lines for one in self.days)


def weeks_with(all_whose: Sequence[Whose], day: dt.date, *, is_day: bool = False) -> list[Week]:
    """The week that holds a day, of each of them (of one kind); `is_day`: its lessons of that day alone. Two reads."""
    monday = day - (day.isoweekday() - 1) * DAY
    sunday = monday + 6 * DAY
    found = lessons_of_all(all_whose, *((day, day) if is_day else (monday, sunday)))
    facts = facts_of({one.school_id: one.zone for one in all_whose}, monday, sunday)
    return [_week(whose, lines, day, monday, facts[whose.school_id]) for whose, lines in found.items()]


def _week(whose: Whose, lines: Sequence[Line], day: dt.date, monday: dt.date, facts: Facts) -> Week:
    today, days = clock.today(), []
    hours = sorted({one.starts for one in lines})
    for after in range(7):
        one = monday + after * DAY
        there = [line for line in lines if line.day == one]
        if one.isoweekday() < SATURDAY or there or one == day:
            days.append(Day(one, there, _pause(one, facts.pauses), one == today, _cells(there, hours)))
    year = year_of(monday + 6 * DAY)
    letter = YearPlan(year, facts.letters).letter(week_of(year, monday))
    return Week(whose, days, day, letter, clock_of(clock.now(), whose.clock)[1])


def _cells(lines: Sequence[Line], hours: Sequence[int]) -> list[Cell]:
    """A day's lessons by the hour they begin at, among the hours of the week: a long one goes over several rows."""
    by_band: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_band[min(bisect_left(hours, line.starts) + 1, MOST_BANDS)].append(line)
    bands, cells = sorted(by_band), []
    for place, band in enumerate(bands):
        there = by_band[band]
        until = bands[place + 1] if place + 1 < len(bands) else len(hours) + 1
        last = max(line.ends for line in there)
        span = bisect_left(hours, last, band - 1, min(until, MOST_BANDS + 1) - 1) - band + 1
        cells.append(Cell(band, min(max(span, 1), LONGEST), there))
    return cells


_public = functools.lru_cache(maxsize=8)(public_holidays)


def _pause(day: dt.date, pauses: Sequence[Pause]) -> str:
    if found := _public(day.year).get(day):
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
    is_today: bool
    now: Line | None
    next: Sequence[Line]

    @property
    def title(self) -> str:
        """Whose, and of when, as a heading says it."""
        when = _("maintenant et ensuite") if self.is_today else wording.long_date(self.day)
        return f"{self.whose.label} – {when}" if self.whose.label else capital(when)


AHEAD = 3
"""Days within which the next lesson is looked for."""
SHOWN, SHOWN_OF_SEVERAL = 4, 2
"""Lessons to come that a home page tells, of one person and of each of several."""


@in_steps
def coming_of(all_whose: Sequence[Whose]) -> Steps[list[Coming]]:
    """Now and next of each of them, of today or of the next day with lessons; nothing of who has none soon.

    One read for each clock, almost always one; none in schools without timetable.
    """
    there = with_timetables({one.school_id for one in all_whose})
    now, by_zone = clock.now(), defaultdict[str, list[Whose]](list)
    for one in all_whose:
        if one.school_id in there:
            by_zone[one.clock].append(one)
    most = SHOWN if len(all_whose) < 2 else SHOWN_OF_SEVERAL
    told: dict[Whose, Coming | None] = {}
    for zone, some in by_zone.items():
        today, minutes = clock_of(now, zone)
        lines = yield from coming_lessons.steps(some, today, minutes, today + AHEAD * DAY)
        told |= {one: _coming(one, lines[one], today, minutes, most) for one in some}
    return [found for one in all_whose if (found := told.get(one)) is not None]


def _coming(whose: Whose, lines: Sequence[Line], today: dt.date, minutes: int, most: int) -> Coming | None:
    left = [one for one in lines if one.day > today or (one.day == today and one.ends > minutes)]
    if not left:
        return None
    day = left[0].day
    theirs = [one for one in left if one.day == day]
    now = next((one for one in theirs if day == today and one.starts <= minutes and not one.is_gone), None)
    return Coming(whose, day, day == today, now, [one for one in theirs if one is not now][:most])
