"""The ASGI application of the streams."""

import asyncio
import collections
import concurrent.futures
import datetime as dt
import random
import threading
import time
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from preau.kernel import clock, outbox, tickets
from preau.kernel.models import OutboxEvent
from preau.kernel.outbox import Heard
from preau.kernel.streams import places
from preau.kernel.streams.connection import Message, Receive, Send, Stream, frame
from preau.kernel.tickets import BadTicket, OldTicket, Ticket

log = structlog.get_logger("preau.streams")

REVOKED = "identity.revoked"
"""The event that closes the streams of its audience and refuses their former tickets; those of one session alone when
its payload has the session's mark (`session`)."""
RESYNC = "kernel.resync"

HEARTBEAT = 20.0  # seconds
RETRY = (2000, 6000)  # milliseconds before a page comes back; spread, so that all do not come at once
MOST_PER_PERSON = 10
MOST_STREAMS = 20_000
REMEMBERED = 2000  # events kept in memory for pages that come back


class Streams:
    """The ASGI application."""

    def __init__(self) -> None:
        self.origin = _origin(settings.PUBLIC_URL)
        self.by_person: dict[str, list[Stream]] = {}
        self.count = 0
        self.remembered: collections.deque[Heard] = collections.deque(maxlen=REMEMBERED)
        self.revoked: dict[str, float] = {}  # by person, or by session's mark
        self.last_id = 0
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reader: threading.Thread | None = None
        self._beats: asyncio.Task[None] | None = None
        self._lookups = concurrent.futures.ThreadPoolExecutor(max_workers=2, thread_name_prefix="lookup")

    # --- life ------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin to read the outbox."""
        self._loop = asyncio.get_running_loop()
        self._reader = threading.Thread(target=self._read, name="outbox", daemon=True)
        self._reader.start()
        self._beats = asyncio.ensure_future(self._beat())
        for place in places.places().values():
            await place.start()

    async def stop(self) -> None:
        """Close every stream and stop reading."""
        self._stop.set()
        self.close_all()
        if self._beats is not None:
            self._beats.cancel()
        if self._reader is not None:
            await asyncio.to_thread(self._reader.join, 3.0)
        self._lookups.shutdown(wait=False, cancel_futures=True)
        for place in places.places().values():
            await place.stop()

    def close_all(self) -> None:
        """End every stream."""
        for streams in list(self.by_person.values()):
            for stream in list(streams):
                stream.close()

    def _read(self) -> None:
        loop = self._loop
        assert loop is not None
        for heard in outbox.readings(self._stop):
            if not self._ready.is_set():
                # After the cursor was set: what is committed in between is heard twice rather than not at all.
                try:
                    loop.call_soon_threadsafe(self._recall, _recent())
                except DatabaseError as error:  # the next look tries again; until then nobody is told we are ready
                    log.warning("events of before cannot be read", exc_info=error)
                    connection.close()
                else:
                    self._ready.set()
            if heard:
                loop.call_soon_threadsafe(self.hear, heard)

    def _recall(self, past: list[Heard]) -> None:
        """Remember events from before this process began; who was revoked by one of them shows a newer ticket."""
        known = {event.id for event in self.remembered}
        for event in past:
            if event.id not in known:
                self.remembered.append(event)
                if event.topic == REVOKED:
                    self._note_revoked(event)
        self.last_id = max(self.last_id, past[-1].id if past else 0)

    async def _beat(self) -> None:
        """Every second, a twentieth of the streams gets its heartbeat, or its end."""
        turn = 0
        slices = int(HEARTBEAT)
        while True:
            await asyncio.sleep(1.0)
            turn = (turn + 1) % slices
            now = time.monotonic()
            for place, streams in enumerate(list(self.by_person.values())):
                if place % slices == turn:
                    for stream in list(streams):
                        stream.beat(now)
            limit = time.time() - tickets.LIFE - 60
            self.revoked = {mark: at for mark, at in self.revoked.items() if at > limit}

    # --- events ----------------------------------------------------------------------------------------------

    def hear(self, events: Iterable[Heard]) -> None:
        """Send events to the open pages of their audience."""
        for event in events:
            self.last_id = max(self.last_id, event.id)
            if not event.audience:
                continue
            self.remembered.append(event)
            data: bytes | None = None
            for person in event.audience:
                for stream in self.by_person.get(person, ()):
                    if stream.concerns(event):
                        data = data or frame(event)
                        stream.push(event.id, data)
            if event.topic == REVOKED:
                self._note_revoked(event)

    def _note_revoked(self, event: Heard) -> None:
        session = event.payload.get("session")
        for mark in [session] if session else event.audience:
            self.revoked[mark] = time.time()
        for person in event.audience:
            for stream in list(self.by_person.get(person, ())):
                if not session or stream.ticket.session == session:
                    stream.close()

    def _is_revoked(self, ticket: Ticket) -> bool:
        return self.is_cut_off(ticket.person, ticket.session, ticket.made_at)

    def is_cut_off(self, person: str, session: str, made_at: float) -> bool:
        """Whether that person, or that session's mark, lost access since (preau.kernel.streams.places)."""
        return any(self.revoked.get(mark, 0.0) >= made_at for mark in (person, session))

    async def _replay(self, stream: Stream, last_id: int) -> None:
        """Send what this page missed since `last_id`, before anything newer."""
        if last_id >= self.last_id:
            return
        person = stream.ticket.person
        places = (place for place, event in enumerate(self.remembered) if event.id == last_id)
        place = next(places, None)
        if place is not None:
            missed = list(self.remembered)[place + 1 :]
        else:
            stream.held = True
            try:
                missed, complete = await asyncio.get_running_loop().run_in_executor(
                    self._lookups, _since, last_id, person
                )
            except Exception as error:
                log.warning("missed events not found", exc_info=error)
                missed, complete = [], False
            if not complete:
                missed = [Heard(self.last_id, RESYNC, None, (person,), {})]
        ours = [e for e in missed if person in e.audience and stream.concerns(e) and e.topic != REVOKED]
        known = {event.id for event in ours}
        later = [one for one in stream.pending or [] if one[0] not in known]
        stream.pending = [(event.id, frame(event)) for event in ours] + later
        stream.let_go()

    # --- requests --------------------------------------------------------------------------------------------

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {name: value for name, value in scope["headers"] if name in _READ_HEADERS}
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and origin != self.origin:
            await _refuse(send, 403, "Cette adresse ne répond qu’aux pages de Préau.", "")
            return
        if scope["path"] == "/healthz":
            alive = self._ready.is_set()
            words = "Les flux sont ouverts." if alive else "Les flux ne lisent pas encore les événements."
            await _refuse(send, 200 if alive else 503, words, origin)
            return
        if scope["path"] != "/evenements":
            await self._elsewhere(scope, receive, send, origin)
            return
        if scope["method"] != "GET":
            await _refuse(send, 405, "Cette adresse se lit seulement.", origin)
            return
        query = parse_qs(scope["query_string"].decode("latin-1"))
        try:
            ticket = tickets.read(query.get("ticket", [""])[0])
        except OldTicket:
            await _refuse(send, 403, "Ce billet est trop ancien : rechargez la page.", origin)
            return
        except BadTicket:
            await _refuse(send, 403, "Ce billet n’est pas valable : rechargez la page.", origin)
            return
        if self._is_revoked(ticket):
            await _refuse(send, 403, "Cet accès a été fermé : connectez-vous de nouveau.", origin)
            return
        mine = self.by_person.get(ticket.person, [])
        if len(mine) >= MOST_PER_PERSON:
            await _refuse(send, 429, f"Pas plus de {MOST_PER_PERSON} pages en direct à la fois : fermez-en.", origin)
            return
        if self.count >= MOST_STREAMS:
            await _refuse(send, 503, "Trop de pages sont ouvertes : réessayez dans une minute.", origin)
            return
        asked = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("depuis", [""])[0]
        await self._stream(ticket, int(asked) if asked.isascii() and asked.isdigit() else None, receive, send, origin)

    async def _elsewhere(self, scope: Message, receive: Receive, send: Send, origin: str) -> None:
        """What a room offers under the first word of the address."""
        word, _slash, path = scope["path"].lstrip("/").partition("/")
        place = places.places().get(word)
        if place is None:
            await _refuse(send, 404, "Il n’y a rien à cette adresse.", origin)
            return
        asked = places.asked_of(scope, path, origin, self.is_cut_off)
        if asked.method == "OPTIONS" and "access-control-request-method" in asked.headers:
            await places.answer_preflight(place, asked, send)
            return
        await place(asked, receive, send)

    async def _stream(self, ticket: Ticket, last_id: int | None, receive: Receive, send: Send, origin: str) -> None:
        stream = Stream(ticket, send)
        self.by_person.setdefault(ticket.person, []).append(stream)
        self.count += 1
        try:
            stream.held = True
            await send({"type": "http.response.start", "status": 200, "headers": _stream_headers(origin)})
            hello = f"retry: {random.randint(*RETRY)}\n: ouvert\n\n".encode()  # noqa: S311
            await send({"type": "http.response.body", "body": hello, "more_body": True})
            stream.held = False
            if last_id is not None:
                await self._replay(stream, last_id)
            if stream.pending or not stream.open:
                stream.let_go()
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            stream.open = False
            streams = self.by_person[ticket.person]
            streams.remove(stream)
            if not streams:
                del self.by_person[ticket.person]
            self.count -= 1

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


_READ_HEADERS = frozenset({b"origin", b"last-event-id"})


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _cors(origin: str) -> list[tuple[bytes, bytes]]:
    allowed = [(b"access-control-allow-origin", origin.encode("latin-1"))] if origin else []
    return [*allowed, (b"vary", b"Origin"), (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


def _stream_headers(origin: str) -> list[tuple[bytes, bytes]]:
    # The second one tells nginx not to hold events back.
    return [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no"), *_cors(origin)]


async def _refuse(send: Send, status: int, words: str, origin: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_cors(origin)]
    if status == 503:
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode(), "more_body": False})


def _recent() -> list[Heard]:
    """Events of late that concerned open pages, and all revocations that a ticket may have outlived, in order."""
    told = OutboxEvent.objects.exclude(audience=[]).order_by("-id")
    lately = clock.now() - dt.timedelta(seconds=tickets.LIFE + 60)
    found = {event.pk: event for event in told[: REMEMBERED // 2]}
    found |= {event.pk: event for event in told.filter(topic=REVOKED, created_at__gte=lately)[:REMEMBERED]}
    return [
        Heard(event.pk, event.topic, event.tenant, tuple(event.audience), event.payload)
        for _pk, event in sorted(found.items())
    ]


def _since(last_id: int, person: str) -> tuple[list[Heard], bool]:
    try:
        return outbox.since(last_id, person)
    finally:
        connection.close()
