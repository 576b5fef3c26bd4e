"""Rows as lines of JSON that both databases can take back, and the snapshot they are read in."""

import base64
import contextlib
import datetime as dt
import decimal
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models, transaction
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_string

_NOT_KEPT_APPS = frozenset({"django_tasks_database"})
_BATCH = 2000


def kept_models() -> list[type[models.Model]]:
    """Models whose rows a backup holds."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not _is_passing(model)
    ]


def passing_models() -> list[type[models.Model]]:
    """Models whose rows a backup leaves out, and a restore empties: sessions, and what only wakes the worker."""
    return [model for model in apps.get_models() if model._meta.managed and _is_passing(model)]


def _is_passing(model: type[models.Model]) -> bool:
    return issubclass(model, AbstractBaseSession) or model._meta.app_label in _NOT_KEPT_APPS


def columns_of(model: type[models.Model]) -> list[tuple[str, str]]:
    """Names and kinds of a model's columns; a foreign key has the kind of what it points to."""
    found: list[tuple[str, str]] = []
    for field in model._meta.concrete_fields:
        target: Any = field
        while target.remote_field is not None:
            target = target.target_field
        found.append((str(field.column), target.get_internal_type()))
    return found


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """All reads of the block see one instant; writers go on. Nothing may be written in it."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        former = connection.transaction_mode  # type: ignore[attr-defined]
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # the usual IMMEDIATE would stop writers
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = former  # type: ignore[attr-defined]
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.timedelta):
        return duration_string(value)
    if isinstance(value, decimal.Decimal):
        return str(value)
    raise TypeError(f"no way to keep a {type(value).__name__}")


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)


def blocks_of(model: type[models.Model]) -> Iterator[tuple[bytes, int]]:
    """All rows of a model, as blocks of lines with their counts."""
    attributes = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.order_by().values_list(*attributes)
    lines: list[str] = []
    for row in rows.iterator(chunk_size=_BATCH):
        lines.append(_encoder.encode(row))
        if len(lines) >= _BATCH:
            yield ("\n".join(lines) + "\n").encode(), len(lines)
            lines.clear()
    if lines:
        yield ("\n".join(lines) + "\n").encode(), len(lines)


def _readers() -> dict[str, Callable[[Any], Any]]:
    """How a kept value of each kind becomes what this database's driver takes."""
    ops, features = connection.ops, connection.features

    def moment(value: str) -> Any:
        return ops.adapt_datetimefield_value(dt.datetime.fromisoformat(value))

    def identifier(value: str) -> Any:
        return uuid.UUID(value) if features.has_native_uuid_field else value

    def duration(value: str) -> Any:
        span = parse_duration(value)
        assert span is not None
        if features.has_native_duration_field:
            return span
        return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds

    return {
        "DateTimeField": moment,
        "DateField": lambda value: ops.adapt_datefield_value(dt.date.fromisoformat(value)),
        "TimeField": lambda value: ops.adapt_timefield_value(dt.time.fromisoformat(value)),
        "UUIDField": identifier,
        "BinaryField": base64.b64decode,
        "DurationField": duration,
        "DecimalField": lambda value: value if connection.vendor == "sqlite" else decimal.Decimal(value),
    }


def load(table: str, columns: list[tuple[str, str]], lines: Iterable[bytes]) -> int:
    """Insert the rows of these lines; how many. In the present transaction."""
    readers = _readers()
    json_value = connection.ops.adapt_json_value
    plan: list[Callable[[Any], Any] | None] = []
    for _name, kind in columns:
        plan.append((lambda value: json_value(value, None)) if kind == "JSONField" else readers.get(kind))
    nullable = _nullable_columns(table)
    json_not_null = {
        place for place, (name, kind) in enumerate(columns) if kind == "JSONField" and name not in nullable
    }
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name, _kind in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})"  # noqa: S608
    count = 0
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for line in lines:
            row = json.loads(line)
            for place, read in enumerate(plan):
                if read is not None and (row[place] is not None or place in json_not_null):
                    row[place] = read(row[place])
            batch.append(row)
            if len(batch) >= _BATCH:
                cursor.executemany(statement, batch)
                count += len(batch)
                batch.clear()
        if batch:
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _nullable_columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return {column.name for column in described if column.null_ok}


def empty(tables: Iterable[str]) -> None:
    """Delete all rows of these tables, in the present transaction."""
    quote = connection.ops.quote_name
    names = sorted(tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if names:
                cursor.execute("TRUNCATE " + ", ".join(quote(name) for name in names))
            return
        for name in names:
            cursor.execute(f"DELETE FROM {quote(name)}")  # noqa: S608


def first_table_with_rows(tables: Iterable[str]) -> str:
    """The first of these tables that exists and holds a row; empty when none does."""
    existing = set(connection.introspection.table_names())
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name in tables:
            if name in existing:
                cursor.execute(f"SELECT 1 FROM {quote(name)} LIMIT 1")  # noqa: S608
                if cursor.fetchone():
                    return name
    return ""
