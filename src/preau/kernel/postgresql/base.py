"""The connection to PostgreSQL (Django looks for `DatabaseWrapper` in a module of this name)."""

import contextlib
import datetime as dt
import select
from collections.abc import Iterator

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from psycopg import Connection, adapters
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus

# A page's statements read a school: starting helpers for one costs more than they bring, on every core at once, and so
# does compiling it. Said by a statement, not at the opening: a PgBouncer between refuses what it does not know.
OF_PAGES = "SET max_parallel_workers_per_gather = 0; SET jit = off"

_MOMENT = adapters.types["timestamptz"].oid


def _say(link: Connection, statement: bytes) -> None:
    """A statement without values or rows, by the shortest way: a cursor costs more than such a one."""
    told = link.pgconn.exec_(statement)
    if told.status != ExecStatus.COMMAND_OK:
        raise error_from_result(told)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's. A page's first read checks that the connection kept from the page before still lives."""

    _reader: CursorWrapper | None = None

    def reader(self) -> CursorWrapper:
        """A cursor kept as long as the connection, for statements whose rows are all taken at once (`kernel.sql`).

        To make one costs a quarter of what going to the server and back does. Where statements are noted, each read
        has its own, as everywhere else.
        """
        if self.queries_logged:
            return self.cursor()
        kept = self._reader
        if kept is None or kept.cursor.connection is not self.connection or kept.cursor.closed:
            self._reader = kept = self.cursor()
            if self.timezone is dt.UTC:
                # Django's loader of moments gives them any zone, in Python: 4 µs each, and a list has a hundred.
                kept.cursor.adapters.register_loader(_MOMENT, adapters.get_loader(_MOMENT, Format.TEXT))
        return kept

    @contextlib.contextmanager
    def planned_once(self) -> Iterator[None]:
        """Statements in here keep one plan for all values, where the server would make a new one for each.

        For a statement of many tables whose plan costs ten times its execution, and whose values are ids: whichever
        they are, it is read by the same indexes. They are reads: the setting lives in a transaction of their own, which
        takes it away however it ends, on this connection and on whichever a PgBouncer between lends.
        """
        with self.cursor():  # opens the connection, and checks that it lives
            link = self.connection
        # What is said within a transaction goes with it: in one of Django's all stays as it was; in ours it was said.
        if self.in_atomic_block or link.pgconn.transaction_status != TransactionStatus.IDLE:
            yield
            return
        _say(link, b"BEGIN READ ONLY; SET LOCAL plan_cache_mode = force_generic_plan")
        try:
            yield
        finally:
            if link.pgconn.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):  # else lost
                _say(link, b"COMMIT")  # after an error, the server takes it for a ROLLBACK

    def init_connection_state(self) -> None:
        """Say once, to a new connection, how the statements of pages are to be run."""
        super().init_connection_state()
        self.connection.execute(OF_PAGES)

    def is_usable(self) -> bool:
        """Whether the server is still at the other end.

        A server that stopped, or ended this session, has closed the connection: there is something to read on it, its
        end. When nothing is there to read, all is well, and a statement is saved; else the server itself is asked.
        """
        if self.connection is not None and not self.connection.closed:
            link = self.connection.pgconn
            poll = select.poll()
            poll.register(link.socket, select.POLLIN)
            if link.status == ConnStatus.OK and not poll.poll(0):
                return True
        usable: bool = super().is_usable()
        return usable
