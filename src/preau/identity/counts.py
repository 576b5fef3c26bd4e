"""Counts that limit: each is one statement that takes and checks at once, in the database alone.

A limit that a lost cache opens is none. Three kinds: a budget (so many at once, then one each few seconds), a climb
(waits that grow with each failure) and a window (so many within an hour).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from preau.identity import codes
from preau.kernel import clock, sql

CALM = 3600.0
"""Seconds without a try after which a climb begins again."""
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Budget:
    """So many at once, then one each `every` seconds."""

    burst: int
    every: float


@dataclass(frozen=True, slots=True)
class Climb:
    """`free` failures at once, then these waits in seconds; the last one holds for all that follow."""

    free: int
    waits: Sequence[int]


class TooManyTries(Exception):
    """The secret was not looked at; the same for whoever exists and whoever does not."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = max(1, round(seconds))


def now() -> float:
    """Real time, in seconds."""
    return clock.real_now().timestamp()


def key_of(kind: str, value: str) -> str:
    """Under which a count is kept: a keyed digest of what is counted."""
    return codes.digest(f"tries.{kind}", value)


_TAKE = """
    INSERT INTO identity_tries (key, count, until) VALUES (%(key)s, 1, %(now)s + %(every)s)
    ON CONFLICT (key) DO UPDATE SET count = identity_tries.count + 1,
       until = CASE WHEN identity_tries.until > %(now)s THEN identity_tries.until ELSE %(now)s END + %(every)s
    WHERE identity_tries.until <= %(now)s + %(room)s
    RETURNING count"""
_UNTIL = "SELECT until FROM identity_tries WHERE key = %(key)s"
_COUNT = "SELECT count FROM identity_tries WHERE key = %(key)s AND until > %(now)s"
_GIVE_BACK = "UPDATE identity_tries SET until = until - %(every)s WHERE key = %(key)s"
_FORGET = "DELETE FROM identity_tries WHERE key = %(key)s"
_WINDOW = """
    INSERT INTO identity_tries (key, count, until) VALUES (%(key)s, 1, %(now)s + %(seconds)s)
    ON CONFLICT (key) DO UPDATE SET
       count = CASE WHEN identity_tries.until <= %(now)s THEN 1 ELSE identity_tries.count + 1 END,
       until = CASE WHEN identity_tries.until <= %(now)s THEN %(now)s + %(seconds)s ELSE identity_tries.until END
    WHERE identity_tries.until <= %(now)s OR identity_tries.count < %(most)s
    RETURNING count"""


def _climbing(climb: Climb) -> str:
    waits = " ".join(
        f"WHEN identity_tries.count + 1 = {climb.free + n} THEN {wait}" for n, wait in enumerate(climb.waits)
    )
    return f"""
    INSERT INTO identity_tries (key, count, until) VALUES (%(key)s, 1, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
       count = CASE WHEN identity_tries.until < %(now)s - {CALM} THEN 1 ELSE identity_tries.count + 1 END,
       until = %(now)s + CASE WHEN identity_tries.until < %(now)s - {CALM} OR identity_tries.count + 1 < {climb.free}
               THEN 0 {waits} ELSE {climb.waits[-1]} END
    WHERE identity_tries.until <= %(now)s
    RETURNING count"""  # noqa: S608 (our own figures)


def row(statement: str, values: dict[str, Any]) -> float | None:
    """The one figure that a statement returns; None when it returns nothing."""
    found = sql.named_rows(statement, values)
    return float(found[0][0]) if found else None


def take(key: str, budget: Budget) -> None:
    """Count one more against a budget; raises TooManyTries when it is spent."""
    at, room = now(), (budget.burst - 1) * budget.every
    if row(_TAKE, {"key": key, "now": at, "every": budget.every, "room": room}) is None:
        raise TooManyTries((row(_UNTIL, {"key": key}) or at) - at - room)


def climb(key: str, by: Climb) -> int:
    """Count one more try: its number; raises TooManyTries while the wait after the last one runs."""
    at = now()
    count = row(_climbing(by), {"key": key, "now": at})
    if count is None:
        raise TooManyTries((row(_UNTIL, {"key": key}) or at) - at)
    return int(count)


def window(key: str, most: int, seconds: float) -> int:
    """Count one more of what may happen `most` times in so many seconds: its number, 0 when it is one too many."""
    return int(row(_WINDOW, {"key": key, "now": now(), "seconds": seconds, "most": most}) or 0)


def standing(key: str) -> int:
    """What a count stands at, 0 when its time is over."""
    return int(row(_COUNT, {"key": key, "now": now()}) or 0)


def give_back(key: str, budget: Budget) -> None:
    """What was taken was no guess."""
    sql.write(_GIVE_BACK, {"key": key, "every": budget.every})


def forget(key: str) -> None:
    """Begin a count again."""
    sql.write(_FORGET, {"key": key})


def expire() -> int:
    """Rows that limit nothing any more."""
    return sql.write("DELETE FROM identity_tries WHERE until < %s", [now() - DAY])
