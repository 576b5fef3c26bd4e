"""What a request that reads leaves behind: lines of a file, which the worker counts in (a GET writes no row).

As for readings of files (preau.directory.readings): one file a minute and a process, in DATA_DIR/api.
"""

import contextlib
import datetime as dt
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.core.cache import cache

from preau.identity.public import ApiToken
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id

log = structlog.get_logger("preau.api")
MINUTE = "%Y%m%dT%H%M"
USED, BULK, PARTNER = "used", "bulk", "partner"
USE_SECONDS = 600
"""A token's last use is written at most this often."""


@dataclass(frozen=True, slots=True)
class Note:
    """A token that was used, somebody (`subject`) who opened many files of a school, a partner's that read people."""

    id: uuid.UUID
    kind: str
    subject: uuid.UUID
    at: dt.datetime
    school_id: uuid.UUID | None = None
    label: str = ""


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.DATA_DIR) / "api"


def used(token_id: uuid.UUID) -> None:
    """Note that a token was used, at most every ten minutes."""
    if _first(f"used.{token_id.hex}"):
        _write(USED, token_id, None, "")


def bulk(actor: Actor, school_id: uuid.UUID) -> None:
    """Note that somebody reached the number of files that may be opened at once, at most every ten minutes."""
    if actor.person_id is not None and _first(f"bulk.{actor.person_id.hex}.{school_id.hex}"):
        log.warning("many files opened through the API", school=str(school_id))
        _write(BULK, actor.person_id, school_id, actor.label)


def partner(token: ApiToken, actor: Actor) -> None:
    """Note that a partner's token read people; the journal has it once a day."""
    if _first(f"partner.{token.pk.hex}"):
        _write(PARTNER, token.pk, token.school_id, actor.label)


def _first(name: str) -> bool:
    with contextlib.suppress(Exception):
        return bool(cache.add(f"preau.api.{name}", 1, USE_SECONDS))
    return True


def _write(kind: str, subject: uuid.UUID, school_id: uuid.UUID | None, label: str) -> None:
    now = clock.now()
    parts = (new_id().hex, kind, subject.hex, school_id.hex if school_id else "", now.isoformat(), label)
    line = "\t".join(part.replace("\t", " ").replace("\n", " ") for part in parts) + "\n"
    try:
        folder().mkdir(parents=True, exist_ok=True)
        path = folder() / f"{now:{MINUTE}}-{os.getpid()}.tsv"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        log.error("a use of the API was not noted", exc_info=error)


def past_files() -> list[Path]:
    """Files that nobody writes to any more."""
    limit = f"{clock.now() - dt.timedelta(minutes=1):{MINUTE}}"
    return sorted(path for path in folder().glob("*.tsv") if path.name[: len(limit)] < limit)


def read(path: Path) -> Iterator[Note]:
    """The notes of a file; a line that a crash cut short is left out."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            id_, kind, subject, school, at, label = line.split("\t")
            yield Note(
                uuid.UUID(id_), kind, uuid.UUID(subject), dt.datetime.fromisoformat(at),
                uuid.UUID(school) if school else None, label,
            )  # fmt: skip
