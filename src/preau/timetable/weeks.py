"""From the regular week to days: school weeks, cycles, masks, days without class. Pure functions, no table read here.

A school week is numbered from 1, the week that holds 1 September, Monday first; a year has 53 of them, or 54. Which
week is "A" is written week by week in a text of letters, since schools alternate in several ways: `alternate` skips the
weeks without class, `by_iso_weeks` follows the numbers of almanacs, and an import gives the weeks one by one.
Hours are minutes after midnight on the school's clock.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from preau.directory.calendar import bounds_of, public_holidays

WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
MOST_WEEKS = 54
EVERY_WEEK = sum(1 << number for number in range(1, MOST_WEEKS + 1))
"""The mask of a slot that no week is left out of: bit i is school week i."""
LETTERS = "ABCDEFGH"
NO_LETTER = "-"
MIDNIGHT = 24 * 60
WORKED = range(1, 6)
"""Monday to Friday: a week where all are off takes no letter."""

Span = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Regular:
    """A place in the regular week: a weekday (1 is Monday), hours, from a day to a day, both counted.

    `letters`: the weeks of the cycle it is held in, none for all; `weeks`: its mask, both must agree.
    """

    weekday: int
    starts: int
    ends: int
    first_on: dt.date
    last_on: dt.date
    letters: str = ""
    weeks: int = EVERY_WEEK


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A school year of one school: the letter of each of its weeks from the first, and its days without class."""

    year: int
    letters: str = ""
    off: frozenset[dt.date] = field(default_factory=frozenset)

    def letter(self, week: int) -> str:
        """The letter of a school week; empty when it has none."""
        found = self.letters[week - 1 : week]
        return "" if found == NO_LETTER else found


def first_monday(year: int) -> dt.date:
    """The Monday of school week 1; of the last days of August when 1 September is no Monday."""
    start, _end = bounds_of(year)
    return start - (start.isoweekday() - 1) * DAY


def week_of(year: int, day: dt.date) -> int:
    """The number of the school week that holds a day of that school year."""
    return (day - first_monday(year)).days // 7 + 1


def weeks_in(year: int) -> int:
    """How many weeks a school year has, the first and the last counted however short."""
    return week_of(year, bounds_of(year)[1])


def days_of_spans(spans: Iterable[Span]) -> Iterator[dt.date]:
    """Each day of these spans, both ends counted."""
    for first, last in spans:
        for after in range((last - first).days + 1):
            yield first + after * DAY


def days_off(year: int, spans: Iterable[Span]) -> frozenset[dt.date]:
    """Days without class of a school year: public holidays, and these spans (holidays of the zone, closures)."""
    first, last = bounds_of(year)
    public = {*public_holidays(year), *public_holidays(year + 1)}
    return frozenset(day for day in (*public, *days_of_spans(spans)) if first <= day <= last)


def alternate(year: int, letters: str, off: frozenset[dt.date], first: dt.date | None = None) -> str:
    """Letters one after the other, from the week of `first` on; weeks without any class Monday to Friday take none.

    So that two A never follow each other, whatever the holidays.
    """
    monday, told, turn = first_monday(year), [], 0
    start, end = bounds_of(year)
    for _number in range(weeks_in(year)):
        days = [monday + (weekday - 1) * DAY for weekday in WORKED]
        is_held = any(start <= day <= end and day not in off for day in days)
        if is_held and (first is None or monday + 6 * DAY >= first):
            told.append(letters[turn % len(letters)])
            turn += 1
        else:
            told.append(NO_LETTER)
        monday += WEEK
    return "".join(told)


def by_iso_weeks(year: int, letters: str) -> str:
    """Letters by the number of each week in almanacs (ISO 8601), the first for week 1.

    After a week 53 comes a week 1: of two letters, the same one twice.
    """
    monday = first_monday(year)
    numbers = [(monday + place * WEEK).isocalendar().week for place in range(weeks_in(year))]
    return "".join(letters[(number - 1) % len(letters)] for number in numbers)


def fault_of(slot: Regular, year: int, cycle: str = "") -> str:
    """What makes no sense in a slot of that year, in words; empty when nothing does.

    `cycle`: letters that the school's weeks have.
    """
    first, last = bounds_of(year)
    if not 1 <= slot.weekday <= 7:
        return _("Le jour doit être un jour de la semaine, du lundi au dimanche.")
    if not 0 <= slot.starts < MIDNIGHT or not 0 < slot.ends <= MIDNIGHT:
        return _("Les heures doivent être celles d’une journée, de 0 h à 24 h.")
    if slot.ends <= slot.starts:
        return _("Le cours finit avant de commencer : vérifiez les heures.")
    if slot.last_on < slot.first_on:
        return _("Le dernier jour vient avant le premier : vérifiez les dates.")
    if slot.last_on < first or slot.first_on > last:
        return _("Les dates ne sont pas dans cette année scolaire.")
    if slot.weeks < 0 or slot.weeks & ~EVERY_WEEK or (slot.weeks >> (weeks_in(year) + 1) and slot.weeks != EVERY_WEEK):
        return _("Des semaines demandées sont hors de l’année scolaire.")
    if not slot.weeks:
        return _("Choisissez au moins une semaine.")
    if strange := sorted(set(slot.letters) - set(cycle)):
        return _("Cet établissement n’a pas de semaine %(letter)s.") % {"letter": strange[0]}
    return ""


def days_of(slot: Regular, plan: YearPlan, since: dt.date, until: dt.date) -> Iterator[dt.date]:
    """The days on which a slot is held, between two days, both counted, in order."""
    start, end = bounds_of(plan.year)
    day = max(since, slot.first_on, start)
    last = min(until, slot.last_on, end)
    day += ((slot.weekday - day.isoweekday()) % 7) * DAY
    while day <= last:
        if is_held(slot, plan, day):
            yield day
        day += WEEK


def is_held(slot: Regular, plan: YearPlan, day: dt.date) -> bool:
    """Whether a slot is held on one of its weekdays: the week is of its mask and its cycle, and the school is open."""
    week = week_of(plan.year, day)
    if not slot.weeks >> week & 1 or day in plan.off:
        return False
    letter = plan.letter(week)
    return not slot.letters or (bool(letter) and letter in slot.letters)


def mask_of(weeks: Iterable[int]) -> int:
    """The mask of these school weeks."""
    mask = 0
    for week in weeks:
        mask |= 1 << week
    return mask


def weeks_of(mask: int) -> list[int]:
    """The school weeks of a mask, in order."""
    return [week for week in range(MOST_WEEKS + 1) if mask >> week & 1]


def moment_of(day: dt.date, minutes: int, zone: str) -> dt.datetime:
    """The moment, in UTC, when the school's clock shows that hour.

    In spring, an hour that clocks skip is the one they show instead; in autumn, an hour shown twice is the first.
    """
    wall = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)
    return wall.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)


def span_of(day: dt.date, starts: int, ends: int, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """When a lesson begins and ends, in UTC; never ends before it begins, even in an hour that clocks skip."""
    first = moment_of(day, starts, zone)
    return first, max(first, moment_of(day, ends, zone))


def clock_of(moment: dt.datetime, zone: str) -> tuple[dt.date, int]:
    """The day, and the minutes after midnight, that the school's clock shows at a moment."""
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    return local.date(), local.hour * 60 + local.minute
