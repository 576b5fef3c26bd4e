"""Statements by hand go to PostgreSQL by a road of their own, and say the same there as by the driver's."""

import datetime as dt
import time
import uuid
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.backends.signals import connection_created
from hypothesis import given
from hypothesis import strategies as st

from preau.kernel import readonly, sql
from preau.kernel.postgresql import prepared
from preau.kernel.scope import OutOfScope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

AT = dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
VALUES: list[Any] = [
    None, True, 0, 7, 40_000, 3_000_000_000, -1.5, "", "l’été %s %(a)s $1 '", "a" * 5_000, b"\x00\xff",
    uuid.UUID(int=7), AT, AT.date(), dt.timedelta(hours=3), [uuid.UUID(int=8), uuid.UUID(int=9)], [1, 2],
]  # fmt: skip


@pytest.fixture(autouse=True)
def _open() -> None:
    connection.ensure_connection()


def _kept() -> dict[tuple[str, tuple[int, ...]], bytes]:
    kept: Any = connection
    names: dict[tuple[str, tuple[int, ...]], bytes] = kept._prepared._names
    return names


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_as_in_a_transaction_where_the_driver_is_asked(value: Any) -> None:
    asked, params = "SELECT %(value)s, 1, %(value)s", {"value": value}
    here = sql.named_rows(asked, params)
    assert any(text.startswith("SELECT $1, 1") for text, _types in _kept()), "it went by its own road"
    with transaction.atomic():
        assert sql.named_rows(asked, params) == here
    assert sql.named_rows(asked, params) == here == [(value, 1, value)]


def test_places_are_counted_in_order_and_percents_are_percents() -> None:
    assert sql.rows("SELECT %s || '100 %%' || %s LIKE '%%z'", ["a", "z"]) == [(True,)]
    asked = "SELECT %(b)s - %(a)s, %(b)s"
    assert sql.named_rows(asked, {"a": 1, "b": 3, "more": 9}) == [(2, 3)]


@given(st.lists(st.integers(-(2**62), 2**62), max_size=5))
def test_a_number_of_any_size_is_read_by_one_statement(numbers: list[int]) -> None:
    for number in numbers:
        assert sql.rows("SELECT %s + 0", [number]) == [(number,)]


def test_a_statement_of_a_thousand_values_is_answered() -> None:
    values = list(range(1000))
    assert sql.rows(f"SELECT count(*) FROM (VALUES {', '.join(['(%s)'] * 1000)}) v", values) == [(1000,)]


def test_as_many_as_the_driver_keeps_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "KEPT", 5)
    for number in range(12):
        assert sql.rows(f"SELECT {number}, %s", ["a"]) == [(number, "a")]
    assert len(_kept()) <= 5
    server = sql.rows("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'preau%%'")
    assert server[0][0] <= 5
    assert sql.rows("SELECT 0, %s", ["a"]) == [(0, "a")]


def test_statements_set_aside_by_others_are_prepared_again() -> None:
    assert sql.rows("SELECT %s + 1", [1]) == [(2,)]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert sql.rows("SELECT %s + 1", [1]) == [(2,)]


def test_a_table_that_changed_is_read_as_it_is_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE changing (a integer)")
        try:
            cursor.execute("INSERT INTO changing VALUES (7)")
            assert sql.rows("SELECT * FROM changing") == [(7,)]
            cursor.execute("ALTER TABLE changing ADD COLUMN b text DEFAULT 'x'")
            assert sql.rows("SELECT * FROM changing") == [(7, "x")]
        finally:
            cursor.execute("DROP TABLE changing")


def test_errors_are_those_of_django_and_leave_the_connection_well() -> None:
    with pytest.raises(DatabaseError, match="nowhere"):
        sql.rows("SELECT nothing FROM nowhere")
    with pytest.raises(DatabaseError, match="zero"):
        sql.rows("SELECT 1 / %s", [0])
    with pytest.raises(DatabaseError, match="no rows"):
        sql.rows("SET application_name = 'x'")
    assert sql.rows("SELECT 1") == [(1,)]


def test_a_server_that_ends_the_session_is_told_and_the_next_page_opens_another() -> None:
    (here,) = sql.rows("SELECT pg_backend_pid()")[0]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [here])
    finally:
        other.close()
    with pytest.raises(OperationalError):
        sql.rows("SELECT pg_backend_pid()")
    request_started.send(None)
    opened: list[Any] = []

    def note(**_told: Any) -> None:
        opened.append(1)

    connection_created.connect(note)
    try:
        assert sql.rows("SELECT pg_backend_pid()")[0][0] != here
    finally:
        connection_created.disconnect(note)
    assert opened == [1]


def test_a_server_that_was_away_between_two_pages_is_noticed_by_none() -> None:
    (here,) = sql.rows("SELECT pg_backend_pid()")[0]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [here])
    finally:
        other.close()
    time.sleep(0.2)
    request_started.send(None)
    assert sql.rows("SELECT pg_backend_pid()")[0][0] != here


def test_both_fences_stand_on_this_road() -> None:
    with pytest.raises(OutOfScope):
        sql.rows("SELECT id FROM directory_affiliation WHERE 1 = 0")
    with readonly.nothing_written(), pytest.raises(readonly.WriteWhileReading):
        sql.rows("UPDATE directory_person SET given_name = given_name WHERE 1 = 0 RETURNING id")


def test_inside_a_transaction_what_it_wrote_is_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written (a integer)")
    try:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert sql.write("INSERT INTO written VALUES (%s)", [7]) == 1
            assert sql.rows("SELECT a FROM written") == [(7,)]
            raise ZeroDivisionError
        assert sql.rows("SELECT a FROM written") == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE written")
