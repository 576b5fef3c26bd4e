"""The school year of one school, as its lessons are dated by it."""

import datetime as dt
import functools
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from preau.directory.calendar import bounds_of, year_of
from preau.directory.models import School
from preau.kernel import clock, sql
from preau.kernel.remembered import Remembered
from preau.timetable.models import Slot
from preau.timetable.weeks import YearPlan, days_off


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without class, and why."""

    name: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Facts:
    """Days without class of a school, and the letters of its weeks, as they are kept."""

    pauses: Sequence[Pause] = ()
    letters: str = ""


_LETTERS = "letters"


@functools.lru_cache(maxsize=64)
def _statement(count: int) -> str:
    told = ", ".join(f"(%(school{number})s, %(zone{number})s)" for number in range(count))
    return f"""
        WITH told (school_id, zone) AS (VALUES {told})
        SELECT t.school_id, 'pause' AS kind, h.name, h.starts_on, h.ends_on
          FROM told t JOIN directory_schoolholiday h ON h.zone = t.zone
         WHERE h.starts_on <= %(last)s AND h.ends_on >= %(first)s
        UNION ALL SELECT t.school_id, 'pause', c.reason, c.starts_on, c.ends_on
          FROM told t JOIN news_closure c ON c.school_id = t.school_id
         WHERE c.starts_on <= %(last)s AND c.ends_on >= %(first)s
        UNION ALL SELECT t.school_id, '{_LETTERS}', w.letters, NULL, NULL
          FROM told t JOIN timetable_weeknames w ON w.school_id = t.school_id AND w.school_year_id = %(year)s
         ORDER BY 4"""  # noqa: S608 (ours)


def facts_of(zones: Mapping[uuid.UUID, str], first: dt.date, last: dt.date) -> dict[uuid.UUID, Facts]:
    """Holidays of the zone and closed days of these schools that touch these days, and the letters of the weeks of the
    school year that the last is in. `zones`: the zone of each. One read.
    """
    if not zones:
        return {}
    params: dict[str, Any] = {"first": first, "last": last, "year": year_of(last)}
    for place, (school_id, zone) in enumerate(zones.items()):
        params[f"school{place}"], params[f"zone{place}"] = sql.key(school_id), zone
    pauses: dict[uuid.UUID, list[Pause]] = {one: [] for one in zones}
    letters = dict.fromkeys(zones, "")
    for school_id, kind, text, starts_on, ends_on in sql.named_rows(_statement(len(zones)), params):
        number, starts, ends = sql.as_id(school_id), sql.as_day(starts_on), sql.as_day(ends_on)
        if kind == _LETTERS:
            letters[number] = text
        elif starts is not None and ends is not None:
            pauses[number].append(Pause(text, starts, ends))
    return {one: Facts(pauses[one], letters[one]) for one in zones}


def year_plan(school_id: uuid.UUID, year: int) -> YearPlan:
    """Letters of the weeks and days without class of a school year. Two reads."""
    zone = School.objects.values_list("authority__holiday_zone", flat=True).get(pk=school_id)
    facts = facts_of({school_id: zone}, *bounds_of(year))[school_id]
    return YearPlan(year, facts.letters, days_off(year, [(one.starts_on, one.ends_on) for one in facts.pauses]))


_known = Remembered(seconds=60, most=1000)


def with_timetables(school_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of these schools that have a timetable this school year.

    Changed once a year, it is remembered for a minute by each process: the home pages of schools that have none ask
    nothing. A first week that was just written shows a minute later at most.
    """
    return _known.those(school_ids, _with_slots)


def _with_slots(school_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    rows = Slot.objects.filter(school_id__in=school_ids, school_year_id=year_of(clock.today()))
    return set(rows.order_by().values_list("school_id", flat=True).distinct())


def forget_school(school_id: uuid.UUID) -> None:
    """Ask again about a school: it has a first week, or none any more."""
    _known.changed(school_id)


def forget_known() -> None:
    """Ask again about all schools."""
    _known.forget()
