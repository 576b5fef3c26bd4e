"""Counts that all processes of one host share: a mapped file, for limits that must hold without Redis.

A file of fixed size in PREAU_DATA_DIR, mapped by each process. A name is a slot chosen by a keyed digest; a slot is
locked by bytes of its file for the few instructions of a count. Nothing of a name is kept but 64 bits of that digest.
What it holds is worth a few minutes: it is made anew when it is lost or of another form, and no backup has it.

Two machines each count for themselves: a platform of several sets REDIS_URL (docs/operations/settings.md).
"""

import fcntl
import hashlib
import mmap
import os
import struct
import threading
from pathlib import Path

from django.conf import settings

_HEAD = b"preau.counters.1"
_SLOT = struct.Struct("<QQII")  # digest, window, count in it, count in the one before
SLOTS, BUCKET = 65_536, 8
"""Names counted at once, and how many places each may have: 1.5 MB."""


class Counters:
    """One mapped file of counts."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock, self._pid = path, threading.Lock(), os.getpid()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.fchmod(self._file, 0o600)  # one that was there before may be open to others
        size = len(_HEAD) + SLOTS * _SLOT.size
        fcntl.lockf(self._file, fcntl.LOCK_EX, len(_HEAD))
        try:
            if os.fstat(self._file).st_size != size or os.pread(self._file, len(_HEAD), 0) != _HEAD:
                os.ftruncate(self._file, 0)
                os.ftruncate(self._file, size)
                os.pwrite(self._file, _HEAD, 0)
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, len(_HEAD))
        self._map = mmap.mmap(self._file, size)

    def count(self, name: str, window: int, amount: int) -> tuple[int, int]:
        """Count `amount` more under this name in this window; what it then holds, and what the window before held."""
        digest = _digest(name)
        start = len(_HEAD) + digest % (SLOTS // BUCKET) * BUCKET * _SLOT.size
        length = BUCKET * _SLOT.size
        with self._lock:  # locks of a file are of a process: its threads take turns here
            fcntl.lockf(self._file, fcntl.LOCK_EX, length, start)
            try:
                return self._counted(start, digest, window, amount)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, length, start)

    def _counted(self, start: int, digest: int, window: int, amount: int) -> tuple[int, int]:
        free, least = start, (1 << 64, 0)
        for place in range(start, start + BUCKET * _SLOT.size, _SLOT.size):
            held, then, now, before = _SLOT.unpack_from(self._map, place)
            if held == digest:
                if then == window - 1:
                    now, before = 0, now
                elif then != window:
                    now, before = 0, 0
                now = min(now + amount, 0xFFFF_FFFF)
                _SLOT.pack_into(self._map, place, digest, window, now, before)
                return now, before
            # The place of whoever was counted longest ago, then least: an empty one first of all.
            if (then, now) < least:
                free, least = place, (then, now)
        _SLOT.pack_into(self._map, free, digest, window, amount, 0)
        return amount, 0

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()
        os.close(self._file)


def _digest(name: str) -> int:
    key = settings.SECRET_KEY.encode()[:64]
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8, key=key).digest(), "little") | 1


_shared: Counters | None = None
_opening = threading.Lock()


def shared() -> Counters:
    """The counts of this host, opened once by each process. Raises OSError where the folder cannot be written."""
    global _shared
    with _opening:
        if _shared is None or _shared._pid != os.getpid():
            _shared = Counters(Path(settings.DATA_DIR) / "counters")
        return _shared
