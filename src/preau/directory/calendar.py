"""Dates of a school year: pure functions and the few known facts, no table read here.

Known holidays are only those the builders could source; all others come from the official open dataset
`fr-en-calendrier-scolaire` (its CSV export), by `preau school_calendar FILE` or the console.
"""

import csv
import datetime as dt
import io
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from preau.directory.enums import HolidayZone

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """Days without class in a zone: first and last day both counted. `year` is the civil year the school year began."""

    zone: str
    year: int
    name: str
    starts_on: dt.date
    ends_on: dt.date


def year_of(day: dt.date) -> int:
    """The school year that holds this day, named by the civil year it begins in: it begins on 1 September."""
    return day.year if day.month >= 9 else day.year - 1


def bounds_of(year: int) -> tuple[dt.date, dt.date]:
    """First and last day of a school year."""
    return dt.date(year, 9, 1), dt.date(year + 1, 8, 31)


def easter(year: int) -> dt.date:
    """Easter Sunday of a Gregorian year (the anonymous algorithm published in Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def public_holidays(year: int) -> dict[dt.date, str]:
    """The eleven public holidays of a civil year (Code du travail, art. L3133-1), by day, named in French.

    Days kept only in Alsace-Moselle or overseas are not in it.
    """
    sunday = easter(year)
    return {
        dt.date(year, 1, 1): "Jour de l’an",
        sunday + DAY: "Lundi de Pâques",
        dt.date(year, 5, 1): "Fête du Travail",
        dt.date(year, 5, 8): "Victoire de 1945",
        sunday + 39 * DAY: "Ascension",
        sunday + 50 * DAY: "Lundi de Pentecôte",
        dt.date(year, 7, 14): "Fête nationale",
        dt.date(year, 8, 15): "Assomption",
        dt.date(year, 11, 1): "Toussaint",
        dt.date(year, 11, 11): "Armistice de 1918",
        dt.date(year, 12, 25): "Noël",
    }


def away(zone: str, year: int, name: str, leaves: dt.date, returns: dt.date) -> Holiday:
    """A holiday as the ministry gives it: it begins after the classes of a day, ends on the morning of another."""
    return Holiday(zone, year, name, leaves + DAY, returns - DAY)


# Zone A, 2025-2026. Zones B and C, and 2026-2027, are left to the official dataset rather than guessed.
KNOWN_HOLIDAYS: tuple[Holiday, ...] = (
    away(HolidayZone.A, 2025, "Vacances de la Toussaint", dt.date(2025, 10, 18), dt.date(2025, 11, 3)),
    away(HolidayZone.A, 2025, "Vacances de Noël", dt.date(2025, 12, 20), dt.date(2026, 1, 5)),
    away(HolidayZone.A, 2025, "Vacances d’hiver", dt.date(2026, 2, 7), dt.date(2026, 2, 23)),
    away(HolidayZone.A, 2025, "Vacances de printemps", dt.date(2026, 4, 4), dt.date(2026, 4, 20)),
    Holiday(HolidayZone.A, 2025, "Pont de l’Ascension", dt.date(2026, 5, 15), dt.date(2026, 5, 16)),
    away(HolidayZone.A, 2025, "Vacances d’été", dt.date(2026, 7, 4), dt.date(2026, 9, 1)),
)

_ZONES = {"Zone A": HolidayZone.A, "Zone B": HolidayZone.B, "Zone C": HolidayZone.C}


class UnreadableCalendar(ValueError):
    """The file is not an export of the school calendar; the message says which line and why."""


def _day(text: str) -> dt.date:
    """A date, or a moment given in UTC: midnight in Paris is the evening before in UTC."""
    if "T" not in text:
        return dt.date.fromisoformat(text)
    moment = dt.datetime.fromisoformat(text)
    return moment.astimezone(PARIS).date() if moment.tzinfo else moment.date()


def read_dataset(text: str) -> list[Holiday]:
    """The holidays of zones A, B and C in a CSV export of `fr-en-calendrier-scolaire`, each once, sorted.

    Columns used: description, start_date, end_date, zones, annee_scolaire (population when present: lines for teachers
    only are skipped). Lines of other zones are skipped. Raises UnreadableCalendar with the line number.
    """
    lines = text.removeprefix("\ufeff")
    delimiter = ";" if ";" in lines.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(lines), delimiter=delimiter)
    needed = {"description", "start_date", "end_date", "zones", "annee_scolaire"}
    if missing := needed - set(reader.fieldnames or ()):
        raise UnreadableCalendar(f"ligne 1 : il manque {', '.join(sorted(missing))}")
    return sorted(set(_holidays(reader)))


def _holidays(rows: Iterable[dict[str, str]]) -> Iterator[Holiday]:
    for number, row in enumerate(rows, start=2):
        zone = _ZONES.get((row["zones"] or "").strip())
        if zone is None or (row.get("population") or "").strip() == "Enseignants":
            continue
        try:
            year = int(row["annee_scolaire"][:4])
            name = row["description"].strip()
            first = _day(row["start_date"].strip())
            back = _day(row["end_date"].strip()) if (row["end_date"] or "").strip() else first
            holiday = (
                away(zone, year, name, first, back)
                if name.lower().startswith("vacances")
                else Holiday(zone, year, name, first, back - DAY if back > first else first)
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise UnreadableCalendar(f"ligne {number} : {error}") from None
        if holiday.ends_on < holiday.starts_on:
            # "Début des vacances d'été" gives one moment only: the holiday runs to the end of the school year.
            holiday = Holiday(zone, year, name, holiday.starts_on, bounds_of(year)[1])
        yield holiday
