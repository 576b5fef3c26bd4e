"""Jobs: once by key, taken under a lease, taken up again, given up; due times once, also across changes of clock."""

import datetime as dt
import threading
import uuid
import zoneinfo
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from preau.kernel import clock, due, jobs, scope
from preau.kernel.jobs import Due, UnknownJob, enqueue, handler, run, settle, sweep
from preau.kernel.models import DueTime, Job
from preau.kernel.registry import modules_named

PARIS = zoneinfo.ZoneInfo("Europe/Paris")


@pytest.fixture
def declare() -> Iterator[Callable[..., None]]:
    """Declare handlers and due tasks that go with the test."""
    modules_named("tasks")  # the rooms' own work is declared once, at first import: not to be forgotten with the test's
    kinds, dues = dict(jobs._kinds), dict(jobs._dues)

    def add(name: str, function: Any, **how: Any) -> None:
        handler(name, **how)(function)

    yield add
    jobs._kinds.clear()
    jobs._kinds.update(kinds)
    jobs._dues.clear()
    jobs._dues.update(dues)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.timedelta], None]:
    """Moves the clock."""
    shift = [dt.timedelta(0)]
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + shift[0])

    def move(by: dt.timedelta) -> None:
        shift[0] += by

    return move


@pytest.mark.django_db
def test_a_key_is_enqueued_once(declare: Callable[..., None]) -> None:
    seen: list[str] = []
    declare("test.note", lambda job: seen.append(job.payload["word"]))
    first = enqueue("test.note", key="note/1", payload={"word": "one"})
    again = enqueue("test.note", key="note/1", payload={"word": "two"})
    assert again.pk == first.pk
    assert settle() == 1
    assert enqueue("test.note", key="note/1").state == Job.State.DONE
    assert settle() == 0
    assert seen == ["one"]


@pytest.mark.django_db(transaction=True)
def test_a_job_goes_with_the_transaction_that_enqueued_it(declare: Callable[..., None]) -> None:
    declare("test.note", lambda job: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue("test.note", key="note/1")
        raise ZeroDivisionError
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_a_name_that_nobody_handles_is_refused_at_once() -> None:
    with pytest.raises(UnknownJob):
        enqueue("test.nobody", key="x")


@pytest.mark.django_db
def test_a_job_runs_in_the_scope_of_its_tenant(declare: Callable[..., None]) -> None:
    scopes: list[scope.Scope] = []
    declare("test.scope", lambda job: scopes.append(scope.current()))
    school = uuid.uuid4()
    enqueue("test.scope", key="a", tenant=school)
    enqueue("test.scope", key="b")
    settle()
    assert scopes[0].tenants == frozenset([school])
    assert scopes[1].is_everything
    assert scopes[1].reason == "job test.scope"
    assert not scope.is_open()


@pytest.mark.django_db
def test_a_failure_is_tried_again_later_then_given_up(
    declare: Callable[..., None], now: Callable[[dt.timedelta], None]
) -> None:
    tries: list[int] = []

    def fail(job: Job) -> None:
        tries.append(job.attempts)
        raise ValueError("jean.dupont@example.fr")

    declare("test.fail", fail, attempts=3)
    job = enqueue("test.fail", key="x")
    assert settle() == 1
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert job.run_at > clock.now()
    for _ in range(4):
        now(dt.timedelta(hours=2))
        settle()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert tries == [1, 2, 3]
    assert "ValueError" in job.last_error
    assert "dupont" not in job.last_error
    assert jobs.try_again(job.pk)
    settle()
    assert tries[-1] == 1


@pytest.mark.django_db
def test_a_leased_job_is_nobody_elses_until_its_lease_ends(
    declare: Callable[..., None], now: Callable[[dt.timedelta], None]
) -> None:
    ran: list[str] = []
    declare("test.slow", lambda job: ran.append(job.lease_owner))
    job = enqueue("test.slow", key="x")
    taken = jobs._take(job.pk, "someone")
    assert taken is not None
    assert not run(job.pk)
    assert sweep() == 0
    now(jobs.LEASE + dt.timedelta(seconds=1))
    assert sweep() == 1
    assert sweep() == 0, "woken once a minute"
    assert run(job.pk)
    assert len(ran) == 1
    assert ran[0] != "someone"
    assert not jobs._mine(taken[0], "someone").exists(), "who lost the lease can write nothing any more"


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_is_given_up(
    declare: Callable[..., None], now: Callable[[dt.timedelta], None]
) -> None:
    declare("test.poison", lambda job: None, attempts=2)
    job = enqueue("test.poison", key="x")
    for _ in range(2):
        assert jobs._take(job.pk, "killed") is not None
        now(jobs.LEASE + dt.timedelta(seconds=1))
    assert not run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_handler_runs(declare: Callable[..., None]) -> None:
    seen: list[dt.datetime | None] = []

    def slow(job: Job) -> None:
        seen.append(Job.objects.get(pk=job.pk).lease_until)
        waited = threading.Event()
        for _ in range(100):
            waited.wait(0.1)
            seen.append(Job.objects.get(pk=job.pk).lease_until)
            if seen[-1] != seen[0]:
                return

    declare("test.slow", slow, lease=dt.timedelta(seconds=0.9))
    assert run(enqueue("test.slow", key="x").pk)
    assert seen[0] is not None
    assert seen[-1] is not None
    assert seen[-1] > seen[0]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_does_the_job(declare: Callable[..., None]) -> None:
    ran: list[int] = []
    declare("test.race", lambda job: ran.append(1))
    job = enqueue("test.race", key="x")
    start = threading.Barrier(4)

    def go() -> None:
        try:
            start.wait()
            run(job.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert ran == [1]


@pytest.mark.django_db
def test_a_job_for_later_waits(declare: Callable[..., None], now: Callable[[dt.timedelta], None]) -> None:
    declare("test.later", lambda job: None)
    job = enqueue("test.later", key="x", run_at=clock.now() + dt.timedelta(hours=1))
    assert settle() == 0
    assert sweep() == 0
    assert not DBTaskResult.objects.exists()
    now(dt.timedelta(hours=1, seconds=1))
    assert sweep() == 1
    assert DBTaskResult.objects.count() == 1
    assert run(job.pk)


# --- due times ---------------------------------------------------------------------------------------------------


def paris(*parts: int, fold: int = 0) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=PARIS, fold=fold).astimezone(dt.UTC)  # type: ignore[misc,arg-type]


def test_a_daily_time_that_does_not_exist_comes_once_an_hour_later() -> None:
    task = Due("x", None, dt.time(2, 30))
    before = due.last_due(task, paris(2026, 3, 29, 1, 59))
    assert before == paris(2026, 3, 28, 2, 30)
    after = due.last_due(task, paris(2026, 3, 29, 3, 30))
    assert after == paris(2026, 3, 29, 3, 30)
    assert due.last_due(task, paris(2026, 3, 29, 23, 0)) == after
    assert due.last_due(task, paris(2026, 3, 30, 2, 30)) == paris(2026, 3, 30, 2, 30)


def test_a_daily_time_that_comes_twice_is_due_the_first_time() -> None:
    task = Due("x", None, dt.time(2, 30))
    first = paris(2026, 10, 25, 2, 30, fold=0)
    assert due.last_due(task, first) == first
    assert due.last_due(task, paris(2026, 10, 25, 2, 30, fold=1)) == first


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize("night", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_a_daily_task_runs_once_on_the_nights_when_clocks_change(declare: Callable[..., None], night: dt.date) -> None:
    ran: list[int] = []
    jobs.due("test.nightly", at="02:30")(lambda: ran.append(1))
    moment = dt.datetime.combine(night, dt.time(0, 0), PARIS).astimezone(dt.UTC)
    due.tick(moment)
    while moment < dt.datetime.combine(night, dt.time(23, 50), PARIS).astimezone(dt.UTC):
        moment += dt.timedelta(minutes=10)
        due.tick(moment)
    assert Job.objects.filter(name="test.nightly").count() == 1


@pytest.mark.django_db
def test_missed_due_times_are_made_up_for_once(declare: Callable[..., None]) -> None:
    jobs.due("test.hourly", every=dt.timedelta(hours=1))(lambda: None)
    start = dt.datetime(2026, 11, 24, 8, 10, tzinfo=dt.UTC)
    due.tick(start)
    assert not Job.objects.filter(name="test.hourly").exists(), "seen for the first time: it waits"
    due.tick(start + dt.timedelta(hours=7))
    assert [job.key for job in Job.objects.filter(name="test.hourly")] == ["test.hourly@2026-11-24T15:00:00+00:00"]


@pytest.mark.django_db
def test_a_clock_set_back_neither_doubles_nor_silences(declare: Callable[..., None]) -> None:
    jobs.due("test.hourly", every=dt.timedelta(hours=1))(lambda: None)
    start = dt.datetime(2026, 11, 24, 8, 10, tzinfo=dt.UTC)
    due.tick(start)
    due.tick(start + dt.timedelta(days=365))
    due.tick(start + dt.timedelta(minutes=30))
    due.tick(start + dt.timedelta(hours=1))
    due.tick(start)
    due.tick(start + dt.timedelta(hours=1))
    keys = [job.key for job in Job.objects.filter(name="test.hourly").order_by("created_at")]
    assert keys == ["test.hourly@2027-11-24T08:00:00+00:00", "test.hourly@2026-11-24T09:00:00+00:00"]


@pytest.mark.django_db(transaction=True)
def test_a_due_time_is_enqueued_once_among_workers(declare: Callable[..., None]) -> None:
    jobs.due("test.hourly", every=dt.timedelta(hours=1))(lambda: None)
    start = dt.datetime(2026, 11, 24, 8, 10, tzinfo=dt.UTC)
    due.tick(start)
    together = threading.Barrier(4)
    counts: list[int] = []

    def go() -> None:
        try:
            together.wait()
            counts.append(due.tick(start + dt.timedelta(hours=1)))
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Job.objects.filter(name="test.hourly").count() == 1
    assert DueTime.objects.get(name="test.hourly").last_due_at == start.replace(hour=9, minute=0)


def test_due_tasks_say_when() -> None:
    with pytest.raises(ValueError, match="either"):
        jobs.due("x")
    with pytest.raises(ValueError, match="once a minute"):
        jobs.due("x", every=dt.timedelta(seconds=5))
