"""How many requests one caller may make, over a window that slides: counted for all processes.

In Redis where REDIS_URL says one, for all machines; else in a mapped file, for all processes of this host
(preau.kernel.counters). A store that does not answer is replaced by the next one: the host's, then this process's own
memory. Reading goes on.
"""

import math

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from preau.kernel import clock, counters

log = structlog.get_logger("preau.api")

REQUESTS = (600, 60)
"""Requests of one token, account or address, and in how many seconds."""
FILES = (50, 60)
"""Pupils' files that one person opens: beyond, reading waits, and the head reads of it in the journal."""
SENDINGS = (20, 60)
"""Messages that one person sends: beyond, a tool waits; a burst is held until its sender confirms, as on the pages."""

_own = LocMemCache("preau-api", {})


def take(name: str, limit: tuple[int, int], amount: int = 1) -> int:
    """Count `amount` more under this name; 0 when it may go on, else how many seconds to wait.

    The window before counts for the part of it that the sliding window still covers.
    """
    most, seconds = limit
    now = clock.real_now().timestamp()
    window, passed = int(now // seconds), now % seconds
    counted, before = _counted(name, window, seconds, amount)
    if counted + before * (1 - passed / seconds) <= most:
        return 0
    return max(1, math.ceil(seconds - passed))


def _counted(name: str, window: int, seconds: int, amount: int) -> tuple[int, int]:
    if settings.REDIS_URL:
        try:
            return _in_cache(cache, name, window, seconds, amount)
        except Exception as error:
            log.warning("limits are counted by this machine alone", problem=type(error).__name__)
    try:
        return counters.shared().count(f"{name}.{seconds}", window, amount)
    except OSError as error:
        log.warning("limits are counted by this process alone", problem=str(error))
        return _in_cache(_own, name, window, seconds, amount)


def _in_cache(store: BaseCache, name: str, window: int, seconds: int, amount: int) -> tuple[int, int]:
    now, before = (f"preau.rate.{name}.{one}" for one in (window, window - 1))
    store.add(now, 0, 2 * seconds)
    try:
        counted = store.incr(now, amount)
    except ValueError:  # it went between the two lines
        store.set(now, amount, 2 * seconds)
        counted = amount
    return int(counted), int(store.get(before) or 0)
