"""From a request to a line on disk: a queue in memory, emptied by a thread; nothing of it touches the database.

A visitor is a keyed digest of the person with a key of the day, kept in DATA_DIR/visits/keys and erased once the day
is counted: from then on nobody, not even we, can tell who a visitor was, nor follow one from day to day.
"""

import atexit
import contextlib
import datetime as dt
import hashlib
import os
import secrets
import threading
import uuid
import zoneinfo
from collections import deque
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from preau.analytics.counting import Event
from preau.kernel import clock

log = structlog.get_logger("preau.analytics")

FLUSH_SECONDS = 2.0
QUEUE_MAX = 200_000  # events; beyond, the oldest go rather than the memory


def folder() -> Path:
    """Where spool files, keys and marks of counted days lie."""
    return Path(settings.DATA_DIR) / "visits"


def folder_of(day: dt.date) -> Path:
    """The spool files of one day."""
    return folder() / day.isoformat()


def key_of(day: dt.date) -> bytes:
    """The key of the day, the same for all processes of this installation; made at first need (mode 0600)."""
    path = folder() / "keys" / day.isoformat()
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if len(key := path.read_bytes()) == 32:
            return key
    # Written aside, then linked into place: no process ever reads half a key, the first one wins.
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
    with contextlib.suppress(FileExistsError):
        os.link(aside, path)
    aside.unlink()
    return path.read_bytes()


class Spool:
    """The queue of one process and the thread that empties it."""

    def __init__(self) -> None:
        # Each event with the folder of its day, fixed when it is noted: what is written later, by a thread, goes where
        # it belonged then, whatever has become of the settings since.
        self._queue: deque[tuple[Path, Event]] = deque(maxlen=QUEUE_MAX)
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._stop = threading.Event()
        self._pid = 0
        self._place = Path()
        self._midnight = 0.0
        self._key = b""
        self._name = ""

    def add(self, person_id: uuid.UUID, profile: str, service: str, device: str, page: bool, schools: Any) -> None:
        """Note one activity. Costs a digest and an append; never waits for a disk, never raises for one."""
        now = clock.now()
        second = now.timestamp()
        if second >= self._midnight or self._pid != os.getpid():
            self._turn(now)
        visitor = hashlib.blake2b(person_id.bytes, key=self._key, digest_size=12).hexdigest()
        event = Event(int(second), visitor, profile, service, device, page, tuple(str(one) for one in schools))
        self._queue.append((self._place, event))

    def _turn(self, now: dt.datetime) -> None:
        """A new day, or a new process: take its key, start its thread."""
        with self._lock:
            zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
            day = now.astimezone(zone).date()
            self._key = key_of(day)
            self._place = folder_of(day)
            self._midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone).timestamp()
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._name = f"{self._pid}-{secrets.token_hex(4)}.tsv"
                self._stop = threading.Event()
                threading.Thread(target=self._keep_writing, args=(self._stop,), name="visits", daemon=True).start()
                atexit.register(self.flush)

    def _keep_writing(self, stop: threading.Event) -> None:
        while not stop.wait(FLUSH_SECONDS):
            self.flush()

    def flush(self) -> int:
        """Write what waits, each event in the file of its day; how many were written."""
        with self._writing:
            lines: dict[Path, list[str]] = {}
            written = 0
            while self._queue:
                place, event = self._queue.popleft()
                lines.setdefault(place, []).append(event.as_line())
                written += 1
            for place, several in lines.items():
                try:
                    place.mkdir(parents=True, exist_ok=True)
                    descriptor = os.open(place / self._name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
                    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                        file.writelines(several)
                except OSError as error:
                    log.warning("visits not written", lost=len(several), exc_info=error)
            return written


SPOOL = Spool()
