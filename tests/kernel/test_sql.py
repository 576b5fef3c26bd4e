"""Statements written by hand."""

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
