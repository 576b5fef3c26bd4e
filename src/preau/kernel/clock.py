"""The only source of time. A demonstration may live at another moment; nothing else may."""

import datetime as dt
import functools
import zoneinfo

from django.conf import settings
from django.utils import timezone


@functools.cache
def _shift() -> dt.timedelta:
    """How far the demonstration's clock stands from the real one (zero elsewhere)."""
    moment = settings.DEMO_NOW
    if not (settings.DEMO and moment):
        return dt.timedelta(0)
    start: dt.datetime = moment if moment.tzinfo else moment.replace(tzinfo=zoneinfo.ZoneInfo(settings.TIME_ZONE))
    return start - timezone.now()


def real_now() -> dt.datetime:
    """The real present, whatever the demonstration's: only for what expires (sessions, leases)."""
    return timezone.now()


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now() + _shift()


def today(tz: str | None = None) -> dt.date:
    """The civil day in `tz` (an IANA name; the platform's zone when None)."""
    return now().astimezone(zoneinfo.ZoneInfo(tz or settings.TIME_ZONE)).date()
