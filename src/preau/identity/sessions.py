"""Sessions in the database, each row naming its account so that a revocation ends it at once.

With Redis, a copy is read first. Its loss costs speed only, and it is never believed by itself: the one statement that
reads the account at each page asks that the row be there, not over, and hold what the copy holds. So a copy that
outlives its row (Redis was unreachable at a sign-out) opens nothing. Copies are made of signed-in sessions alone.

How long a session lives is said by identity.lifetimes. A session that nobody has signed in lives an hour.
"""

import contextlib
import datetime as dt
import functools
import json
import uuid
import zlib
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core import signing
from django.core.cache import cache

from preau.identity.enums import SessionKind
from preau.identity.lifetimes import LIFE, end_of, new_life
from preau.kernel import clock, sql
from preau.ui.tokens import random_letters

SESSION_KEY = "_auth_user_id"
COPY_SECONDS = 600
PAUSE_SECONDS = 15
"""For so long after a session was written no copy of it is made: a page that read the row before may still be about to
keep what it read. Of an ended one none is made for COPY_SECONDS."""
COPY_PREFIX = "preau.session.2."
KEY_LETTERS = 32
"""Of 62 letters each: 190 random bits, so that a key is drawn without asking whether somebody has it."""

_INSERT = """
    INSERT INTO identity_session
           (session_data, expire_date, account_id, device_id, kind, started_at, seen_at, session_key)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (session_key) DO NOTHING"""
_UPDATE = """
    UPDATE identity_session SET session_data = %s, expire_date = %s, account_id = %s, device_id = %s, kind = %s,
           started_at = %s, seen_at = %s
     WHERE session_key = %s"""
_DELETE = "DELETE FROM identity_session WHERE session_key = %s"


def _now() -> Any:
    """The present as a statement compares it: real time, as sessions expire (a moved clock moves no session)."""
    return sql.moment(clock.real_now())


def _id(text: str | None) -> Any:
    """An id that a session's content names, as a statement takes it."""
    return sql.key(uuid.UUID(text)) if text else None


def _moment(value: Any) -> dt.datetime | None:
    """A moment as Python holds it, from a value read by hand."""
    if value is None:
        return None
    read: dt.datetime = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


class _Plain:
    """Leaves a signed text's content as it was written."""

    def dumps(self, obj: Any) -> bytes:
        """The content, given as it is to be written."""
        return bytes(obj)

    def loads(self, data: bytes) -> Any:
        """The content, as it was written."""
        return data


@functools.lru_cache(maxsize=2048)
def _opened(text: str, salt: str) -> bytes:
    """The content of a session's text, whose signature is looked at once: the same text comes with each page."""
    found: bytes = signing.loads(text, salt=salt, serializer=_Plain)
    return found


class RowStore(DatabaseStore):
    """Django's database store over AccountSession.

    `account` is the one that came with the session's row; None when the row was not read, or names nobody. Rows are
    written by hand, one statement each: under a new key (a sign-in) none is written before the answer is made.
    """

    account: Any = None
    # The table knows its store, so the store may not import what reads the table: the room's app gives it
    # (identity.selectors: session_with_account, account_of_session).
    read_row: ClassVar[Any]
    read_account: ClassVar[Any]

    seen_at: dt.datetime | None = None
    """When the row last said it was seen; None until it is read."""

    @classmethod
    def get_model_class(cls) -> Any:
        # By name: the table knows its store, so the store may not import the table.
        return apps.get_model("identity", "AccountSession")

    def load(self) -> dict[str, Any]:
        """The session's content and its account, in one read: every page of every person begins with it."""
        found = self.read_row(str(self.session_key), _now())
        if found is None:
            self._session_key = None
            return {}
        text, seen, self.account = found
        self.seen_at = _moment(seen)
        self._keep_copy(text)
        data: dict[str, Any] = self.decode(text)
        return data

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What a session's text says; nothing, and a warning in the log, for one that we did not sign."""
        try:
            found: dict[str, Any] = json.loads(_opened(str(session_data), self.key_salt))
        except (signing.BadSignature, ValueError, zlib.error):
            found = super().decode(session_data)
        return found

    def _keep_copy(self, text: str) -> None:
        """Nothing without a cache."""

    # --- life ----------------------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """Its kind, empty when nobody has signed in."""
        life: dict[str, Any] = self.get(LIFE) or {}
        return str(life.get("kind", ""))

    @property
    def born_at(self) -> dt.datetime | None:
        """The moment of the sign-in."""
        life: dict[str, Any] = self.get(LIFE) or {}
        return dt.datetime.fromtimestamp(life["born"], dt.UTC) if "born" in life else None

    def begin(self, kind: str) -> None:
        """Somebody signs in now, on a device of this kind."""
        self[LIFE] = new_life(kind, clock.real_now())

    def tighten(self) -> None:
        """The account turns out to be a professional one: its session ends as theirs do, from its next page on."""
        if self.kind == SessionKind.OWN:
            self[LIFE] = {**self[LIFE], "kind": SessionKind.STAFF.value}

    def get_expiry_date(self, **kwargs: Any) -> dt.datetime:
        """When it ends if nothing more is seen of it."""
        born = self.born_at
        if born is None:
            return clock.real_now() + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return end_of(self.kind, born, clock.real_now())

    def get_expiry_age(self, **kwargs: Any) -> int:
        """The same in seconds from now: the cookie's life."""
        return max(0, int((self.get_expiry_date() - clock.real_now()).total_seconds()))

    def get_expire_at_browser_close(self) -> bool:
        """Whether the cookie goes with the browser."""
        return self.kind == SessionKind.SHARED

    # --- writing --------------------------------------------------------------------------------------------------

    is_new = False
    """Whether its key was drawn here, and no row has it yet."""

    def _content(self, *, no_load: bool = False) -> dict[str, Any]:
        """What it holds, read when it was not; `no_load`: nothing of what a row may say (Django's own reading)."""
        found: dict[str, Any] = self._get_session(no_load=no_load)  # type: ignore[attr-defined]
        return found

    def _draw(self) -> None:
        self._session_key = random_letters(KEY_LETTERS)
        self.is_new = True

    def cycle_key(self) -> None:
        """Go on under another key: the former one opens nothing from now on; the new one is written with the rest."""
        content, former = self._content(), self.session_key
        if former and not self.is_new:
            self.delete(former)
        self._draw()
        self._session_cache, self.modified = content, True

    def create(self) -> None:
        """Begin under a key of its own, written at once."""
        self._draw()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the row: a new one under a new key, else the one there was; raises UpdateError when that one ended."""
        if self.session_key is None:
            self.create()
            return
        values = self._values(self._content(no_load=must_create))
        if not (self.is_new or must_create):
            if not sql.write(_UPDATE, [*values, self.session_key]):
                raise UpdateError
            return
        while not sql.write(_INSERT, [*values, self.session_key]):  # somebody has this key: another one is drawn
            self._draw()
        self.is_new = False

    def delete(self, session_key: str | None = None) -> None:
        """End the session of that key, or this one."""
        gone = session_key or self.session_key
        if gone is not None:
            sql.write(_DELETE, [gone])

    def _values(self, data: dict[str, Any]) -> list[Any]:
        """What the row says of this content, in the order of the statements."""
        if SESSION_KEY in data and LIFE not in data:  # signed in by no door of ours: the strict life
            data[LIFE] = new_life(SessionKind.STAFF, clock.real_now())
            self._session_cache = data
        return [
            self.encode(data), sql.moment(self.get_expiry_date()), _id(data.get(SESSION_KEY)), _id(data.get("device")),
            self.kind, sql.moment(self.born_at), _now(),
        ]  # fmt: skip

    def is_due(self) -> bool:
        """Whether it is time to write that the session was seen."""
        every = dt.timedelta(minutes=settings.SESSION_SEEN)
        return bool(self.kind) and self.seen_at is not None and clock.real_now() - self.seen_at >= every

    def touch(self) -> None:
        """Write that the session was seen. Of pages asked for at once, one writes."""
        now = clock.real_now()
        rows = self.get_model_class().objects.filter(session_key=self.session_key, seen_at=self.seen_at)
        rows.update(seen_at=now, expire_date=self.get_expiry_date())
        self.seen_at = now


class KeptStore(RowStore):
    """The same with a copy in the cache, as the row's own signed text; a cache that does not answer is done without."""

    def load(self) -> dict[str, Any]:
        """The session's content, from the copy when there is one that the row still bears out."""
        copy = None
        with contextlib.suppress(Exception):
            copy = cache.get(COPY_PREFIX + str(self.session_key))
        if copy:  # empty: forgotten a moment ago
            text, seen = copy
            self.account = self.read_account(str(self.session_key), text, _now())
            if self.account is not None:
                self.seen_at = seen
                data: dict[str, Any] = self.decode(text)
                return data
        return super().load()

    def _keep_copy(self, text: str) -> None:
        if self.account is None:
            return
        with contextlib.suppress(Exception):
            # Only where nothing is: what this page read may have been written over, or ended, in the meantime.
            cache.add(COPY_PREFIX + str(self.session_key), (text, self.seen_at), COPY_SECONDS)

    def save(self, must_create: bool = False) -> None:
        """Write the row, then forget the copy: a later read makes a new one. A new row has none."""
        new = self.session_key is None or self.is_new or must_create
        super().save(must_create)
        if not new:
            forget_copy(self.session_key, PAUSE_SECONDS)

    def touch(self) -> None:
        """Write that the session was seen, and forget the copy."""
        super().touch()
        forget_copy(self.session_key, PAUSE_SECONDS)

    def delete(self, session_key: str | None = None) -> None:
        """End the session: its row, then its copy."""
        gone = session_key or self.session_key
        super().delete(session_key)
        forget_copy(gone)


def forget_copy(name: str | None, seconds: int = COPY_SECONDS) -> None:
    """Have no copy of this session left in the cache, nor made for a while: for good, when the session ended."""
    if settings.REDIS_URL:
        with contextlib.suppress(Exception):
            cache.set(COPY_PREFIX + str(name), "", seconds)


class SessionStore(KeptStore if settings.REDIS_URL else RowStore):  # type: ignore[misc]
    """The store of this installation."""
