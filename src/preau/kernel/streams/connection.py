"""One open page, and how events are sent to it."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from preau.kernel.outbox import Heard
from preau.kernel.tickets import Ticket

LIFE = (3600.0, 7200.0)  # seconds that one stream lasts: then the page comes back with a fresh ticket
MOST_PENDING = 200  # frames that a slow connection may lag behind

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
BEAT = b":\n\n"


def frame(event: Heard) -> bytes:
    """An event as it is sent."""
    tenant = str(event.tenant) if event.tenant else None
    data = json.dumps(
        {"topic": event.topic, "tenant": tenant, "payload": event.payload}, ensure_ascii=False, separators=(",", ":")
    )
    return f"id: {event.id}\ndata: {data}\n\n".encode()


class Stream:
    """One open page."""

    __slots__ = ("ends", "held", "open", "pending", "pumping", "send", "ticket")

    def __init__(self, ticket: Ticket, send: Send) -> None:
        self.ticket = ticket
        self.send = send
        self.ends = time.monotonic() + random.uniform(*LIFE)  # noqa: S311
        self.pending: list[tuple[int, bytes]] | None = None
        self.pumping: asyncio.Task[None] | None = None
        self.open = True
        self.held = False  # True while what was missed is being looked up

    def concerns(self, event: Heard) -> bool:
        """True when the hat worn hears of events of this tenant, and the session of what is told to one session."""
        if event.payload.get("session", self.ticket.session) != self.ticket.session:
            return False
        return event.tenant is None or self.ticket.tenants is None or str(event.tenant) in self.ticket.tenants

    def push(self, event_id: int, data: bytes) -> None:
        """Send this soon; a connection too slow to keep up is closed, and comes back where it was."""
        if not self.open:
            return
        if self.pending is None:
            self.pending = []
        if len(self.pending) >= MOST_PENDING:
            self.open = False
        else:
            self.pending.append((event_id, data))
        self._pump()

    def close(self) -> None:
        """End the stream once what is pending is sent."""
        self.open = False
        self._pump()

    def beat(self, now: float) -> None:
        """Heartbeat, at last the end."""
        if self.ends <= now:
            self.close()
            return
        self.push(0, BEAT)

    def let_go(self) -> None:
        """Send what waited for the look-up."""
        self.held = False
        self._pump()

    def _pump(self) -> None:
        if self.pumping is None and not self.held:
            self.pumping = asyncio.ensure_future(self._pumped())

    async def _pumped(self) -> None:
        try:
            while self.pending:
                body = b"".join(data for _, data in self.pending)
                self.pending = None
                await self.send({"type": "http.response.body", "body": body, "more_body": True})
            if not self.open:
                await self.send({"type": "http.response.body", "body": b"", "more_body": False})
        except Exception:
            self.open = False  # the connection is gone; its coroutine hears of it
        finally:
            self.pumping = None
