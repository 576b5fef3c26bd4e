"""Events: written to the outbox in the transaction that causes them, told to subscribers and open pages after it.

A room declares its events' payloads in its docstring and publishes; rooms above subscribe in `subscriptions.py`:

    @subscribe("directory.affiliation_ended")
    def close_things(event: OutboxEvent) -> None: ...
"""

import functools
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.db import connection, transaction

from preau.kernel import clock
from preau.kernel.models import OutboxEvent

log = structlog.get_logger("preau.events")

CHANNEL = "preau_outbox"
"""Name of the notification on PostgreSQL and of the channel on Redis. It carries nothing: it says "look"."""

Subscriber = Callable[[OutboxEvent], None]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


def subscribe(topic: str) -> Callable[[Subscriber], Subscriber]:
    """Have a function called, at least once, after each event of `topic` (by the worker, outside the request)."""

    def add(function: Subscriber) -> Subscriber:
        _subscribers[topic].append(function)
        return function

    return add


def subscribers_of(topic: str) -> tuple[Subscriber, ...]:
    """The functions that asked to hear of `topic`."""
    return tuple(_subscribers.get(topic, ()))


def publish(
    topic: str,
    payload: Mapping[str, Any] | None = None,
    *,
    tenant: uuid.UUID | None = None,
    audience: Iterable[uuid.UUID] = (),
) -> OutboxEvent:
    """Write an event in the present transaction. `audience`: persons whose open pages are to hear of it at once."""
    event = OutboxEvent.objects.create(
        topic=topic,
        tenant=tenant,
        audience=[str(one) for one in audience],
        payload=dict(payload or {}),
        created_at=clock.now(),
    )
    ring()
    return event


class Told(NamedTuple):
    """An event of `publish_all`."""

    topic: str
    payload: Mapping[str, Any]
    audience: Iterable[uuid.UUID] = ()


def publish_all(told: Iterable[Told], *, tenant: uuid.UUID | None = None) -> None:
    """Write several events in the present transaction, in their order and in one statement."""
    rows = [
        OutboxEvent(
            topic=one.topic, tenant=tenant, audience=[str(person) for person in one.audience],
            payload=dict(one.payload), created_at=clock.now(),
        )
        for one in told
    ]  # fmt: skip
    if rows:
        OutboxEvent.objects.bulk_create(rows)
        ring()


def ring() -> None:
    """Tell those who wait for events that there are some, once the present transaction commits.

    Called by `publish`; bulk writers of OutboxEvent call it themselves. PostgreSQL's notification is part of the
    transaction; Redis hears of it after. Once for each transaction, however many events it writes.
    """
    if any(function is _told for _, function, *_ in connection.run_on_commit):
        return
    if connection.vendor == "postgresql" and not settings.REDIS_URL:
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
    transaction.on_commit(_told)


def _told() -> None:
    """After the commit. Also the mark, among a transaction's hooks, that the bell was rung."""
    if not settings.REDIS_URL:
        return
    try:
        _redis().publish(CHANNEL, b"")
    except Exception as error:  # its loss costs a second, no more
        log.warning("events not announced", exc_info=error)


@functools.cache
def _redis() -> Any:
    import redis

    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
