"""Files of lessons that somebody brings at the desk: kept, read by the worker, applied on demand."""

import contextlib
import datetime as dt
import shutil
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

import structlog
from django.db import DataError, transaction
from django.utils.translation import gettext as _

from preau.directory.errors import Refused
from preau.directory.models import School
from preau.imports.aaf import source
from preau.imports.timetables.importing import Asked, days_of, letters_as, read_file, rehearse, write
from preau.imports.timetables.reading import MOST_BYTES, UNPACKED
from preau.imports.timetables.services import digest_of, name_of
from preau.kernel import audit, clock, jobs, scope
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.timetable.enums import ReceptionState
from preau.timetable.public import (
    begin_applying,
    hold_school,
    note_report,
    read_again,
    receive,
    reception,
    take_week_names,
    year_plan,
)

log = structlog.get_logger("preau.imports")
READ_JOB, APPLY_JOB = "imports.read_timetable", "imports.apply_timetable"
KEPT_DAYS = 7
_UNREADABLE = (ArithmeticError, ValueError, DataError)
"""What a value that makes no sense raises, in Python or in the database: read again, it is the same."""


class TooLarge(Refused):
    """A file that has more bytes than a timetable has."""


def area() -> Path:
    """Where files wait to be applied."""
    return source.area() / "timetables"


def path_of(number: uuid.UUID) -> Path:
    """The bytes of a file, as they came."""
    return area() / f"{number}.bin"


def take(
    *, actor: Actor, school_id: uuid.UUID, name: str, chunks: Iterable[bytes], form: str = "",
    since: dt.date | None = None,
) -> uuid.UUID:  # fmt: skip
    """Keep a file and have it read; the number of its line in the history. Raises TooLarge, or Refused for a
    day of no school year.
    """
    with held(chunks) as path:
        return keep(actor=actor, school_id=school_id, name=name, path=path, form=form, since=since)


@contextlib.contextmanager
def held(chunks: Iterable[bytes]) -> Iterator[Path]:
    """Bytes that come, in a file of their own that goes unless it is kept. Raises TooLarge for too many."""
    area().mkdir(parents=True, exist_ok=True)
    path = area() / f"{new_id()}.coming"
    try:
        size = 0
        with path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    told = MOST_BYTES // 1_000_000
                    raise TooLarge(_("Ce fichier pèse plus de %s Mo : un emploi du temps est plus petit.") % told)
                file.write(chunk)
        yield path
    finally:
        path.unlink(missing_ok=True)


def keep(
    *, actor: Actor, school_id: uuid.UUID, name: str, path: Path, form: str = "", since: dt.date | None = None,
    by_program: bool = False,
) -> uuid.UUID:  # fmt: skip
    """Keep a file that is here whole, and have it read; the number of its line in the history."""
    school = School.objects.get(pk=school_id)
    number, name = new_id(), name_of(Path(name)) or "emploi-du-temps"
    size = path.stat().st_size
    digest = digest_of(path)
    path.replace(path_of(number))
    try:
        with transaction.atomic():
            year, _since = days_of(since, school)
            receive(
                actor=actor, school_id=school_id, year=year, name=name, digest=digest, size=size, since=since,
                number=number,
            )  # fmt: skip
            _read_later(school_id, number, form, by_program=str(actor.label) if by_program else "")
    except BaseException:
        path_of(number).unlink(missing_ok=True)
        raise
    return number


def _read_later(school_id: uuid.UUID, number: uuid.UUID, form: str = "", weeks: str = "", by_program: str = "") -> None:
    jobs.enqueue(
        READ_JOB, key=f"{READ_JOB}/{number}/{new_id()}", tenant=school_id,
        payload={"reception": str(number), "form": form, "weeks": weeks, "program": by_program},
    )  # fmt: skip


def take_up(*, actor: Actor, school_id: uuid.UUID, number: uuid.UUID, weeks: str = "") -> None:
    """Have a file read again, since names were said. Nothing of one that is being written, or was: the next one of its
    program is understood so. `weeks`: how the school names its weeks, where it has not said so.
    """
    with transaction.atomic():
        row = reception(school_id, number)
        _name_weeks(actor, school_id, row.school_year_id, weeks)
        if read_again(school_id=school_id, reception_id=number):
            _read_later(school_id, number, row.format, weeks or row.report.get("weeks", ""))


def _name_weeks(actor: Actor, school_id: uuid.UUID, year: int, weeks: str) -> None:
    if not weeks:
        return
    hold_school(school_id)
    plan = year_plan(school_id, year)
    letters = letters_as(weeks, plan)
    if plan.letters or not letters:
        return
    take_week_names(school_id, year, letters)
    audit.record(actor=actor, action="timetable.name_weeks", tenant=school_id, subject="school", subject_id=school_id)


def apply_later(*, school_id: uuid.UUID, number: uuid.UUID, actor: Actor) -> bool:
    """Have a file that was read applied by the worker; False when it is already. Raises Unknown."""
    with transaction.atomic():
        begun = begin_applying(school_id=school_id, reception_id=number)
        if begun:
            person = str(actor.person_id) if actor.person_id else ""
            jobs.enqueue(
                APPLY_JOB, key=f"{APPLY_JOB}/{number}", tenant=school_id,
                payload={"reception": str(number), "label": str(actor.label), "person": person},
            )  # fmt: skip
    return begun


def do_read(*, school_id: uuid.UUID, number: uuid.UUID, form: str, weeks: str) -> None:
    """Read a file, and keep what it would do; what the worker does."""
    school = School.objects.get(pk=school_id)
    with scope.use(scope.Scope.of([school_id])):
        row = reception(school_id, number)
        if row.state != ReceptionState.RECEIVED:
            return
        try:
            report = rehearse(asked=Asked(_there(number), row.name, form, row.since, weeks), school=school)
            note_report(
                reception_id=number, state=ReceptionState.READ, report={**report, "weeks": weeks},
                form=report["format"],
            )  # fmt: skip
        except Refused as refused:
            _fail(number, str(refused))
        except _UNREADABLE as fault:
            log.warning("a file of lessons cannot be read", reception=str(number), problem=type(fault).__name__)
            _fail(number, _("Ce fichier ne se lit pas : une de ses valeurs n’a pas de sens."))


def do_apply(*, actor: Actor, school_id: uuid.UUID, number: uuid.UUID) -> None:
    """Write a file that was read. Done again after a kill, it is done once: its line says whether it was."""
    school = School.objects.get(pk=school_id)
    with scope.use(scope.Scope.of([school_id])):
        row = reception(school_id, number)
        if row.state != ReceptionState.APPLYING:
            return
        try:
            asked = Asked(_there(number), row.name, row.format, row.since, row.report.get("weeks", ""))
            file = read_file(asked, school)
            with transaction.atomic():
                report = write(actor=actor, asked=asked, school=school, file=file)
                note_report(reception_id=number, state=ReceptionState.APPLIED, report=report)
        except Refused as refused:
            _fail(number, str(refused))
    path_of(number).unlink(missing_ok=True)


def _fail(number: uuid.UUID, why: str) -> None:
    note_report(reception_id=number, state=ReceptionState.FAILED, report={}, message=why)
    path_of(number).unlink(missing_ok=True)


def _there(number: uuid.UUID) -> Path:
    path = path_of(number)
    if not path.exists():
        raise Refused(_("Le fichier n’est plus gardé : déposez-le de nouveau."))
    return path


def forget_files() -> int:
    """Bytes that nobody applied, after KEPT_DAYS, and archives whose reading was cut, after a day; how many."""
    files = [one for kind in ("*.bin", "*.coming") for one in area().glob(kind) if _is_older(one, KEPT_DAYS)]
    folders = [one for one in area().glob(f"{UNPACKED}*") if _is_older(one, 1)]
    for one in files:
        one.unlink(missing_ok=True)
    for one in folders:
        shutil.rmtree(one, ignore_errors=True)
    return len(files) + len(folders)


def _is_older(path: Path, days: int) -> bool:
    try:
        return path.stat().st_mtime < clock.now().timestamp() - days * 86400
    except FileNotFoundError:
        return False  # gone meanwhile
