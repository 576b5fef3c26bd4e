"""What rooms serve in the streams' process: long sendings and receivings that must not hold a thread that makes pages.

A room offers places in its `streaming.py`, by the first word of their addresses:

    PLACES = {"depots": Uploads()}

A place asks no database and no session: what comes to it carries a signed statement that a page gave. The kernel has
looked at the origin already, says who was cut off since, and answers browsers that ask what they may send.
"""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from preau.kernel.registry import modules_named
from preau.kernel.streams.connection import Message, Receive, Send

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `path`: after the place's own word. `headers`: by their names in small letters.

    `is_cut_off(person, session, made_at)`: whether the access of that person, or of that session's mark, was taken away
    since that moment (seconds since the epoch), as far back as tickets last.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    origin: str
    is_cut_off: Callable[[str, str, float], bool]


class Place:
    """One place: what pages of ours may send it (`methods`, the headers `takes`), and read of its answers (`tells`).

    Subclasses answer `__call__`.
    """

    methods: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()

    async def start(self) -> None:
        """The process begins."""

    async def stop(self) -> None:
        """The process ends."""

    async def __call__(self, asked: Asked, receive: Receive, send: Send) -> None:
        """Answer one request."""
        raise NotImplementedError


@functools.cache
def places() -> Mapping[str, Place]:
    """Every place, by its word."""
    return {word: place for module in modules_named("streaming") for word, place in module.PLACES.items()}


def asked_of(scope: Message, path: str, origin: str, is_cut_off: Callable[[str, str, float], bool]) -> Asked:
    """The request of an ASGI scope."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Asked(scope["method"], path, headers, origin, is_cut_off)


def _cors(place: Place, origin: str) -> list[tuple[str, str]]:
    told = [("vary", "Origin"), ("x-content-type-options", "nosniff")]
    if origin:
        told += [("access-control-allow-origin", origin)]
        if place.tells:
            told += [("access-control-expose-headers", ", ".join(place.tells))]
    return told


async def begin(place: Place, asked: Asked, send: Send, status: int, headers: Headers) -> None:
    """Send the head of an answer."""
    told = [*headers, *_cors(place, asked.origin)]
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in told]
    await send({"type": "http.response.start", "status": status, "headers": raw})


async def answer(place: Place, asked: Asked, send: Send, status: int, headers: Headers = (), words: str = "") -> None:
    """Send a whole short answer; `words` are for people."""
    about = [("content-type", "text/plain; charset=utf-8")] if words else []
    if not any(name == "cache-control" for name, _value in headers):
        about.append(("cache-control", "no-store"))
    body = words.encode() if asked.method != "HEAD" else b""
    await begin(place, asked, send, status, [*headers, *about, ("content-length", str(len(words.encode())))])
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def answer_preflight(place: Place, asked: Asked, send: Send) -> None:
    """A browser asks what a page of ours may send here."""
    allowed = [
        ("access-control-allow-methods", ", ".join(place.methods)),
        ("access-control-allow-headers", ", ".join(place.takes)),
        ("access-control-max-age", "7200"),
    ]
    await answer(place, asked, send, 204, allowed)
