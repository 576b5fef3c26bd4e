"""A page that reads cannot write."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from preau.kernel.models import DueTime
from preau.kernel.readonly import ReadOnlyMiddleware, WriteWhileReading, is_read, once, writes_on_get


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "  select a from b",
        "(SELECT 1) UNION (SELECT 2)",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        'SELECT "updated_at" FROM a',
        "SAVEPOINT s1",
        "RELEASE SAVEPOINT s1",
        "EXPLAIN SELECT 1",
    ],
)
def test_reads_pass(sql: str) -> None:
    assert is_read(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO a VALUES (1)",
        "update a set b = 1",
        "DELETE FROM a",
        "WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone",
        "with x as (select 1) insert into a select * from x",
        "EXPLAIN ANALYZE UPDATE a SET b = 1",
        "DROP TABLE a",
        "TRUNCATE a",
        "COPY a FROM STDIN",
        "CREATE TABLE a (b int)",
        "VACUUM",
    ],
)
def test_writes_do_not(sql: str) -> None:
    assert not is_read(sql)


def writing(request: HttpRequest) -> HttpResponse:
    from preau.kernel import clock

    with transaction.atomic():
        DueTime.objects.create(name="written", last_due_at=clock.now())
    return HttpResponse()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_view_that_writes_on_a_safe_method_raises(rf: RequestFactory, method: str) -> None:
    with pytest.raises(WriteWhileReading):
        ReadOnlyMiddleware(writing)(getattr(rf, method)("/"))
    assert not DueTime.objects.filter(name="written").exists()


@pytest.mark.django_db
def test_the_refusal_does_not_repeat_values(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        DueTime.objects.filter(name="Canari").delete()
        return HttpResponse()

    with pytest.raises(WriteWhileReading) as refusal:
        ReadOnlyMiddleware(view)(rf.get("/"))
    assert "Canari" not in str(refusal.value)


@pytest.mark.django_db
def test_a_post_writes(rf: RequestFactory) -> None:
    ReadOnlyMiddleware(writing)(rf.post("/"))
    assert DueTime.objects.filter(name="written").exists()


@pytest.mark.django_db
def test_writing_is_free_again_after_the_view(rf: RequestFactory) -> None:
    ReadOnlyMiddleware(lambda request: HttpResponse(str(DueTime.objects.count())))(rf.get("/"))
    writing(rf.get("/"))
    assert DueTime.objects.filter(name="written").exists()
    assert not [one for one in connection.execute_wrappers if one.__name__ == "refuse_writes"]


def _counted(times: list[int]) -> int:
    times.append(1)
    return len(times)


def _asking_twice(times: list[int]) -> Any:
    return lambda request: HttpResponse(
        f"{once('key', lambda: _counted(times))} {once('key', lambda: _counted(times))}"
    )


def test_a_page_that_reads_reads_once_and_the_next_page_anew(rf: RequestFactory) -> None:
    times: list[int] = []
    page = ReadOnlyMiddleware(_asking_twice(times))
    assert page(rf.get("/")).content == b"1 1"
    assert page(rf.get("/")).content == b"2 2"
    assert once("key", lambda: _counted(times)) == 3


def test_what_may_write_reads_anew_each_time(rf: RequestFactory) -> None:
    times: list[int] = []
    page = ReadOnlyMiddleware(_asking_twice(times))
    assert page(rf.post("/")).content == b"1 2"
    view = writes_on_get("a clause")(_asking_twice(times))

    def handler(request: HttpRequest) -> HttpResponse:
        page.process_view(request, view, (), {})
        return view(request)

    page.get_response = handler
    assert page(rf.get("/")).content == b"3 4"
    assert once("key", lambda: 0) == 0


def test_it_is_the_innermost_layer(settings) -> None:
    assert settings.MIDDLEWARE[-1] == "preau.kernel.readonly.ReadOnlyMiddleware"
    assert settings.MIDDLEWARE[0] == "preau.kernel.middleware.RequestMiddleware"
