"""Statements that pages make again and again, prepared on a connection and asked for by the shortest way."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Connection, RawCursor
from psycopg.abc import Loader
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import (
    FeatureNotSupported,
    InvalidSqlStatementName,
    OperationalError,
    ProgrammingError,
    error_from_result,
)
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

KEPT = 100
"""Statements that a connection keeps prepared, as many as the driver's own: each holds some memory of the server."""

# The driver sets all of a connection's statements aside after a DROP, an ALTER or a ROLLBACK, and a changed table makes
# one void: what is said again is then prepared again.
_PREPARED_NO_MORE = (InvalidSqlStatementName, FeatureNotSupported)
_ONE_PLAN = b"SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"
"""Until the end of what is sent with it, which is one transaction for the server."""


class Prepared:
    """The statements prepared on one connection. Rows and values go through the driver's own adapters.

    A cursor of the driver does the same, and more: it keeps its last answer, looks whether a transaction is to be begun
    and whether the statement comes often enough. For a short one that costs as much again as the server's answer. So no
    transaction is begun here: who has one open asks elsewhere.
    """

    def __init__(self, link: Connection, loaders: Mapping[int, type[Loader]]) -> None:
        self.link = link
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._count = 0
        cursor = RawCursor(link)  # for adapters of one's own, which change without changing those of the connection
        for kind, loader in loaders.items():
            cursor.adapters.register_loader(kind, loader)
        self._adapted = Transformer(cursor)

    def rows(self, statement: str, values: Sequence[Any], *, one_plan: bool = False) -> list[tuple[Any, ...]]:
        """All rows of one statement whose values stand as `$1`. Errors are the driver's. `one_plan`: the server keeps
        one plan for all values (`base.planned_once`).
        """
        adapted = self._adapted
        sent = adapted.dump_sequence(values, [PyFormat.AUTO] * len(values))
        return self._loaded(self._asked((statement, adapted.types or ()), sent, one_plan))

    def rows_together(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
        """The rows of each of several reads, with their values, sent as one message and answered as one.

        When one of them fails, or is prepared no more, they are asked one by one: reads may be, and the error is that
        of the one that fails.
        """
        adapted, ready = self._adapted, []
        for statement, values in asked:
            sent = adapted.dump_sequence(values, [PyFormat.AUTO] * len(values))
            key, formats = (statement, adapted.types or ()), adapted.formats
            ready.append((self._names.get(key) or self._prepare(key), sent, formats))
        try:
            found = self._answers(ready)
        except BaseException:
            self.link.close()  # what was sent may still be answered, to nobody
            raise
        if any(one is None or one.status != ExecStatus.TUPLES_OK for one in found):
            return [self.rows(statement, values) for statement, values in asked]
        return [self._loaded(one) for one in found if one is not None]

    def _answers(self, ready: Sequence[tuple[bytes, Sequence[Any], Any]]) -> list[PGresult | None]:
        link = self.link.pgconn
        link.enter_pipeline_mode()
        for name, sent, formats in ready:
            link.send_query_prepared(name, sent, formats)
        link.pipeline_sync()
        found = []
        for _one in ready:
            found.append(link.get_result())
            link.get_result()  # None: all of this one's answer came
        link.get_result()  # the mark that stands after the last
        if link.status == ConnStatus.OK:
            link.exit_pipeline_mode()
        return found

    def _loaded(self, found: PGresult) -> list[tuple[Any, ...]]:
        adapted = self._adapted
        adapted.set_pgresult(found)
        rows = adapted.load_rows(0, found.ntuples, tuple)
        adapted.set_pgresult(None)
        return rows

    def _asked(self, key: tuple[str, tuple[int, ...]], sent: Sequence[Any], one_plan: bool) -> PGresult:
        name = self._names.get(key)
        if name is not None:
            try:
                return self._answer(name, sent, one_plan)
            except _PREPARED_NO_MORE:
                if self.link.pgconn.transaction_status != TransactionStatus.IDLE:
                    raise
                self._forget(key)
        return self._answer(self._prepare(key), sent, one_plan)

    def _by_one_plan(self, name: bytes, sent: Sequence[Any]) -> PGresult:
        """The setting and the statement in one way to the server and back; their transaction ends with them."""
        link = self.link.pgconn
        link.enter_pipeline_mode()
        try:
            link.send_query_params(_ONE_PLAN, None)
            link.send_query_prepared(name, sent, self._adapted.formats)
            link.pipeline_sync()
            answers = []
            while True:
                found = link.get_result()
                if found is None:  # the end of one statement's answers, or of a line that was lost
                    if link.status == ConnStatus.BAD:
                        raise OperationalError(link.get_error_message())
                    continue
                if found.status == ExecStatus.PIPELINE_SYNC:
                    break
                answers.append(found)
        finally:
            if link.status == ConnStatus.OK:
                link.exit_pipeline_mode()
        # What went wrong first: what follows in the same sending is only told to be left out.
        return next((one for one in answers if one.status == ExecStatus.FATAL_ERROR), answers[-1])

    def _answer(self, name: bytes, sent: Sequence[Any], one_plan: bool) -> PGresult:
        if one_plan:
            found = self._by_one_plan(name, sent)
        else:
            found = self.link.pgconn.exec_prepared(name, sent, self._adapted.formats)
        if found.status == ExecStatus.COMMAND_OK:
            raise ProgrammingError("the statement gives no rows")
        if found.status != ExecStatus.TUPLES_OK:
            raise self._error(found)
        return found

    def _error(self, found: PGresult) -> Exception:
        link = self.link.pgconn
        if link.status == ConnStatus.BAD:  # the server has gone: what it said last is no answer with a code
            return OperationalError(link.get_error_message())
        return error_from_result(found)

    def _forget(self, key: tuple[str, tuple[int, ...]]) -> None:
        self.link.pgconn.exec_(b"DEALLOCATE " + self._names.pop(key))  # the server may have set it aside already

    def _prepare(self, key: tuple[str, tuple[int, ...]]) -> bytes:
        link = self.link.pgconn
        if len(self._names) >= KEPT:
            self._forget(next(iter(self._names)))
        self._count += 1
        name = b"preau_%d" % self._count
        made = link.prepare(name, key[0].encode(), key[1])
        if made.status != ExecStatus.COMMAND_OK:
            raise self._error(made)
        self._names[key] = name
        return name
