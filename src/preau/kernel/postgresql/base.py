"""The connection to PostgreSQL (Django looks for `DatabaseWrapper` in a module of this name)."""

import contextlib
import datetime as dt
import functools
import select
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, adapters
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus

from preau.kernel.postgresql.prepared import Prepared

# A page's statements read a school: starting helpers for one costs more than they bring, on every core at once, and so
# does compiling it. Said by a statement, not at the opening: a PgBouncer between refuses what it does not know.
OF_PAGES = "SET max_parallel_workers_per_gather = 0; SET jit = off"

_MOMENT = adapters.types["timestamptz"].oid


def _answered(statement: str, values: Sequence[Any], many: bool, context: Mapping[str, Any]) -> Any:
    return context["prepared"].rows(statement, values, one_plan=context["one_plan"])


def _allowed(statement: str, values: Sequence[Any], many: bool, context: Mapping[str, Any]) -> Any:
    return statement, values


def _say(link: Connection, statement: bytes) -> None:
    """A statement without values or rows, by the shortest way: a cursor costs more than such a one."""
    told = link.pgconn.exec_(statement)
    if told.status != ExecStatus.COMMAND_OK:
        raise error_from_result(told)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's. A page's first read checks that the connection kept from the page before still lives."""

    _prepared: Prepared | None = None

    def answers_at_once(self) -> bool:
        """Whether `answered` may be asked: no transaction is open or to be opened, and nobody notes statements."""
        return self.autocommit and not self.queries_logged

    def answered(self, statement: str, values: Sequence[Any], *, one_plan: bool = False) -> list[tuple[Any, ...]]:
        """All rows of a statement that pages make again and again; values stand in it as `$1` (`kernel.sql`).
        `one_plan`: as within `planned_once`, without its ways to the server for the setting alone.

        As by Django's cursor: what watches over statements is asked, and errors are those of Django. That way costs as
        much as going to the server and back: a cursor is made each time, and each of its methods wrapped anew.
        """
        with self.wrap_database_errors:
            execute, prepared = self._watched(_answered), self._ready()
            context = {"connection": self, "prepared": prepared, "one_plan": one_plan}
            rows: list[tuple[Any, ...]] = execute(statement, values, False, context)
            return rows

    def answered_together(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
        """All rows of several such reads, sent together. What watches is asked of each before any of them leaves."""
        with self.wrap_database_errors:
            prepared = self._ready()
            execute, context = self._watched(_allowed), {"connection": self, "prepared": prepared}
            return prepared.rows_together([execute(statement, values, False, context) for statement, values in asked])

    def _watched(self, execute: Callable[..., Any]) -> Callable[..., Any]:
        for watch in reversed(self.execute_wrappers):
            execute = functools.partial(watch, execute)
        return execute

    def _ready(self) -> Prepared:
        self.close_if_health_check_failed()  # once a page
        prepared = self._prepared
        if prepared is None or prepared.link is not self.connection or prepared.link.closed:
            prepared = self._prepared = self._keeping()
        return prepared

    def _keeping(self) -> Prepared:
        # Django's loader of moments gives them any zone, in Python: 4 µs each, and a list has a hundred.
        plain = adapters.get_loader(_MOMENT, Format.TEXT)
        with self.cursor():  # opens the connection, and checks that it lives
            return Prepared(self.connection, {_MOMENT: plain} if plain and self.timezone is dt.UTC else {})

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
