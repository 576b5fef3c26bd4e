"""The only source of time. A demonstration may live at another moment; nothing else may."""

import datetime as dt
import functools
import zoneinfo

from django.conf import settings

_QUARTER = 900
"""Seconds."""


def _machine() -> dt.datetime:
    """The machine's own clock."""
    return dt.datetime.now(dt.UTC)


@functools.cache
def _shift() -> dt.timedelta:
    """How far the demonstration's clock stands from the real one (zero elsewhere)."""
    moment = settings.DEMO_NOW
    if not (settings.DEMO and moment):
        return dt.timedelta(0)
    start: dt.datetime = moment if moment.tzinfo else moment.replace(tzinfo=zoneinfo.ZoneInfo(settings.TIME_ZONE))
    return start - _machine()


def real_now() -> dt.datetime:
    """The real present, whatever the demonstration's: only for what expires (sessions, leases)."""
    return _machine()


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _machine() + _shift()


def today(tz: str | None = None) -> dt.date:
    """The civil day in `tz` (an IANA name; the platform's zone when None)."""
    return _day_of(tz or settings.TIME_ZONE, int(now().timestamp()) // _QUARTER)


@functools.lru_cache(maxsize=64)
def _day_of(tz: str, quarter: int) -> dt.date:
    """The day of a quarter of an hour since the epoch: days begin, and clocks change, at one of them everywhere."""
    return dt.datetime.fromtimestamp(quarter * _QUARTER, zoneinfo.ZoneInfo(tz)).date()
