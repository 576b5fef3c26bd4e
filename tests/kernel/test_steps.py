"""Reads that several rooms declare for one page go to the database together, and answer as each would alone."""

import uuid
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import DatabaseError, OperationalError, connection, transaction

from preau.kernel import readonly, sql
from preau.kernel.postgresql import prepared
from preau.kernel.scope import OutOfScope
from preau.kernel.steps import Steps, gathered, in_steps, read, run

pytestmark = pytest.mark.django_db(transaction=True)
ONLY_POSTGRESQL = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _open() -> None:
    connection.ensure_connection()


@in_steps
def doubled(number: int) -> Steps[int]:
    """Two reads, the second of what the first told."""
    ((first,),) = yield from read("SELECT %(n)s + 0", {"n": number})
    ((second,),) = yield from read("SELECT %s + %s", [first, first])
    return int(second)


@in_steps
def counted(number: int) -> Steps[int]:
    """Nothing asked of who counts nothing."""
    if not number:
        return 0
    return len((yield from read("SELECT %s UNION ALL SELECT 2", [number])))


def both(*numbers: int) -> list[Any]:
    """Several at once, one within another, and one that is settled."""
    return run(gathered(gathered(*map(doubled.steps, numbers)), counted.steps(numbers[0]), "settled"))


def test_each_is_answered_as_alone_wherever_it_is_asked() -> None:
    alone = [[doubled(one) for one in (3, 0, 40_000)], counted(3), "settled"]
    assert both(3, 0, 40_000) == alone == [[6, 0, 80_000], 2, "settled"]
    with transaction.atomic():
        assert both(3, 0, 40_000) == alone
    assert run(gathered()) == [] and counted(0) == 0


@ONLY_POSTGRESQL
def test_what_is_asked_together_leaves_and_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    real = prepared.Prepared.rows_together

    def noted(self: prepared.Prepared, asked: Any) -> Any:
        sent.append(len(asked))
        return real(self, asked)

    monkeypatch.setattr(prepared.Prepared, "rows_together", noted)
    assert both(1, 2, 3) == [[2, 4, 6], 2, "settled"]
    assert sent == [4, 3]


@ONLY_POSTGRESQL
def test_values_and_rows_of_each_are_its_own() -> None:
    number = uuid.UUID(int=7)
    asked = [("SELECT %s::int, %s", [7, "é"]), ("SELECT %s, NULL", [number]), ("SELECT 1 WHERE %s", [False])]
    for _time in range(3):
        assert sql.rows_together(asked) == [[(7, "é")], [(number, None)], []]


@ONLY_POSTGRESQL
def test_the_error_is_that_of_the_one_that_fails_and_the_connection_stays_well() -> None:
    fine = ("SELECT %s + 1", [1])
    for asked, words in ((("SELECT 1 / %s", [0]), "zero"), (("SELECT nothing FROM nowhere", []), "nowhere")):
        with pytest.raises(DatabaseError, match=words):
            sql.rows_together([fine, asked, fine])
        assert sql.rows_together([fine, fine]) == [[(2,)], [(2,)]]


@ONLY_POSTGRESQL
def test_what_is_prepared_no_more_or_makes_place_for_another_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [(f"SELECT {number}, %s", ["a"]) for number in range(4)]
    answers = [[(number, "a")] for number in range(4)]
    assert sql.rows_together(asked) == answers
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert sql.rows_together(asked) == answers
    monkeypatch.setattr(prepared, "KEPT", 2)
    assert sql.rows_together([*asked, ("SELECT 4, %s", ["a"])]) == [*answers, [(4, "a")]]


@ONLY_POSTGRESQL
def test_a_server_that_ends_the_session_is_told_and_the_next_page_opens_another() -> None:
    asked = [("SELECT pg_backend_pid()", []), ("SELECT 1", [])]
    here = sql.rows_together(asked)[0][0][0]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [here])
    finally:
        other.close()
    with pytest.raises(OperationalError):
        sql.rows_together(asked)
    request_started.send(None)
    assert sql.rows_together(asked)[0][0][0] != here


def test_each_is_watched_before_any_leaves() -> None:
    fine = ("SELECT 1", [])
    with pytest.raises(OutOfScope):
        sql.rows_together([fine, ("SELECT id FROM directory_homeroom", [])])
    with pytest.raises(readonly.WriteWhileReading), readonly.nothing_written():
        sql.rows_together([fine, ("UPDATE directory_person SET given_name = given_name WHERE 1 = 0 RETURNING id", [])])
    assert sql.rows_together([fine, fine]) == [[(1,)], [(1,)]]
