"""Sessions in the database, each row naming its account so that a revocation ends it at once.

With Redis, a copy is read first. Its loss costs speed only; and a copy that outlives its row opens nothing after a
revocation, since the account's epoch, read at each page, must be the session's.
"""

import contextlib
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.cache import cache
from django.db import connection

from preau.kernel import clock

SESSION_KEY = "_auth_user_id"
COPY_SECONDS = 600
COPY_PREFIX = "preau.session."


def _now() -> Any:
    """The present as a statement compares it: real time, as sessions expire (a moved clock moves no session)."""
    return connection.ops.adapt_datetimefield_value(clock.real_now())


class RowStore(DatabaseStore):
    """Django's database store over AccountSession.

    `account` is the one that came with the session's row; None when the row was not read, or names nobody.
    """

    account: Any = None
    # The table knows its store, so the store may not import what reads the table: the room's app gives it
    # (identity.selectors.session_with_account).
    read_row: ClassVar[Any]

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
        data: dict[str, Any] = self.decode(found[0])
        self.account = found[1]
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.account_id = data.get(SESSION_KEY)
        return row


class KeptStore(RowStore):
    """The same with a copy in the cache, as the row's own signed text; a cache that does not answer is done without."""

    def load(self) -> dict[str, Any]:
        """The session's content, from the copy when there is one."""
        name = COPY_PREFIX + str(self.session_key)
        with contextlib.suppress(Exception):
            copy = cache.get(name)
            if copy is not None:
                return self.decode(copy)
        data: dict[str, Any] = super().load()
        if data:
            with contextlib.suppress(Exception):
                cache.set(name, self.encode(data), min(COPY_SECONDS, self.get_expiry_age()))
        return data

    def save(self, must_create: bool = False) -> None:
        """Write the row, then forget the copy: the next read makes a new one."""
        super().save(must_create)
        self._forget(self.session_key)

    def delete(self, session_key: str | None = None) -> None:
        """End the session: its row, then its copy."""
        gone = session_key or self.session_key
        super().delete(session_key)
        self._forget(gone)

    def _forget(self, name: str | None) -> None:
        with contextlib.suppress(Exception):
            cache.delete(COPY_PREFIX + str(name))


class SessionStore(KeptStore if settings.REDIS_URL else RowStore):  # type: ignore[misc]
    """The store of this installation."""
