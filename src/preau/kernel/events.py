"""Events: written to the outbox in the transaction that causes them, told to subscribers and open pages after it.

A room declares its events' payloads in its docstring and publishes; rooms above subscribe in `subscriptions.py`:

    @subscribe("directory.affiliation_ended")
    def close_things(event: OutboxEvent) -> None: ...
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from preau.kernel import clock
from preau.kernel.models import OutboxEvent

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
    return OutboxEvent.objects.create(
        topic=topic,
        tenant=tenant,
        audience=[str(one) for one in audience],
        payload=dict(payload or {}),
        created_at=clock.now(),
    )
