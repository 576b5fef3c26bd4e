"""Who looks at a pupil's file: noted by the page as one line of a file, for a page that reads writes no row.

Each process appends to a file of the present minute (DATA_DIR/readings); the worker counts in the files of past minutes
(services.count_readings), then erases them. A line is on the disk's way before the page is answered.
"""

import datetime as dt
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import structlog
from django.conf import settings

from preau.kernel import clock

log = structlog.get_logger("preau.directory")

MINUTE = "%Y%m%dT%H%M"


class Reading(NamedTuple):
    """One line: who opened which pupil's file, where, in which capacity, when."""

    school_id: uuid.UUID
    student_id: uuid.UUID
    reader_id: uuid.UUID
    profile: str
    at: dt.datetime


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.DATA_DIR) / "readings"


def note(*, school_id: uuid.UUID, student_id: uuid.UUID, reader_id: uuid.UUID, profile: str) -> None:
    """Note that a file is opened now. A disk that refuses is told in the log, and fails no page."""
    now = clock.now()
    line = "\t".join((school_id.hex, student_id.hex, reader_id.hex, profile, now.isoformat())) + "\n"
    try:
        folder().mkdir(parents=True, exist_ok=True)
        path = folder() / f"{now:{MINUTE}}-{os.getpid()}.tsv"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        log.error("a reading was not noted", exc_info=error)


def past_files() -> list[Path]:
    """Files that nobody writes to any more: those of minutes that ended a minute ago or more."""
    limit = f"{clock.now() - dt.timedelta(minutes=1):{MINUTE}}"
    return sorted(path for path in folder().glob("*.tsv") if path.name[: len(limit)] < limit)


def read(path: Path) -> Iterator[Reading]:
    """The readings of a file; a line that a crash cut short is left out."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        parts = line.split("\t")
        try:
            school, student, reader, profile, at = parts
            yield Reading(
                uuid.UUID(school), uuid.UUID(student), uuid.UUID(reader), profile, dt.datetime.fromisoformat(at)
            )
        except ValueError:
            continue
