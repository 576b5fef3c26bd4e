"""Statements written by hand, for the few that every page or sign-in makes: same text, same types on both databases."""

import contextlib
import datetime as dt
import functools
import itertools
import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

_ID_LENGTH = 36
MANY = 20


_MARK = re.compile(r"%(?:%|s|\((\w+)\)s)")


@functools.lru_cache(maxsize=1024)
def _numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """A statement as PostgreSQL itself counts values (`$1`), and their names in that order when they have names."""
    names: list[str] = []
    count = itertools.count(1)

    def number(mark: re.Match[str]) -> str:
        if mark[0] == "%%":
            return "%"
        if mark[1] is None:
            return f"${next(count)}"
        if mark[1] not in names:
            names.append(mark[1])
        return f"${names.index(mark[1]) + 1}"

    return _MARK.sub(number, sql), tuple(names)


def _counted(sql: str, params: Any) -> tuple[str, Sequence[Any]]:
    text, names = _numbered(sql)
    return text, [params[name] for name in names] if names else params


def _read(sql: str, params: Any, *, one_plan: bool = False) -> list[tuple[Any, ...]]:
    here: Any = connections[DEFAULT_DB_ALIAS]
    found: list[tuple[Any, ...]]
    if is_postgresql() and here.answers_at_once():
        text, values = _counted(sql, params)
        found = here.answered(text, values, one_plan=one_plan)
        return found
    if one_plan:
        with by_one_plan():
            return _read(sql, params)
    with here.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
        return found


def rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of one read. `%s` stands for each parameter; pass ids through `key`."""
    return _read(sql, params)


def rows_together(asked: Sequence[tuple[str, Any]]) -> list[list[tuple[Any, ...]]]:
    """The rows of several reads, which PostgreSQL is sent as one message (`kernel.steps`)."""
    here: Any = connections[DEFAULT_DB_ALIAS]
    if len(asked) < 2 or not is_postgresql() or not here.answers_at_once():
        return [_read(*one) for one in asked]
    found: list[list[tuple[Any, ...]]] = here.answered_together([_counted(*one) for one in asked])
    return found


def write(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> int:
    """How many rows one write changed. A write that gives rows back (RETURNING) goes through `rows`."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def is_postgresql() -> bool:
    """Whether the default connection is one of PostgreSQL. Read off the settings: `connection` is looked for each time
    in what belongs to the thread, and a page asks this some twenty times.
    """
    engine: str = connections.settings[DEFAULT_DB_ALIAS]["ENGINE"]
    return engine.endswith("postgresql")


def vendor() -> str:
    """ "postgresql" or "sqlite", as Django's `connection.vendor`."""
    return "postgresql" if is_postgresql() else "sqlite"


def key(value: uuid.UUID) -> Any:
    """An id as this database compares it."""
    return value if is_postgresql() else value.hex


def keys(values: Iterable[uuid.UUID]) -> list[Any]:
    """Ids as this database compares them."""
    return list(values) if is_postgresql() else [value.hex for value in values]


def moment(value: dt.datetime | None) -> Any:
    """A moment as a statement takes it."""
    return value if is_postgresql() else connection.ops.adapt_datetimefield_value(value)


def marks(values: Sequence[Any]) -> str:
    """`%s, %s` for an IN list of these values; `NULL`, which matches nothing, for an empty one."""
    return ", ".join(["%s"] * len(values)) or "NULL"


def takes_lists() -> bool:
    """Whether values can be handed over as one list: `column = ANY (%s)`, on PostgreSQL."""
    return is_postgresql()


def takes_many(values: Sized) -> bool:
    """Whether so many values are rather handed over as one list than one by one.

    A statement with a place for each of three hundred schools is read, planned and kept anew for each number of them.
    """
    return len(values) > MANY and takes_lists()


def rows_with_ids(sql: str, ids: Collection[uuid.UUID]) -> list[tuple[Any, ...]]:
    """The rows of one read that ends with `WHERE column` and takes those of these ids, however many."""
    if takes_many(ids):
        return _read(f"{sql} = ANY (%s)", [list(ids)])
    listed = keys(ids)
    return _read(f"{sql} IN ({marks(listed)})", listed)


def with_list(sql: str, told: Sequence[Any], ids: Collection[uuid.UUID]) -> tuple[str, Sequence[Any]]:
    """A read that ends with `WHERE column`, and takes those of these ids, after the values `told`: one text whatever
    the number of ids, on PostgreSQL. Its statement and its values.
    """
    if takes_lists():
        return f"{sql} = ANY (%s)", [*told, list(ids)]
    listed = keys(ids)
    before = [key(one) if isinstance(one, uuid.UUID) else one for one in told]
    return f"{sql} IN ({marks(listed)})", [*before, *listed]


def rows_with_list(sql: str, told: Sequence[Any], ids: Collection[uuid.UUID]) -> list[tuple[Any, ...]]:
    """Its rows."""
    return _read(*with_list(sql, told, ids))


def as_id(value: Any) -> uuid.UUID:
    """An id as Python holds it, from a value read."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def id_text(column: str) -> str:
    """The expression that tells an id of a column as a text (see `as_id_text`), where it is shown and not compared."""
    return f"CAST({column} AS text)"


def as_id_text(value: str) -> str:
    """An id as addresses write it, from a text read by `id_text`: SQLite's has no hyphens."""
    return value if len(value) == _ID_LENGTH else str(uuid.UUID(value))


def as_moment(value: Any) -> dt.datetime | None:
    """A moment as Python holds it, from a value read: SQLite tells computed ones as text, in UTC."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return value if value is None or value.tzinfo else value.replace(tzinfo=dt.UTC)


def as_day(value: Any) -> dt.date | None:
    """A day as Python holds it, from a value read: SQLite tells it as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def listed(column: str) -> str:
    """The expression that tells all ids of a column as one text; see `as_ids`."""
    return f"string_agg({column}::text, ',')" if is_postgresql() else f"group_concat({column})"


@functools.lru_cache(maxsize=256)
def as_ids(text: str) -> frozenset[uuid.UUID]:
    """The ids of such a text. Reading it is remembered, not what it says: a list that changed is another text."""
    return frozenset(uuid.UUID(one) for one in text.split(",")) if text else frozenset()


def joined(column: str) -> str:
    """The expression that tells all texts of a column as one, a line for each."""
    if is_postgresql():
        return f"string_agg({column}, chr(10))"
    return f"group_concat({column}, char(10))"


def take_stock(tables: Collection[str], rows: int) -> None:
    """Have PostgreSQL count again tables that a long write filled, when it believes that they have fewer rows.

    It does so by itself, but a minute or more later; until then it plans as if they were still empty, and what is
    asked meanwhile may take minutes.
    """
    if not is_postgresql() or connection.in_atomic_block:
        return
    believed = _read("SELECT max(reltuples) FROM pg_class WHERE relkind = 'r' AND relname = ANY (%s)", [list(tables)])
    if believed[0][0] < rows:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(connection.ops.quote_name(one) for one in tables))


def by_one_plan() -> contextlib.AbstractContextManager[None]:
    """Within this block, reads of many tables whose values are ids are planned once, not at each read."""
    planned_once = getattr(connections[DEFAULT_DB_ALIAS], "planned_once", contextlib.nullcontext)
    block: contextlib.AbstractContextManager[None] = planned_once()
    return block


def rows_by_one_plan(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The same as `named_rows`, for one such read."""
    return _read(sql, params, one_plan=True)


def named_rows(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The same with `%(name)s` for each parameter."""
    return _read(sql, params)
