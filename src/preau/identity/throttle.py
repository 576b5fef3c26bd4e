"""Limits on guessing, for every path by which a secret is tried. One door: `begin`, then what came of it.

    attempt = throttle.begin(request, "password", subject=login, secret=password)   # raises TooManyTries
    …the secret is checked…
    attempt.succeeded()   # or attempt.failed(); both may raise TooManyTries as well

Three counts, all taken before the secret is looked at, so that a thousand tries at once are worth one after another:

- **the address** (an IPv6 subscriber is a /64): BURST failures at once, then one each few seconds. An address that is
  declared a school's, or from which several accounts signed in lately, has the budget of a school: 1,200 pupils behind
  one address come in within ten minutes. Codes that we drew (DRAWN) are counted apart from passwords. Successes are
  given back, so only failures count. Once it is spent, passwords are looked at for a while all the same (BEYOND), and
  open to accounts that came in from there within a month, so that a prankster in a school's room does not shut the
  school; whatever else was typed gets one answer, the wait: nobody learns who exists or who came.
- **the secret**: one password tried on many accounts, from however many addresses, is refused after SPRAY tries. What
  is kept of it is 32 bits of a keyed digest that changes each day: not enough to find a password back.
- **the account as it was typed**, whether it exists or not, in lanes, so that nobody locks another out:
  *known*, one for each browser where this account signed in on a device of its own (identity.marks);
  *school*, one for each browser at a school's address;
  *elsewhere*. FREE failures at once, then waits that grow. In all an account is tried at most a hundred times an hour:
  33 elsewhere, 42 at schools (half of it for browsers on which nobody ever signed in), 23 by known browsers besides the
  first try of each. One browser takes 17 at most of the last, 12 of a school's: alone it never spends what others need.
  No lane is ever closed: a wait ends, and a code shown by the school clears all.

Dropping cookies wins nothing at a school: failures of browsers that nobody signed in on are counted together for the
address (NEWCOMERS); beyond, they share one lane by account.

Counts live in the database alone: a limit that a lost cache opens is none.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from preau.identity import codes, counts, marks
from preau.identity.counts import DAY, Budget, Climb, TooManyTries
from preau.identity.marks import COOKIE, COOKIE_DAYS
from preau.identity.selectors import clean_login
from preau.kernel import address, sql

__all__ = [
    "COOKIE",
    "COOKIE_DAYS",
    "Budget",
    "TooManyTries",
    "asker",
    "begin",
    "clear",
    "expire",
    "forgive",
    "take",
    "take_from",
    "take_of",
]

FREE = 8
STRANGER = Climb(FREE, (2, 4, 8, 16, 32, 64, 128, 180))
KNOWN = Climb(FREE, (8, 32, 128, 600))
AT_SCHOOL = Climb(4, (8, 32, 128, 600))

MONTH = 30 * DAY
RECOGNISED = 15
"""Accounts signed in from an address within a month that make it a school's."""

ELSEWHERE = Budget(30, 10.0)
SCHOOL = Budget(400, 1.0)
BEYOND = Budget(30, 10.0)
SCHOOL_BEYOND = Budget(2000, 0.2)
"""Passwords looked at once the address is spent, by which accounts that came in from there lately still open."""
NEWCOMERS = Budget(200, 1.0)
"""Failures at a school of browsers on which nobody signed in yet."""
SPRAY = Budget(20, 30.0)
SCHOOL_CODES = Budget(2000, 0.2)
"""Codes of 49 bits and more from a school's address: five a second find none, and a prankster closes no activation."""
ALL_KNOWN = Budget(12, 327.0)
ALL_AT_SCHOOL = Budget(15, 600.0)
"""Of one account: tries of all its known browsers after the first of each; at schools, from either kind of browser."""
DRAWN = frozenset({"slip", "desk", "reset"})
"""Ways in whose secret we drew ourselves: counted apart, so that they close no password and passwords close none."""

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


def take(kind: str, value: str, budget: Budget) -> None:
    """Count one more of something that has a budget of its own, as sendings; raises TooManyTries when it is spent."""
    counts.take(counts.key_of(kind, value), budget)


ASKED, ASKED_AT_SCHOOL = Budget(5, 600.0), Budget(60, 60.0)
"""Things that anybody may ask of people who answer, from one address; from a school's."""


def take_from(request: HttpRequest, kind: str) -> None:
    """Count one more thing asked without signing in, by the address it comes from; raises TooManyTries."""
    where = address.of(request)
    block = address.block(where)
    take(f"{kind}.address", block, ASKED_AT_SCHOOL if is_school(block, where) else ASKED)


def take_of(who: str, kind: str) -> None:
    """The same of somebody signed in."""
    take(f"{kind}.person", who, ASKED)


@dataclass(slots=True)
class Attempt:
    """One secret about to be looked at. What it took is given back when the secret is right.

    `late`: the address was spent; what opens is then only what came in from there before.
    """

    block: str
    subject: str
    lane: str = ""
    taken: list[tuple[str, Budget]] = field(default_factory=list)
    late: TooManyTries | None = None

    def failed(self) -> None:
        """The secret was wrong. Raises TooManyTries where that is what anybody is told."""
        if self.late is not None:
            raise self.late

    def succeeded(self) -> None:
        """The secret was right: this was no guess. Raises TooManyTries when it came too late to be believed."""
        if self.late is not None and not counts.standing(_seen(self.block, self.subject)):
            raise self.late
        if not self.taken:
            self._welcome()
            return
        with transaction.atomic():
            for key, budget in self.taken:
                counts.give_back(key, budget)
            self._welcome()

    def take(self, key: str, budget: Budget) -> None:
        """Count against one more budget."""
        counts.take(key, budget)
        self.taken.append((key, budget))

    def _welcome(self) -> None:
        """The waits of the account's lane are over; the first time in a month, the address gains in trust."""
        if not self.lane:
            return
        at, seen = counts.now(), _seen(self.block, self.subject)
        noted = sql.named_rows(_SUCCEEDED, {"lane": self.lane, "seen": seen, "now": at, "month": MONTH})
        if (seen,) in noted:  # the first time in a month
            sql.write(_TRUST, {"key": counts.key_of("trust", self.block), "now": at, "month": MONTH})


def _seen(block: str, subject: str) -> str:
    return counts.key_of("seen", f"{block} {subject}")


def _account(lane: str, subject: str) -> str:
    return counts.key_of("account", f"{lane} {subject}")


def is_school(block: str, where: str) -> bool:
    """Whether many people come from this address: declared, or recognised by their successes."""
    if address.within(where, settings.SCHOOL_ADDRESSES):
        return True
    return counts.standing(counts.key_of("trust", block)) >= RECOGNISED


def begin(request: HttpRequest, path: str, *, subject: str = "", secret: str = "") -> Attempt:
    """Count a try on every count it touches; raises TooManyTries, and then the secret must not be looked at.

    `path` names the way in ("password", "slip", "desk", "token"). `subject`: the account as typed, when the path names
    one. `secret`: what is tried, on paths where people choose it, so that one password over many accounts is seen.
    """
    where = address.of(request)
    subject = clean_login(subject)[:120]
    attempt = Attempt(address.block(where), subject)
    browser = marks.of(request)
    own = browser.lane_of(subject) if subject else ""
    # From a browser that the account knows there is one count alone, until it errs; when all of the account's known
    # browsers err, it tries as anybody else.
    if own and _takes_own_lane(attempt, own):
        return attempt
    refusal = None
    with transaction.atomic():  # what was counted before a refusal stays counted
        school = is_school(attempt.block, where)
        try:
            if subject and school:  # first: who is told to wait there again and again spends nothing of the school's
                attempt.lane = _account(f"school {browser.name}", subject)
                counts.climb(attempt.lane, AT_SCHOOL)
            _take_address(attempt, school=school, drawn=path in DRAWN, chosen=bool(subject and secret))
            if secret:
                attempt.take(counts.key_of("secret", f"{path} {_daily(secret)}"), SPRAY)
            if subject and school:
                _take_at_school(attempt, browser)
            elif subject:
                attempt.lane = _account("elsewhere", subject)
                counts.climb(attempt.lane, STRANGER)
        except TooManyTries as too_many:
            refusal = too_many
    if refusal is not None:
        raise refusal
    return attempt


def _takes_own_lane(attempt: Attempt, own: str) -> bool:
    attempt.lane = _account(f"known {own}", attempt.subject)
    if counts.climb(attempt.lane, KNOWN) > 1:
        try:
            attempt.take(_account("known", attempt.subject), ALL_KNOWN)
        except TooManyTries:
            return False
    return True


def _take_address(attempt: Attempt, *, school: bool, drawn: bool, chosen: bool) -> None:
    key = counts.key_of("address.drawn" if drawn else "address", attempt.block)
    try:
        attempt.take(key, (SCHOOL_CODES if drawn else SCHOOL) if school else ELSEWHERE)
    except TooManyTries as spent:
        if not chosen:
            raise
        try:
            attempt.take(counts.key_of("address.beyond", attempt.block), SCHOOL_BEYOND if school else BEYOND)
        except TooManyTries:
            raise spent from None
        attempt.late = spent


def _take_at_school(attempt: Attempt, browser: marks.Browser) -> None:
    """Within what all browsers of its kind may try on this account."""
    if browser.name and not browser.good:
        try:
            attempt.take(counts.key_of("newcomers", attempt.block), NEWCOMERS)
        except TooManyTries:
            attempt.lane = _account("school ", attempt.subject)
            counts.climb(attempt.lane, AT_SCHOOL)
    kind = "known" if browser.good else "new"
    attempt.take(_account(f"school, {kind} browsers", attempt.subject), ALL_AT_SCHOOL)


def _daily(secret: str) -> str:
    day = dt.datetime.fromtimestamp(counts.now(), dt.UTC).date().isoformat()
    return codes.digest(f"spray.{day}", secret)[:8]


_SHARED_LANES = ("known", "school ", "school, known browsers", "school, new browsers", "elsewhere")


def asker(request: HttpRequest, subject: str = "") -> tuple[str, bool]:
    """(who asks for a message, whether from a browser that the account knows): its address, or its browser.

    Of a school's address each browser with a cookie of ours asks for itself. Kept as a digest.
    """
    where = address.of(request)
    block, browser = address.block(where), marks.of(request)
    if own := browser.lane_of(clean_login(subject)[:120]):
        return counts.key_of("asker", f"own {own}"), True
    name = browser.name if browser.good and is_school(block, where) else ""
    return counts.key_of("asker", f"{block} {name}"), False


def clear(subject: str) -> None:
    """Forget what was tried on an account: its person was recognised face to face, or by mail."""
    for lane in _SHARED_LANES:
        counts.forget(_account(lane, clean_login(subject)[:120]))


def forgive(request: HttpRequest, subject: str) -> None:
    """The same of this very browser's own waits: whoever was just recognised sits before it."""
    name = marks.of(request).name
    if name:
        counts.forget(_account(f"school {name}", clean_login(subject)[:120]))


def expire() -> int:
    """Rows that limit nothing any more."""
    return counts.expire()
