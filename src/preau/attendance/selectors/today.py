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


@dataclass(frozen=True, slots=True)
class Missing:
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


@dataclass(frozen=True, slots=True)
class Late:
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


_OF_A_CLASS = """
      JOIN directory_person p ON p.id = {row}.pupil_id
      LEFT JOIN directory_enrollment e ON e.school_id = {row}.school_id AND e.student_id = {row}.pupil_id
       AND e.school_year_id = %(year)s AND e.left_on IS NULL
      LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id"""
_AWAY = f"""
    SELECT a.id, p.family_name, p.given_name, h.label, a.first_on, a.starts, a.last_on, a.ends, a.origin, a.reason,
           a.is_over, a.told, a.told_at
      FROM attendance_absence a {_OF_A_CLASS.format(row="a")}
     WHERE a.school_id = %(school)s AND a.last_on >= %(today)s AND a.first_on <= %(today)s AND NOT a.is_void"""  # noqa: S608
_LATE = f"""
    SELECT m.id, p.family_name, p.given_name, h.label, m.minutes, r.starts
      FROM attendance_mark m JOIN attendance_rollcall r ON r.id = m.roll_call_id {_OF_A_CLASS.format(row="m")}
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
    away = [_missing(one, today) for one in {row[0]: _away(row) for row in sql.named_rows(_AWAY, params)}.values()]
    away.sort(key=lambda one: (not one.is_now, fold(one.name)))
    late = [
        (starts, Late(sql.as_id(number), f"{family} {given}", label or "", lost, hour_of(starts)))
        for number, family, given, label, lost, starts in sql.named_rows(_LATE, params)
    ]
    late.sort(key=lambda one: (-one[0], fold(one[1].name)))
    return Board(
        hour_of(minutes), [one for one in begun if one.id not in called], sum(one.id in called for one in begun),
        [one for one in away if not one.reason], [one for one in away if one.reason], [one for _starts, one in late],
    )  # fmt: skip


def _away(row: Sequence[Any]) -> _Away:
    number, family, given, label, first, starts, last, ends, origin, reason, is_over, told, told_at = row
    first_on, last_on = sql.as_day(first), sql.as_day(last)
    assert first_on is not None and last_on is not None
    return _Away(
        sql.as_id(number), f"{family} {given}", label or "", first_on, starts, last_on, ends, origin, reason,
        bool(is_over), told, sql.as_moment(told_at),
    )  # fmt: skip


def _missing(one: _Away, today: dt.date) -> Missing:
    is_closed = one.origin == Origin.ANNOUNCED or one.is_over
    words = _stretch(one.first_on, one.starts, one.last_on, one.ends, today, is_closed)
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
