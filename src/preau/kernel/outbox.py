"""The outbox: carries written events to subscribers (here) and lets whoever waits hear of them (streams too).

Subscribers are called by the worker, at least once, in order of id within a tenant; what they write and the mark that
the event was told commit together, so a subscriber that only writes to the database takes effect exactly once. An event
whose subscribers fail holds back its tenant's later ones, is tried again for about two minutes, then parked and logged.
"""

import contextlib
import datetime as dt
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from preau.kernel import clock, scope
from preau.kernel.events import CHANNEL, subscribers_of
from preau.kernel.models import OutboxEvent
from preau.kernel.registry import modules_named

log = structlog.get_logger("preau.outbox")

ATTEMPTS = 8
FIRST_RETRY = dt.timedelta(seconds=1)
POLL = 0.25  # seconds between two looks where nothing notifies
FALLBACK = 0.9  # seconds between two looks where something does: a lost notification costs no more than that


# --- dispatch ----------------------------------------------------------------------------------------------------


def dispatch(limit: int = 500) -> int:
    """Tell subscribers the waiting events; how many were told. Several workers may do it at once.

    A worker that finds the head of the queue locked waits for it, so the order holds among workers too.
    """
    modules_named("subscriptions")
    held: set[uuid.UUID | None] = set()
    told = 0
    now = clock.now()
    waiting = OutboxEvent.objects.filter(dispatched_at=None).order_by("id")[:limit]
    unheard: list[int] = []
    for event in list(waiting):
        if event.tenant in held:
            continue
        if not subscribers_of(event.topic):
            unheard.append(event.pk)
        elif event.next_try_at is not None and event.next_try_at > now:
            held.add(event.tenant)
        elif _tell(event.pk):
            told += 1
        else:
            held.add(event.tenant)
    if unheard:
        told += OutboxEvent.objects.filter(pk__in=unheard, dispatched_at=None).update(dispatched_at=clock.now())
    return told


def _tell(event_id: int) -> bool:
    """Call an event's subscribers; False when one of them failed and the event waits."""
    event: OutboxEvent | None = None
    try:
        with transaction.atomic():
            event = OutboxEvent.objects.select_for_update(of=("self",)).filter(pk=event_id, dispatched_at=None).first()
            if event is None:
                return True
            chosen = scope.use(scope.Scope.of([event.tenant])) if event.tenant else scope.everything(event.topic)
            with chosen:
                for function in subscribers_of(event.topic):
                    function(event)
            OutboxEvent.objects.filter(pk=event_id).update(dispatched_at=clock.now())
    except Exception as error:
        # When it is the database that does not answer, noting it fails too, and the attempt does not count.
        return _refused(event_id, event, error)
    return True


def _refused(event_id: int, event: OutboxEvent | None, error: Exception) -> bool:
    """Note a failed attempt; True when it was the last one and the event is parked."""
    attempts = (event.attempts if event else 0) + 1
    now = clock.now()
    topic = event.topic if event else "?"
    rows = OutboxEvent.objects.filter(pk=event_id, dispatched_at=None)
    if attempts >= ATTEMPTS:
        rows.update(attempts=attempts, dispatched_at=now, parked_at=now)
        log.error("event parked", topic=topic, event_id=event_id, attempts=attempts, exc_info=error)
        return True
    rows.update(attempts=attempts, next_try_at=now + FIRST_RETRY * 2 ** (attempts - 1))
    log.warning("event refused", topic=topic, event_id=event_id, attempt=attempts, exc_info=error)
    return False


def parked() -> list[OutboxEvent]:
    """Events given up, oldest first."""
    return list(OutboxEvent.objects.exclude(parked_at=None).order_by("id"))


def unpark() -> int:
    """Have all parked events told again; how many."""
    return OutboxEvent.objects.exclude(parked_at=None).update(
        dispatched_at=None, parked_at=None, attempts=0, next_try_at=None
    )


# --- reading along -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as those who read along see it."""

    id: int
    topic: str
    tenant: uuid.UUID | None
    audience: tuple[str, ...]
    payload: dict[str, Any]


@dataclass(slots=True)
class Cursor:
    """Reads each committed event once, in order of arrival.

    PostgreSQL gives ids when rows are written and shows them when their transactions commit, so a lower id may come
    after a higher one: ids skipped are remembered and asked for again until `patience` seconds have passed (they were
    rolled back, then).
    """

    position: int = 0
    patience: float = 900.0
    most_gaps: int = 5000
    gaps: dict[int, float] = field(default_factory=dict)

    @classmethod
    def at_end(cls) -> "Cursor":
        """A cursor that hears what is committed from now on, and what is uncommitted just now."""
        last = OutboxEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
        cursor = cls(position=last)
        present = set(OutboxEvent.objects.filter(id__gt=last - 200, id__lte=last).values_list("id", flat=True))
        born = time.monotonic()
        cursor.gaps = {one: born for one in range(max(1, last - 199), last) if one not in present}
        return cursor

    def read(self, limit: int = 2000) -> list[Heard]:
        """What was committed since the last reading."""
        wanted = Q(id__gt=self.position)
        if self.gaps:
            wanted |= Q(id__in=list(self.gaps))
        rows = OutboxEvent.objects.filter(wanted).order_by("id")
        heard = [
            Heard(pk, topic, tenant, tuple(audience), payload)
            for pk, topic, tenant, audience, payload in rows.values_list(
                "id", "topic", "tenant", "audience", "payload"
            )[:limit]
        ]
        self._note([one.id for one in heard])
        return heard

    def _note(self, ids: list[int]) -> None:
        present = time.monotonic()
        for one in ids:
            self.gaps.pop(one, None)
            if one > self.position:
                for skipped in range(max(self.position + 1, one - self.most_gaps), one):
                    self.gaps[skipped] = present
                self.position = one
        limit = present - self.patience
        while self.gaps:
            first = next(iter(self.gaps))
            if self.gaps[first] >= limit and len(self.gaps) <= self.most_gaps:
                break
            del self.gaps[first]


def since(event_id: int, person: str, limit: int = 200) -> tuple[list[Heard], bool]:
    """A person's events after that id, and whether these are all. For streams that resume."""
    rows = (
        OutboxEvent.objects.filter(id__gt=event_id)
        .extra(where=["CAST(audience AS text) LIKE %s"], params=[f'%"{person}"%'])
        .order_by("id")
        .values_list("id", "topic", "tenant", "audience", "payload")[: limit + 1]
    )
    heard = [Heard(pk, topic, tenant, tuple(audience), payload) for pk, topic, tenant, audience, payload in rows]
    return heard[:limit], len(heard) <= limit


# --- waiting -----------------------------------------------------------------------------------------------------


class Bell:
    """Waits until the outbox may hold something new: a notification, or the time of the next look.

    Redis when REDIS_URL is set; else LISTEN on PostgreSQL; else a look every 250 ms. Whatever breaks costs time only:
    the next look comes anyway.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._redis: Any = None
        self._postgres: Any = None
        self._mend_at = 0.0

    def wait(self) -> None:
        """Return when it is time to look again, or to stop."""
        try:
            if settings.REDIS_URL:
                self._wait_redis()
                return
            if connection.vendor == "postgresql":
                self._wait_postgres()
                return
        except Exception as error:
            log.warning("notifications lost; looking by the clock", exc_info=error)
            self.close()
            self._mend_at = time.monotonic() + 5
        self._stop.wait(POLL)

    def _may_open(self) -> bool:
        return time.monotonic() >= self._mend_at

    def _wait_redis(self) -> None:
        if self._redis is None:
            if not self._may_open():
                self._stop.wait(POLL)
                return
            import redis

            client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, health_check_interval=20)
            self._redis = client.pubsub(ignore_subscribe_messages=True)
            self._redis.subscribe(CHANNEL)
            return  # look once: something may have come before we listened
        self._redis.get_message(timeout=FALLBACK)
        while self._redis.get_message(timeout=0) is not None:
            pass

    def _wait_postgres(self) -> None:
        if self._postgres is None:
            if not self._may_open():
                self._stop.wait(POLL)
                return
            import psycopg

            known = connection.get_connection_params()
            plain = {k: v for k, v in known.items() if k in {"dbname", "user", "password", "host", "port", "sslmode"}}
            self._postgres = psycopg.connect(**plain, autocommit=True, connect_timeout=5)
            self._postgres.execute(f"LISTEN {CHANNEL}")
            return
        for _ in self._postgres.notifies(timeout=FALLBACK, stop_after=1):
            pass

    def close(self) -> None:
        """Let go of what we listened on."""
        for held in (self._redis, self._postgres):
            if held is not None:
                with contextlib.suppress(Exception):
                    held.close()
        self._redis = self._postgres = None


def readings(stop: threading.Event) -> Iterator[list[Heard]]:
    """Events as they are committed, until `stop` is set; an empty list when a look found none.

    A database that does not answer is waited for. Closes its connections at the end.
    """
    bell = Bell(stop)
    cursor: Cursor | None = None
    try:
        while not stop.is_set():
            try:
                if cursor is None:
                    cursor = Cursor.at_end()
                heard = cursor.read()
            except DatabaseError as error:
                log.warning("the outbox cannot be read", exc_info=error)
                connection.close()
                bell.close()
                stop.wait(1.0)
                continue
            yield heard
            if len(heard) < 2000:
                bell.wait()
    finally:
        bell.close()
        connection.close()
