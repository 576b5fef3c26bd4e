"""How long a signed-in session lives: on whose device it is says it, and settings say the figures.

| Kind | ends without a page for | ends whatever is done after | cookie |
|---|---|---|---|
| own (families, pupils) | SESSION_OWN_DAYS, counted again from each visit | – | kept |
| staff | SESSION_STAFF_IDLE minutes | SESSION_STAFF_HOURS hours | kept |
| shared | SESSION_SHARED_IDLE minutes | SESSION_STAFF_HOURS hours | gone with the browser |

When a session was last seen is written at most every SESSION_SEEN minutes, and the idle time counts from there: a
session never outlives its idle time, and may end up to SESSION_SEEN minutes before it.
"""

import datetime as dt
from typing import Any

from django.conf import settings

from preau.identity.admitting import is_professional
from preau.identity.enums import SessionKind

LIFE = "life"
"""Where a session keeps its kind and the moment of its sign-in (seconds since the epoch)."""


def new_life(kind: str, now: dt.datetime) -> dict[str, Any]:
    """What a session that begins now keeps of its life."""
    return {"kind": str(kind), "born": int(now.timestamp())}


def end_of(kind: str, born: dt.datetime, seen: dt.datetime) -> dt.datetime:
    """When a session of this kind ends, if nothing more is seen of it. An unknown kind is the strictest."""
    if kind == SessionKind.OWN:
        return seen + dt.timedelta(days=settings.SESSION_OWN_DAYS)
    idle = settings.SESSION_STAFF_IDLE if kind == SessionKind.STAFF else settings.SESSION_SHARED_IDLE
    last = born + dt.timedelta(hours=settings.SESSION_STAFF_HOURS)
    return min(last, seen + dt.timedelta(minutes=idle))


def kind_for(account: Any, *, shared: bool) -> SessionKind:
    """The kind of a session that this account opens: rooms above say whose account is a professional one."""
    if shared:
        return SessionKind.SHARED
    return SessionKind.STAFF if is_professional(account) else SessionKind.OWN
