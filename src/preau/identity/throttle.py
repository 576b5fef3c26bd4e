"""Limits on guessing, for every path by which a secret is tried. One door: `begin`, then `succeeded` on the attempt.

    attempt = throttle.begin(request, "password", subject=login, secret=password)   # raises TooManyTries
    …the secret is checked…
    attempt.succeeded()

Three counts, all taken before the secret is looked at, so that a thousand tries at once are worth one after another:

- **the address** (an IPv6 subscriber is a /64): BURST failures at once, then one each few seconds. An address that is
  declared a school's, or from which several accounts signed in lately, has the budget of a school: 1,200 pupils behind
  one address come in within ten minutes. Codes that we drew (DRAWN) are counted apart from passwords. Successes are
  given back, so only failures count. An account that came in from that address within a month is not counted, so that
  a prankster in a school's room does not shut the school.
- **the secret**: one password tried on many accounts, from however many addresses, is refused after SPRAY tries. What
  is kept of it is 32 bits of a keyed digest that changes each day: not enough to find a password back.
- **the account as it was typed**, whether it exists or not: FREE failures at once, then waits that grow to three
  minutes, so 33 an hour at most in each of three lanes, 99 in all. The lanes are apart so that nobody locks another
  out: *known* (a browser where this account signed in before, by a signed cookie), *school* (a school's address),
  *elsewhere*. Whoever tries wrong passwords on a classmate's account from the school's room never touches the lane of
  that classmate's own telephone. No lane is ever closed: a wait ends, and a code shown by the school clears all.

Counts live in the database alone: a limit that a lost cache opens is none.
"""

import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from preau.identity import codes
from preau.identity.selectors import clean_login
from preau.kernel import address, clock, sql

FREE = 8
WAITS = (2, 4, 8, 16, 32, 64, 128, 180)
"""Seconds after the failure number FREE, FREE + 1, …; the last one holds for all that follow."""
CALM = 3600.0
"""Seconds without a try after which the count begins again."""

DAY = 86_400.0
MONTH = 30 * DAY
RECOGNISED = 15
"""Accounts signed in from an address within a month that make it a school's."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many at once, then one each `every` seconds."""

    burst: int
    every: float


ELSEWHERE = Budget(30, 10.0)
SCHOOL = Budget(400, 1.0)
SPRAY = Budget(20, 30.0)
SCHOOL_CODES = Budget(2000, 0.2)
"""Codes of 49 bits and more from a school's address: five a second find none, and a prankster closes no activation."""
DRAWN = frozenset({"slip", "desk", "reset"})
"""Ways in whose secret we drew ourselves: counted apart, so that they close no password and passwords close none."""


class TooManyTries(Exception):
    """The secret was not looked at; the same for whoever exists and whoever does not."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = max(1, round(seconds))


def _now() -> float:
    return clock.real_now().timestamp()


def _key(kind: str, value: str) -> str:
    return codes.digest(f"tries.{kind}", value)


def _row(statement: str, values: dict[str, Any]) -> float | None:
    found = sql.named_rows(statement, values)
    return float(found[0][0]) if found else None


_TAKE = """
    INSERT INTO identity_tries (key, count, until) VALUES (%(key)s, 1, %(now)s + %(every)s)
    ON CONFLICT (key) DO UPDATE SET count = identity_tries.count + 1,
       until = CASE WHEN identity_tries.until > %(now)s THEN identity_tries.until ELSE %(now)s END + %(every)s
    WHERE identity_tries.until <= %(now)s + %(room)s
    RETURNING count"""

_CLIMB = f"""
    INSERT INTO identity_tries (key, count, until) VALUES (%(key)s, 1, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
       count = CASE WHEN identity_tries.until < %(now)s - {CALM} THEN 1 ELSE identity_tries.count + 1 END,
       until = %(now)s + CASE WHEN identity_tries.until < %(now)s - {CALM} OR identity_tries.count + 1 < {FREE} THEN 0
               {" ".join(f"WHEN identity_tries.count + 1 = {FREE + n} THEN {wait}" for n, wait in enumerate(WAITS))}
               ELSE {WAITS[-1]} END
    WHERE identity_tries.until <= %(now)s
    RETURNING count"""  # noqa: S608 (our own figures)

_UNTIL = "SELECT until FROM identity_tries WHERE key = %(key)s"
_COUNT = "SELECT count FROM identity_tries WHERE key = %(key)s AND until > %(now)s"
_GIVE_BACK = "UPDATE identity_tries SET until = until - %(every)s WHERE key = %(key)s"
_FORGET = "DELETE FROM identity_tries WHERE key = %(key)s"
# A right secret: the account's lane begins again, and it is noted for a month that it came in from there. The key of
# that note comes back the first time only.
_SUCCEEDED = """
    INSERT INTO identity_tries (key, count, until)
    VALUES (%(lane)s, 0, %(now)s), (%(seen)s, 1, %(now)s + %(month)s)
    ON CONFLICT (key) DO UPDATE SET count = excluded.count, until = excluded.until
     WHERE identity_tries.key = %(lane)s OR identity_tries.until <= %(now)s
    RETURNING key"""
_TRUST = """
    INSERT INTO identity_tries (key, count, until) VALUES (%(key)s, 1, %(now)s + %(month)s)
    ON CONFLICT (key) DO UPDATE SET until = %(now)s + %(month)s,
       count = CASE WHEN identity_tries.until < %(now)s THEN 1 ELSE identity_tries.count + 1 END
    RETURNING count"""


def _do(statement: str, **values: Any) -> None:
    sql.write(statement, values)


def take(kind: str, value: str, budget: Budget) -> None:
    """Count one more of something that has a budget of its own, as sendings; raises TooManyTries when it is spent."""
    _take(_key(kind, value), budget)


_WINDOW = """
    INSERT INTO identity_tries (key, count, until) VALUES (%(key)s, 1, %(now)s + %(seconds)s)
    ON CONFLICT (key) DO UPDATE SET
       count = CASE WHEN identity_tries.until <= %(now)s THEN 1 ELSE identity_tries.count + 1 END,
       until = CASE WHEN identity_tries.until <= %(now)s THEN %(now)s + %(seconds)s ELSE identity_tries.until END
    WHERE identity_tries.until <= %(now)s OR identity_tries.count < %(most)s
    RETURNING count"""


def take_of_window(kind: str, value: str, most: int, seconds: float) -> int:
    """Count one more of what may happen `most` times in so many seconds: its number, 0 when it is one too many."""
    values = {"key": _key(kind, value), "now": _now(), "seconds": seconds, "most": most}
    return int(_row(_WINDOW, values) or 0)


def taken_of_window(kind: str, value: str) -> int:
    """How many were counted in the window that runs."""
    return int(_row(_COUNT, {"key": _key(kind, value), "now": _now()}) or 0)


def forget(kind: str, value: str) -> None:
    """Begin a count again."""
    _do(_FORGET, key=_key(kind, value))


def _take(key: str, budget: Budget) -> None:
    now, room = _now(), (budget.burst - 1) * budget.every
    if _row(_TAKE, {"key": key, "now": now, "every": budget.every, "room": room}) is None:
        raise TooManyTries((_row(_UNTIL, {"key": key}) or now) - now - room)


def _climb(key: str) -> None:
    now = _now()
    if _row(_CLIMB, {"key": key, "now": now}) is None:
        raise TooManyTries((_row(_UNTIL, {"key": key}) or now) - now)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One secret about to be looked at. What it took is given back when the secret is right."""

    block: str
    address_key: str
    budget: Budget | None
    spray_key: str
    lane_key: str
    subject: str

    def succeeded(self) -> None:
        """The secret was right: this was no guess."""
        if self.budget is None and not self.spray_key:
            self._welcome()
            return
        with transaction.atomic():
            if self.budget is not None:
                _do(_GIVE_BACK, key=self.address_key, every=self.budget.every)
            if self.spray_key:
                _do(_GIVE_BACK, key=self.spray_key, every=SPRAY.every)
            self._welcome()

    def _welcome(self) -> None:
        """The waits of the account's lane are over; the first time in a month, the address gains in trust."""
        if not self.lane_key:
            return
        now, seen = _now(), _seen(self.block, self.subject)
        noted = sql.named_rows(_SUCCEEDED, {"lane": self.lane_key, "seen": seen, "now": now, "month": MONTH})
        if (seen,) in noted:  # the first time in a month
            _do(_TRUST, key=_key("trust", self.block), now=now, month=MONTH)


def _seen(block: str, subject: str) -> str:
    return _key("seen", f"{block} {subject}")


def _came_from(block: str, subject: str) -> bool:
    """Whether the account signed in from this address within a month."""
    return bool(subject) and _row(_COUNT, {"key": _seen(block, subject), "now": _now()}) is not None


def is_school(block: str, where: str) -> bool:
    """Whether many people come from this address: declared, or recognised by their successes."""
    if address.within(where, settings.SCHOOL_ADDRESSES):
        return True
    return (_row(_COUNT, {"key": _key("trust", block), "now": _now()}) or 0) >= RECOGNISED


def begin(request: HttpRequest, path: str, *, subject: str = "", secret: str = "") -> Attempt:
    """Count a try on every count it touches; raises TooManyTries, and then the secret must not be looked at.

    `path` names the way in ("password", "slip", "desk", "token"). `subject`: the account as typed, when the path names
    one. `secret`: what is tried, on paths where people choose it, so that one password over many accounts is seen.
    """
    where = address.of(request)
    block = address.block(where)
    subject = clean_login(subject)[:120]
    own = bool(subject) and is_known(request, subject)
    spray = _key("secret", f"{path} {_daily(secret)}") if secret and not own else ""
    drawn = path in DRAWN
    address_key = _key("address.drawn" if drawn else "address", block)
    lane_key, refusal, budget = "", None, None
    # What was counted before a refusal stays counted. From a browser that the account knows there is one count alone.
    with contextlib.nullcontext() if own else transaction.atomic():
        school = not own and is_school(block, where)
        try:
            if not own and not _came_from(block, subject):
                budget = (SCHOOL_CODES if drawn else SCHOOL) if school else ELSEWHERE
                _take(address_key, budget)
            if spray:
                _take(spray, SPRAY)
            if subject:
                lane = "known" if own else "school" if school else "elsewhere"
                lane_key = _key("account", f"{lane} {subject}")
                _climb(lane_key)
        except TooManyTries as too_many:
            refusal = too_many
    if refusal is not None:
        raise refusal
    return Attempt(block, address_key, budget, spray, lane_key, subject)


def _daily(secret: str) -> str:
    day = dt.datetime.fromtimestamp(_now(), dt.UTC).date().isoformat()
    return codes.digest(f"spray.{day}", secret)[:8]


def clear(subject: str) -> None:
    """Forget what was tried on an account: its person was recognised face to face, or by mail."""
    for lane in ("known", "school", "elsewhere"):
        _do(_FORGET, key=_key("account", f"{lane} {clean_login(subject)[:120]}"))


def expire() -> int:
    """Rows that limit nothing any more."""
    return sql.write("DELETE FROM identity_tries WHERE until < %s", [_now() - DAY])


# --- browsers where an account signed in before --------------------------------------------------------------------

COOKIE = ("__Host-" if settings.HTTPS else "") + "preau-known"
COOKIE_DAYS = 400
_MOST = 12


def _marks(request: HttpRequest) -> list[str]:
    try:
        marks = signing.loads(request.COOKIES.get(COOKIE, ""), salt="preau.device", max_age=COOKIE_DAYS * int(DAY))
    except signing.BadSignature:
        return []
    return [str(one) for one in marks] if isinstance(marks, list) else []


def _mark(subject: str) -> str:
    return codes.digest("device", clean_login(subject))[:24]


def is_known(request: HttpRequest, subject: str) -> bool:
    """Whether this account signed in from this browser before."""
    return _mark(subject) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, subject: str) -> None:
    """Have this browser keep that the account signed in from it. Opens nothing; gives the account a lane of its own."""
    mine = _mark(subject)
    marks = [mine, *(one for one in _marks(request) if one != mine)][:_MOST]
    response.set_cookie(
        COOKIE, signing.dumps(marks, salt="preau.device"), max_age=COOKIE_DAYS * int(DAY), httponly=True,
        secure=settings.HTTPS, samesite="Lax",
    )  # fmt: skip
