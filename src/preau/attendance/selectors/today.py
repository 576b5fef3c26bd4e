"""Vie scolaire's day so far: roll calls not done, pupils missing and not explained, late arrivals. Written by hand: the
page is open all day on several desks, and asked again at each change.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.attendance.enums import Origin, State, reason_words
from preau.attendance.selectors.board import school_followed
from preau.attendance.selectors.rolls import rolls_of
from preau.directory.calendar import year_of
from preau.kernel import clock, sql
from preau.kernel.text import fold
from preau.timetable.public import Held, clock_of, hour_of
from preau.ui import wording


class Missing(NamedTuple):
    """A pupil who is away. `since`: in words; `is_now`: not seen again; `times`: how often the family was asked;
    `told`: that, in words; `reason`: empty when nobody explained.
    """

    id: uuid.UUID
    name: str
    homeroom: str
    since: str
    is_now: bool
    times: int
    told: str
    reason: str


class Late(NamedTuple):
    """A pupil who came late to a lesson. `id`: of what was noted."""

    id: uuid.UUID
    name: str
    homeroom: str
    minutes: int
    hour: str


@dataclass(frozen=True, slots=True)
class Board:
    """A day so far. `due`: lessons under way (or begun, when the whole day is asked for) whose roll nobody called;
    `called`: those called.
    """

    hour: str
    due: Sequence[Held]
    called: int
    missing: Sequence[Missing]
    explained: Sequence[Missing]
    late: Sequence[Late]


# Names and classes one by one, by a key: joined, the server reads those of the whole school for the few who are away,
# and makes a plan anew for each day.
_WHO = """
    (SELECT p.family_name || ' ' || p.given_name FROM directory_person p WHERE p.id = {row}.pupil_id),
    (SELECT h.label FROM directory_homeroom h WHERE h.id = (
       SELECT e.homeroom_id FROM directory_enrollment e
        WHERE e.school_id = {row}.school_id AND e.student_id = {row}.pupil_id AND e.school_year_id = %(year)s
          AND e.left_on IS NULL LIMIT 1))"""
_AWAY = f"""
    SELECT a.id, {_WHO.format(row="a")}, a.first_on, a.starts, a.last_on, a.ends,
           a.origin, a.reason, a.is_over, a.told, a.told_at
      FROM attendance_absence a
     WHERE a.school_id = %(school)s AND a.last_on >= %(today)s AND a.first_on <= %(today)s AND NOT a.is_void"""  # noqa: S608
_LATE = f"""
    SELECT m.id, {_WHO.format(row="m")}, m.minutes, r.starts
      FROM attendance_mark m JOIN attendance_rollcall r ON r.id = m.roll_call_id
     WHERE m.school_id = %(school)s AND m.day = %(today)s AND m.state = '{State.LATE.value}'"""  # noqa: S608


class _Away(NamedTuple):
    id: uuid.UUID
    name: str
    homeroom: str
    first_on: dt.date
    starts: int
    last_on: dt.date
    ends: int
    origin: str
    reason: str
    is_over: bool
    told: int
    told_at: dt.datetime | None


def board_of(hat: Hat, *, whole: bool = False) -> Board:
    """Today, in the hat's school; `whole`: with all rolls of the day so far. Four reads."""
    school_id, zone = school_followed(hat)
    today, minutes = clock_of(clock.now(), zone)
    lessons, called = rolls_of(school_id, today, None if whole else minutes)
    begun = [one for one in lessons if one.starts <= minutes and one.pupils]
    params = {"school": sql.key(school_id), "year": year_of(today), "today": today}
    stretches: dict[tuple[Any, ...], str] = {}
    away = [_missing(_away(row), today, stretches) for row in sql.rows_by_one_plan(_AWAY, params)]
    away.sort(key=lambda one: (not one.is_now, fold(one.name)))
    late = [
        (starts, Late(sql.as_id(number), name, label or "", lost, hour_of(starts)))
        for number, name, label, lost, starts in sql.named_rows(_LATE, params)
    ]
    late.sort(key=lambda one: (-one[0], fold(one[1].name)))
    return Board(
        hour_of(minutes), [one for one in begun if one.id not in called], sum(one.id in called for one in begun),
        [one for one in away if not one.reason], [one for one in away if one.reason], [one for _starts, one in late],
    )  # fmt: skip


def _away(row: Sequence[Any]) -> _Away:
    number, name, label, first, starts, last, ends, origin, reason, is_over, told, told_at = row
    first_on, last_on = sql.as_day(first), sql.as_day(last)
    assert first_on is not None and last_on is not None
    return _Away(
        sql.as_id(number), name, label or "", first_on, starts, last_on, ends, origin, reason,
        bool(is_over), told, sql.as_moment(told_at),
    )  # fmt: skip


def _missing(one: _Away, today: dt.date, stretches: dict[tuple[Any, ...], str]) -> Missing:
    """`stretches`: those said on this page: most are away for the same hours."""
    is_closed = one.origin == Origin.ANNOUNCED or one.is_over
    stretch = (one.first_on, one.starts, one.last_on, one.ends, today, is_closed)
    if (words := stretches.get(stretch)) is None:
        words = stretches[stretch] = _stretch(*stretch)
    told = _told(one.told, wording.hour(one.told_at)) if one.told and one.told_at else ""
    return Missing(one.id, one.name, one.homeroom, words, not one.is_over, one.told, told, reason_words(one.reason))


@wording.said_once
def _stretch(first_on: dt.date, starts: int, last_on: dt.date, ends: int, today: dt.date, is_closed: bool) -> str:
    since = hour_of(starts) if first_on == today else wording.long_date(first_on)
    if not is_closed:
        return _("depuis %(since)s") % {"since": since}
    until = hour_of(ends) if last_on == today else wording.long_date(last_on)
    return _("%(since)s – %(until)s") % {"since": since, "until": until}


@wording.said_once
def _told(times: int, hour: str) -> str:
    if times == 1:
        return _("famille prévenue à %(hour)s") % {"hour": hour}
    return _("famille prévenue %(times)s fois, à %(hour)s") % {"times": times, "hour": hour}
