"""Statements written by hand."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from preau.kernel import sql

pytestmark = pytest.mark.django_db(transaction=True)


def _mode() -> str:
    return str(sql.rows("SHOW plan_cache_mode")[0][0]) if connection.vendor == "postgresql" else "auto"


def test_a_statement_planned_once_leaves_the_others_as_they_were() -> None:
    asked = "SELECT %(value)s + 1"
    assert sql.rows_by_one_plan(asked, {"value": 1}) == [(2,)]
    assert _mode() == "auto"
    with transaction.atomic():
        assert sql.rows_by_one_plan(asked, {"value": 2}) == [(3,)]
        assert _mode() == "auto"
    with pytest.raises(DatabaseError):
        sql.rows_by_one_plan("SELECT nothing FROM nowhere", {})
    assert _mode() == "auto"
    with pytest.raises(DatabaseError), transaction.atomic():
        sql.rows_by_one_plan("SELECT nothing FROM nowhere", {})
    assert _mode() == "auto"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert sql.rows_by_one_plan(asked, {"value": 3}) == [(4,)]
        raise ZeroDivisionError
    assert _mode() == "auto"


@pytest.mark.postgres
def test_inside_it_one_plan_is_kept_for_all_values() -> None:
    assert sql.rows_by_one_plan("SHOW plan_cache_mode", {}) == [("force_generic_plan",)]


@pytest.mark.postgres
def test_what_was_set_for_the_connection_is_back_afterwards_whatever_happened() -> None:
    asked = {"value": 1}
    sql.rows("SELECT set_config('plan_cache_mode', 'force_custom_plan', false)")
    try:
        assert sql.rows_by_one_plan("SHOW plan_cache_mode", {}) == [("force_generic_plan",)]
        assert _mode() == "force_custom_plan", "not the server's own: this connection's"
        with pytest.raises(DatabaseError):
            sql.rows_by_one_plan("SELECT nothing FROM nowhere", asked)
        assert _mode() == "force_custom_plan"
        with pytest.raises(ZeroDivisionError), connection.planned_once():
            raise ZeroDivisionError
        assert _mode() == "force_custom_plan"
        with transaction.atomic():  # a transaction may follow: none was left open
            assert sql.rows_by_one_plan("SELECT %(value)s + 1", asked) == [(2,)]
    finally:
        sql.rows("SELECT set_config('plan_cache_mode', 'auto', false)")


@pytest.mark.postgres
def test_inside_it_nothing_is_written() -> None:
    with pytest.raises(DatabaseError), connection.planned_once():
        sql.write("CREATE TABLE never (one int)", [])


@pytest.mark.parametrize(
    "text", ["2026-11-27 08:05:01.123456+00", "2026-03-29 01:00:00+00", "1999-12-31 23:59:59.9+00"]
)
def test_a_moment_is_read_in_utc_as_django_reads_it(text) -> None:
    at = dt.datetime.fromisoformat(text)
    column = connection.ops.adapt_datetimefield_value(at)
    cast = "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
    for _ in range(2):  # the second by the cursor that is kept
        found = sql.as_moment(sql.rows(f"SELECT {cast}", [column])[0][0])
        assert found == at
        assert found.tzinfo is dt.UTC
