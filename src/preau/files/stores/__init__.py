"""Where contents lie, each once, under its SHA-256: the data folder, or a store of objects that speaks S3.

Both keep the same promises (tests/files/test_stores.py): what `put` has given back from is there whole and outlives a
power cut; nothing half written is ever seen; `delete` leaves what was put again meanwhile. A store that does not answer
raises StoreError within PREAU_FILES_TIMEOUT.
"""

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings


class StoreError(OSError):
    """The store does not answer, or not as it should: the same may be tried again."""


class Missing(LookupError):
    """No content of that digest is there."""


@dataclass(frozen=True, slots=True)
class Held:
    """A content that a store holds. `put_at`: when it was last put there."""

    digest: str
    size: int
    put_at: dt.datetime


class Store(Protocol):
    """What both stores do. Everything may raise StoreError."""

    def put(self, source: Path, digest: str) -> None:
        """Keep the content of a file, which stays where it is; whatever was kept under that digest is replaced."""

    def read(self, digest: str, start: int, length: int) -> bytes:
        """Exactly these bytes. Raises Missing, and StoreError for less of them."""

    def size(self, digest: str) -> int:
        """Bytes held under that digest. Raises Missing."""

    def delete(self, digest: str, *, put_before: dt.datetime) -> bool:
        """Forget a content, unless it was put again since that moment; whether it is gone."""

    def walk(self) -> Iterator[Held]:
        """All that is held, in no promised order."""

    def path_of(self, digest: str) -> Path | None:
        """Where a server on this machine reads it; None when it lies elsewhere."""


@functools.lru_cache(maxsize=4)
def _made(url: str, folder: str, seconds: int) -> Store:
    if not url:
        from preau.files.stores.disk import DiskStore

        return DiskStore(Path(folder))
    from preau.files.stores.s3 import S3Objects

    return S3Objects(url, seconds)


def store() -> Store:
    """The store that the settings name."""
    return _made(settings.FILES_URL, str(Path(settings.DATA_DIR) / "files"), settings.FILES_TIMEOUT)


def copied(digest: str, size: int, target: Path) -> None:
    """Write a content to a file, block by block. Raises Missing, StoreError."""
    with target.open("wb") as out:
        for block in blocks(digest, size):
            out.write(block)


BLOCK = 1 << 20


def blocks(digest: str, size: int, start: int = 0) -> Iterator[bytes]:
    """A content from `start` on. Raises Missing, StoreError."""
    held = store()
    while start < size:
        block = held.read(digest, start, min(BLOCK, size - start))
        yield block
        start += len(block)
