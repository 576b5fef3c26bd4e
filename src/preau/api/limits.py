"""How many requests one caller may make: counted in the cache, over a window that slides.

A cache that does not answer is replaced by this process's own memory: limits then hold per process, reading goes on.
"""

import math
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache

from preau.kernel import clock

REQUESTS = (600, 60)
"""Requests of one token, account or address, and in how many seconds."""
FILES = (50, 60)
"""Pupils' files that one person opens."""
PUPILS = (200, 600)
"""Pupils that one person lists: beyond, reading waits, and the head reads of it in the journal."""

_own = LocMemCache("preau-api", {})


def take(name: str, limit: tuple[int, int], amount: int = 1) -> int:
    """Count `amount` more under this name; 0 when it may go on, else how many seconds to wait.

    The window before counts for the part of it that the sliding window still covers.
    """
    most, seconds = limit
    now = clock.real_now().timestamp()
    window, passed = int(now // seconds), now % seconds
    names = [f"preau.rate.{name}.{one}" for one in (window, window - 1)]
    try:
        counted, before = _count(cache, names, seconds, amount)
    except Exception:
        counted, before = _count(_own, names, seconds, amount)
    if counted + before * (1 - passed / seconds) <= most:
        return 0
    return max(1, math.ceil(seconds - passed))


def _count(store: Any, names: list[str], seconds: int, amount: int) -> tuple[int, int]:
    store.add(names[0], 0, 2 * seconds)
    try:
        counted = store.incr(names[0], amount)
    except ValueError:  # it went between the two lines
        store.set(names[0], amount, 2 * seconds)
        counted = amount
    return int(counted), int(store.get(names[1]) or 0)
