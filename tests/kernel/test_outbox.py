"""The outbox: at least once, in order within a tenant, poison parked, no committed event missed by who reads along."""

import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from preau.kernel import clock, events, outbox, scope
from preau.kernel.models import OutboxEvent
from preau.kernel.outbox import Cursor, dispatch

SCHOOL, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def subscribe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Subscribe for the length of a test."""
    outbox.modules_named("subscriptions")

    def add(topic: str, function: Callable[[OutboxEvent], None]) -> None:
        events.subscribe(topic)(function)

    yield add
    for topic in [one for one in events._subscribers if one.startswith("test.")]:
        del events._subscribers[topic]


@pytest.mark.django_db
def test_subscribers_hear_events_in_order_and_once(subscribe: Callable[..., None]) -> None:
    heard: list[int] = []
    subscribe("test.a", lambda event: heard.append(event.payload["n"]))
    for n in range(5):
        events.publish("test.a", {"n": n})
        events.publish("test.unheard")
    assert dispatch() == 10
    assert heard == [0, 1, 2, 3, 4]
    assert dispatch() == 0
    assert not OutboxEvent.objects.filter(dispatched_at=None).exists()


@pytest.mark.django_db
def test_an_event_is_heard_in_the_scope_of_its_tenant(subscribe: Callable[..., None]) -> None:
    scopes: list[scope.Scope] = []
    subscribe("test.a", lambda event: scopes.append(scope.current()))
    events.publish("test.a", tenant=SCHOOL)
    events.publish("test.a")
    dispatch()
    assert [one.tenants for one in scopes] == [frozenset([SCHOOL]), None]


@pytest.mark.django_db
def test_a_refused_event_holds_back_its_tenant_alone_and_is_parked_at_last(
    subscribe: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, uuid.UUID | None]] = []

    def refuse(event: OutboxEvent) -> None:
        heard.append(("poison", event.tenant))
        raise ValueError("no")

    subscribe("test.poison", refuse)
    subscribe("test.a", lambda event: heard.append(("a", event.tenant)))
    poison = events.publish("test.poison", tenant=SCHOOL)
    events.publish("test.a", tenant=SCHOOL)
    events.publish("test.a", tenant=OTHER)
    dispatch()
    assert heard == [("poison", SCHOOL), ("a", OTHER)]
    dispatch()
    assert len(heard) == 2, "not before its time"
    real, shift = clock.now, [dt.timedelta(0)]
    monkeypatch.setattr(clock, "now", lambda: real() + shift[0])
    for _ in range(outbox.ATTEMPTS):
        shift[0] += dt.timedelta(minutes=5)
        dispatch()
    assert heard.count(("poison", SCHOOL)) == outbox.ATTEMPTS
    assert heard[-1] == ("a", SCHOOL)
    poison.refresh_from_db()
    assert poison.parked_at is not None
    assert [one.pk for one in outbox.parked()] == [poison.pk]
    assert outbox.unpark() == 1
    assert not outbox.parked()


@pytest.mark.django_db(transaction=True)
def test_what_a_failing_subscriber_wrote_is_undone(subscribe: Callable[..., None]) -> None:
    def write_and_fail(event: OutboxEvent) -> None:
        events.publish("test.half")
        raise ValueError("no")

    subscribe("test.a", write_and_fail)
    events.publish("test.a")
    dispatch()
    assert not OutboxEvent.objects.filter(topic="test.half").exists()


@pytest.mark.django_db(transaction=True)
def test_workers_together_tell_each_event_once(subscribe: Callable[..., None]) -> None:
    lock = threading.Lock()
    heard: list[int] = []

    def note(event: OutboxEvent) -> None:
        with lock:
            heard.append(event.pk)

    subscribe("test.a", note)
    for _ in range(30):
        events.publish("test.a")
    start = threading.Barrier(3)

    def go() -> None:
        try:
            start.wait()
            with scope.everything("test"):
                dispatch()
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert heard == sorted(heard)
    assert len(heard) == 30


@pytest.mark.django_db
def test_a_cursor_reads_what_comes_after_it() -> None:
    events.publish("test.before")
    cursor = Cursor.at_end()
    assert cursor.read() == []
    one = events.publish("test.a", {"x": 1}, audience=[SCHOOL])
    (heard,) = cursor.read()
    assert (heard.id, heard.topic, heard.audience, heard.payload) == (one.pk, "test.a", (str(SCHOOL),), {"x": 1})
    assert cursor.read() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_cursor_hears_a_lower_id_that_commits_later() -> None:
    cursor = Cursor.at_end()
    written, go_on = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with transaction.atomic():
                events.publish("test.late")
                written.set()
                go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    written.wait(10)
    events.publish("test.early")
    assert [one.topic for one in cursor.read()] == ["test.early"]
    fresh = Cursor.at_end()
    go_on.set()
    thread.join()
    assert [one.topic for one in cursor.read()] == ["test.late"]
    assert [one.topic for one in fresh.read()] == ["test.late"], "also one that began while it was not committed"
    assert not cursor.gaps


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ids_that_were_rolled_back_are_forgotten_in_time() -> None:
    cursor = Cursor.at_end()
    cursor.patience = 0.0
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            events.publish("test.never")
            raise ZeroDivisionError
    events.publish("test.a")
    assert len(cursor.read()) == 1
    cursor.read()
    time.sleep(0.01)
    cursor.read()
    assert not cursor.gaps


@pytest.mark.django_db(transaction=True)
def test_who_waits_hears_of_an_event_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "FALLBACK", 30.0)  # what notifies must do so: no second look comes in time
    stop = threading.Event()
    heard: list[tuple[float, int]] = []
    listening = threading.Event()

    def listen() -> None:
        with scope.everything("test"):
            for found in outbox.readings(stop):
                listening.set()
                heard.extend((time.monotonic(), one.id) for one in found)

    thread = threading.Thread(target=listen)
    thread.start()
    listening.wait(5)
    time.sleep(0.5)
    delays = []
    for _ in range(5):
        before = len(heard)
        with transaction.atomic():
            events.publish("test.a", audience=[SCHOOL])
        written = time.monotonic()
        while len(heard) == before:
            time.sleep(0.005)
            assert time.monotonic() < written + 5
        delays.append(heard[-1][0] - written)
    stop.set()
    thread.join(5)
    assert sorted(delays)[len(delays) // 2] < 1.0, delays


@pytest.mark.django_db(transaction=True)
def test_redis_rings_the_bell_and_its_loss_costs_time_only(own_redis_url: str, settings: pytest.FixtureRequest) -> None:
    settings.REDIS_URL = own_redis_url  # type: ignore[attr-defined]
    events._redis.cache_clear()
    stop = threading.Event()
    bell = outbox.Bell(stop)
    bell.wait()  # subscribes
    delays: list[float] = []
    for _ in range(5):
        rung: list[float] = []
        waiting = threading.Thread(target=lambda rung=rung: (bell.wait(), rung.append(time.monotonic())))  # type: ignore[misc]
        waiting.start()
        time.sleep(0.2)
        with transaction.atomic():
            events.publish("test.a")
        written = time.monotonic()
        waiting.join(10)
        delays.append(rung[0] - written)
    assert min(delays) < outbox.FALLBACK - 0.3, delays
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    bell.close()
    events._redis.cache_clear()
    with transaction.atomic():
        events.publish("test.a")  # said in the log, and goes on
    began = time.monotonic()
    bell.wait()
    assert time.monotonic() - began < 3
    events._redis.cache_clear()
    bell.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_transaction_notifies_once_however_much_it_publishes(
    django_assert_num_queries: Callable[..., object],
) -> None:
    with transaction.atomic(), django_assert_num_queries(4):  # type: ignore[attr-defined]
        for _ in range(3):
            events.publish("test.a")
