"""Many rows at once on both databases: COPY and arrays on PostgreSQL, executemany and JSON lists on SQLite.

Values are plain: text, integers, booleans, None, bytes; identifiers are 32 hexadecimal characters, days are ISO text,
moments come from `moment`. Table and column names come from the models, never from data.
"""

import datetime as dt
import functools
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from preau.kernel import scope
from preau.kernel.tenancy import TenantModel

Row = tuple[Any, ...]
Model = type[models.Model]
BLOCK = 500
"""Rows sent to COPY at a time, so that memory stays flat."""


def is_postgresql() -> bool:
    """True on PostgreSQL."""
    return connection.vendor == "postgresql"


def moment(at: dt.datetime) -> str:
    """An aware moment as the database keeps it."""
    if is_postgresql():
        return at.isoformat()
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")


def uid(column: str) -> str:
    """SQL that reads an identifier as 32 hexadecimal characters."""
    return f"encode(uuid_send({column}), 'hex')" if is_postgresql() else column


def day(column: str) -> str:
    """SQL that reads a day as ISO text."""
    return f"CAST({column} AS TEXT)"


def among(column: str, kind: str = "text") -> str:
    """SQL condition: the column is one of a list passed as `many(values)`; `kind` is text, uuid or bigint."""
    if is_postgresql():
        return f"{column} = ANY(%s::{kind}[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608


def many(values: Iterable[Any]) -> Any:
    """The parameter that goes with `among`."""
    return list(values) if is_postgresql() else json.dumps(list(values))


def among_pairs(first: str, second: str) -> str:
    """SQL condition: an identifier and a text are one of the pairs passed as `many_pairs(pairs)`."""
    if is_postgresql():
        return f"({first}, {second}) IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))"  # noqa: S608
    values = "json_extract(value, '$[0]'), json_extract(value, '$[1]')"
    return f"({first}, {second}) IN (SELECT {values} FROM json_each(%s))"  # noqa: S608


def many_pairs(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """The parameters that go with `among_pairs`."""
    listed = list(pairs)
    if is_postgresql():
        return [[one for one, _other in listed], [other for _one, other in listed]]
    return [json.dumps(listed)]


def rows_of(sql: str, params: Sequence[Any] = ()) -> list[Row]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def run(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement; returns the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def _copied_text(value: str) -> str:
    if "\\" in value or "\n" in value or "\t" in value or "\r" in value:
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return value


_COPIED: dict[type, Callable[[Any], str]] = {
    str: _copied_text,
    int: str,
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: "\\N",
    bytes: lambda value: "\\\\x" + value.hex(),
}


def _columns(model: Model, columns: Sequence[str]) -> str:
    known = {field.column for field in model._meta.concrete_fields}
    unknown = set(columns) - known
    if unknown:
        raise ValueError(f"{model.__name__} has no column {sorted(unknown)}")
    return ", ".join(f'"{column}"' for column in columns)


def _check_scope(model: Model) -> None:
    if issubclass(model, TenantModel):
        scope.current()


def insert(model: Model, columns: Sequence[str], rows: Sequence[Row]) -> int:
    """Add rows to a model's table; raises IntegrityError like any insert."""
    if not rows:
        return 0
    _check_scope(model)
    names, table = _columns(model, columns), model._meta.db_table
    with connection.cursor() as cursor:
        if is_postgresql():
            _copy(cursor, f'COPY "{table}" ({names}) FROM STDIN', rows)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)  # noqa: S608
    return len(rows)


def _copy(cursor: CursorWrapper, statement: str, rows: Sequence[Row]) -> None:
    copied = _COPIED
    with cursor.copy(statement) as copy:
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            lines = ["\t".join([copied[type(value)](value) for value in row]) for row in block]
            lines.append("")
            copy.write("\n".join(lines))


@functools.cache
def _cast(model: Model, column: str) -> str:
    """The type of a column on PostgreSQL."""
    for field in model._meta.concrete_fields:
        if field.column == column:
            # For a foreign key Django answers with the type of the key it points to.
            kind = field.db_type(connection) or "text"
            return "text" if kind.startswith("varchar") else kind
    raise ValueError(f"{model.__name__} has no column {column}")


def update(model: Model, columns: Sequence[str], rows: Sequence[Row], *, key: str = "id") -> int:
    """Change rows: each is (key, value of each column…)."""
    if not rows:
        return 0
    _check_scope(model)
    _columns(model, [key, *columns])
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if is_postgresql():
            changes = ", ".join(f'"{column}" = v."{column}"' for column in columns)
            arrays = ", ".join(f"%s::{_cast(model, column)}[]" for column in [key, *columns])
            names = ", ".join(f'"{column}"' for column in [key, *columns])
            statement = (
                f'UPDATE "{table}" AS t SET {changes} FROM unnest({arrays}) AS v({names}) '  # noqa: S608
                f'WHERE t."{key}" = v."{key}"'
            )
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
        else:
            changes = ", ".join(f'"{column}" = %s' for column in columns)
            statement = f'UPDATE "{table}" SET {changes} WHERE "{key}" = %s'  # noqa: S608
            cursor.executemany(statement, [(*row[1:], row[0]) for row in rows])
    return len(rows)


def delete(model: Model, ids: Sequence[str], *, key: str = "id") -> int:
    """Remove rows by their identifiers."""
    if not ids:
        return 0
    _check_scope(model)
    _columns(model, [key])
    return run(
        f'DELETE FROM "{model._meta.db_table}" WHERE {among(key, "uuid")}',  # noqa: S608
        [many(ids)],
    )
