"""The school year of one school, as its lessons are dated by it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from preau.directory.calendar import bounds_of, year_of
from preau.directory.models import School
from preau.kernel import sql
from preau.timetable.weeks import YearPlan, days_off


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without class, and why."""

    name: str
    starts_on: dt.date
    ends_on: dt.date


_LETTERS = "letters"
_FACTS = f"""
    SELECT 'pause' AS kind, name, starts_on, ends_on FROM directory_schoolholiday
     WHERE zone = %(zone)s AND starts_on <= %(last)s AND ends_on >= %(first)s
    UNION ALL SELECT 'pause', reason, starts_on, ends_on FROM news_closure
     WHERE school_id = %(school)s AND starts_on <= %(last)s AND ends_on >= %(first)s
    UNION ALL SELECT '{_LETTERS}', letters, NULL, NULL FROM timetable_weeknames
     WHERE school_id = %(school)s AND school_year_id = %(year)s
    ORDER BY 3"""  # noqa: S608 (ours)


def facts_of(school_id: uuid.UUID, zone: str, first: dt.date, last: dt.date) -> tuple[list[Pause], str]:
    """Holidays of the zone and days without class of the school that touch these days, and the letters of the weeks of
    the school year that the last is in. One read.
    """
    rows = sql.named_rows(
        _FACTS,
        {"school": sql.key(school_id), "zone": zone, "first": first, "last": last, "year": year_of(last)},
    )
    pauses, letters = [], ""
    for kind, text, starts_on, ends_on in rows:
        starts, ends = sql.as_day(starts_on), sql.as_day(ends_on)
        if kind == _LETTERS:
            letters = text
        elif starts is not None and ends is not None:
            pauses.append(Pause(text, starts, ends))
    return pauses, letters


def year_plan(school_id: uuid.UUID, year: int) -> YearPlan:
    """Letters of the weeks and days without class of a school year. Two reads."""
    zone = School.objects.values_list("authority__holiday_zone", flat=True).get(pk=school_id)
    pauses, letters = facts_of(school_id, zone, *bounds_of(year))
    return YearPlan(year, letters, days_off(year, [(one.starts_on, one.ends_on) for one in pauses]))
