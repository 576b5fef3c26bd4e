"""Calls to a source: three seconds in all, one megabyte, no redirection; and a breaker that spares those who wait.

A call that fails opens the source's breaker for thirty seconds in this process: until then nobody waits for it, the
sign-in page says so and shows the other ways in. The first call after that tries again.
"""

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog

from preau.identity.federation.errors import SourceGone
from preau.identity.federation.sources import Source

log = structlog.get_logger("preau.sso")

TOTAL_SECONDS = 3.0
OPEN_SECONDS = 30.0
LARGEST = 1_000_000

_lock = threading.Lock()
_opened: dict[str, float] = {}
_well: dict[str, float] = {}


def is_open(source: Source) -> bool:
    """Whether the source failed less than thirty seconds ago."""
    with _lock:
        until = _opened.get(source.name)
        return until is not None and time.monotonic() < until


def _note(source: Source, well: bool, problem: str = "") -> None:
    with _lock:
        if well:
            _opened.pop(source.name, None)
            _well[source.name] = time.monotonic()
        else:
            _opened[source.name] = time.monotonic() + OPEN_SECONDS
            _well.pop(source.name, None)
    if not well:
        log.warning("a source of identity does not answer", source=source.name, problem=problem)


def forget_all() -> None:
    """Forget what was seen of every source (tests)."""
    with _lock:
        _opened.clear()
        _well.clear()


class _Call:
    """One exchange, cut at its deadline from outside: a server that drips bytes resets every timeout of its own."""

    def __init__(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.connection = make(parts.hostname or "", parts.port, timeout=TOTAL_SECONDS)
        self.target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self.method, self.body, self.headers = method, body, dict(headers)
        self.result: tuple[int, bytes] | None = None
        self.problem = "nothing within the time"

    def run(self) -> None:
        try:
            self.connection.request(self.method, self.target, self.body, self.headers)
            answer = self.connection.getresponse()
            content = answer.read(LARGEST + 1)
            if len(content) > LARGEST:
                self.problem = "too long an answer"
            else:
                self.result = (answer.status, content)
        except Exception as error:  # whatever goes wrong on a wire is the same to us
            self.problem = type(error).__name__
        finally:
            self.connection.close()

    def go(self, seconds: float) -> tuple[int, bytes]:
        """The status and the body. Raises SourceGone."""
        thread = threading.Thread(target=self.run, daemon=True, name="preau-sso-call")
        thread.start()
        thread.join(max(0.0, seconds))
        if self.result is None:
            if thread.is_alive() and self.connection.sock is not None:
                try:
                    self.connection.sock.close()
                except OSError:
                    log.debug("the wire was closed already")
            raise SourceGone(self.problem)
        return self.result


def guarded(source: Source, act: Callable[[float], Any]) -> Any:
    """Do `act(deadline)` unless the breaker is open; what it raises as SourceGone opens it. Raises SourceGone."""
    if is_open(source):
        raise SourceGone("breaker open")
    try:
        result = act(time.monotonic() + TOTAL_SECONDS)
    except SourceGone as gone:
        _note(source, False, str(gone))
        raise
    _note(source, True)
    return result


def fetch(
    url: str, deadline: float, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """GET, or POST a form, before the deadline (of time.monotonic). Raises SourceGone, also for a status of 500 on."""
    body = urlencode(form).encode() if form is not None else None
    sent = {"Accept": "application/json", "Connection": "close", **(headers or {})}
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    status, content = _Call("POST" if body is not None else "GET", url, body, sent).go(deadline - time.monotonic())
    if status >= 500:
        raise SourceGone(f"status {status}")
    return status, content


def json_of(content: bytes) -> Any:
    """A JSON answer; raises SourceGone when it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise SourceGone("not JSON") from None


def probe(source: Source, url: str) -> None:
    """Make sure that somebody answers at the source before a person is sent there. Raises SourceGone.

    An answer, whatever it says, is enough; one that came less than thirty seconds ago too.
    """
    if is_open(source):
        raise SourceGone("breaker open")
    with _lock:
        seen = _well.get(source.name)
    if not source.probe or (seen is not None and time.monotonic() - seen < OPEN_SECONDS):
        return
    guarded(source, lambda deadline: fetch(url, deadline))
