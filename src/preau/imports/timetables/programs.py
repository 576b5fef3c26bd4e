"""Files of lessons that programs bring, as often as every ten minutes: read, and applied when they change little.

A file that says what the last one said changes nothing but the hour at which the timetable was received. One that would
end many lessons, or could not be read for the most part, waits for somebody at the desk.
"""

import datetime as dt
import hashlib
import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from preau.directory.errors import Refused
from preau.directory.models import School
from preau.imports import inbox
from preau.imports.aaf import source
from preau.imports.enums import TimetableFormat
from preau.imports.timetables import queue
from preau.imports.timetables.naming import meant_in
from preau.kernel import clock, scope
from preau.kernel.actor import Actor, system
from preau.timetable.enums import ReceptionState
from preau.timetable.public import NO_LETTER, meanings_of, receive_again, receptions_of, year_plan

log = structlog.get_logger("preau.imports")
FEW, SHARE = 20, 0.25
"""Lessons that a file of a program may end, and lines that may not be read: this many, or this share of the week."""
SETTLED = dt.timedelta(seconds=20)
"""A file of the watched folder that changed since is still being written."""
BLOCK = 1 << 20
UAI_LENGTH = 8


def is_small(report: Mapping[str, Any]) -> bool:
    """Whether what a file changes is small enough to be written without anybody reading it first."""
    counts = report["counts"]
    stands = counts["same"] + counts["changed"] + counts["ended"]
    lines = stands + counts["added"] + counts["aside"]
    return counts["ended"] <= max(FEW, SHARE * stands) and counts["aside"] <= max(FEW, SHARE * lines)


def take(*, actor: Actor, school_id: uuid.UUID, name: str, chunks: Iterable[bytes]) -> uuid.UUID:
    """Keep a file that a program brings, and have it read, then applied when it changes little.

    The same bytes as the last file of its kind are that file again: it is received anew, and nothing else is done.
    Raises TooLarge, or Refused in a school year that does not exist yet.
    """
    digest = hashlib.sha256()

    def counted() -> Iterable[bytes]:
        for chunk in chunks:
            digest.update(chunk)
            yield chunk

    with queue.held(counted()) as path:
        if (last := _same_as_last(school_id, digest.hexdigest())) is not None:
            receive_again(school_id=school_id, reception_id=last)
            return last
        return queue.keep(actor=actor, school_id=school_id, name=name, path=path, by_program=True)


def _same_as_last(school_id: uuid.UUID, digest: str) -> uuid.UUID | None:
    """The last file with these bytes, unless another week, or other changes of the day, came since, or somebody said
    since what it had that was not understood.
    """
    since: set[bool] = set()
    for one in receptions_of(school_id):
        is_of_days = one.format == TimetableFormat.DAYS
        if one.state != ReceptionState.FAILED and one.digest == digest:
            return None if is_of_days in since or _is_known_better(one) else uuid.UUID(str(one.pk))
        since.add(is_of_days)
    return None


def _is_known_better(row: Any) -> bool:
    """Whether a file was applied without all that it says, and names or weeks were said since."""
    report = row.report
    if row.state != ReceptionState.APPLIED:
        return False
    if not (report["counts"]["aside"] or report["unknown"] or report["needs_weeks"]):
        return False
    letters = year_plan(row.school_id, row.school_year_id).letters
    return bool(report.get("meant") != meant_in(meanings_of(row.school_id), set(letters) - {NO_LETTER}))


def watched() -> Path:
    """The folder where programs of schools put files: one folder for each school, named by its UAI."""
    return Path(settings.TIMETABLE_DIR) if settings.TIMETABLE_DIR else source.area() / "timetables-in"


def watch() -> int:
    """Take the files of the watched folder that are whole; how many. Links, hidden files, strangers and names that are
    no text are left.
    """
    taken = 0
    folders = [one for one in _entries(watched()) if _is_folder(one) and len(one.name) == UAI_LENGTH]
    for folder in folders:
        with scope.everything("files of programs come to schools by their UAI"):
            school = School.objects.filter(uai=folder.name.upper()).first()
        if school is None:
            log.warning("a folder of timetables names no school", uai=folder.name)
            continue
        with scope.use(scope.Scope.of([school.pk])):
            taken += sum(_take_one(school.pk, path) for path in _entries(folder) if _is_whole(path))
    return taken


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(
            one
            for one in folder.iterdir()
            if inbox.is_text(one.name) and not one.name.startswith(".") and not one.is_symlink()
        )
    except OSError:
        return []


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_whole(path: Path) -> bool:
    try:
        if not path.is_file() or path.suffix.lower() in (".part", ".tmp"):
            return False
        return path.stat().st_mtime <= (clock.real_now() - SETTLED).timestamp()
    except OSError:
        return False


def _take_one(school_id: uuid.UUID, path: Path) -> bool:
    """Take a file; whatever is wrong with it, those of other schools are taken after it."""
    try:
        with open(path, "rb", opener=_no_link) as file:
            take(
                actor=system("dossier surveillé"), school_id=school_id, name=path.name,
                chunks=iter(lambda: file.read(BLOCK), b""),
            )  # fmt: skip
    except (OSError, ValueError, Refused) as fault:
        log.warning("a file of the watched folder is not taken", school=str(school_id), problem=str(fault))
        return False
    try:
        path.unlink(missing_ok=True)
    except OSError as fault:
        log.warning("a file of the watched folder cannot be removed", school=str(school_id), problem=str(fault))
    return True


def _no_link(name: str, flags: int) -> int:
    """Opens a file, and no link that took its place since it was looked at."""
    return os.open(name, flags | os.O_NOFOLLOW)


def go_on(*, actor: Actor, school_id: uuid.UUID, number: uuid.UUID) -> bool:
    """After a program's file was read: apply it when it changes little; else it waits at the desk."""
    with scope.use(scope.Scope.of([school_id])), transaction.atomic():
        row = next((one for one in receptions_of(school_id) if one.pk == number), None)
        if row is None or row.state != ReceptionState.READ or not is_small(row.report):
            return False
        return queue.apply_later(school_id=school_id, number=number, actor=actor)
