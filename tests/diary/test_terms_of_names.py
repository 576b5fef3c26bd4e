"""Names that go with who wrote a diary's pages: found by an index, not by reading every page of the academy."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from preau.diary.privacy import DUTY
from preau.kernel import signatures
from preau.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def test_pages_of_somebody_are_found_by_their_number_in_each_school() -> None:
    entries = [one for one in DUTY.signatures if one.told == "diary_pages_written"]
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        assert signatures.unsign(entries, [new_id(), new_id()]) == 0
    statement = next(one["sql"] for one in asked.captured_queries if one["sql"].startswith("UPDATE"))
    assert re.search(r"school_id.? IN \(SELECT", statement)
    explain = "EXPLAIN "
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table of a test is too small to be worth an index
        else:
            explain = "EXPLAIN QUERY PLAN "
        cursor.execute(explain + statement)
        plan = " ".join(str(one) for one in cursor.fetchall())
    assert "entries_of_writer" in plan, plan
