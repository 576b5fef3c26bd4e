"""Files of lessons: brought by somebody or by a program, rehearsed, applied; each has its row in a history."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.errors import Refused
from preau.directory.models import School
from preau.imports.timetables.days import ReadDays
from preau.imports.timetables.importing import Asked, ReadFile, days_of, read_file, rehearse, write
from preau.kernel import scope
from preau.kernel.actor import Actor
from preau.timetable.enums import ReceptionState
from preau.timetable.public import note_report, receive

BLOCK = 1 << 20
NAME_MAX = 200


def import_file(
    *, actor: Actor, path: Path, uai: str, form: str = "", since: dt.date | None = None, weeks: str = "",
    dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Import a file at once, or rehearse it; its report. Raises Refused, in plain words: nothing is written then.

    What is written, its line in the school's history and in the journal are one transaction.
    """
    school = School.objects.filter(uai=uai.upper()).first()
    if school is None:
        raise Refused(_("Aucun établissement n’a l’UAI %s.") % uai[:20])
    if not path.is_file():
        raise Refused(_("Ce fichier n’existe pas : %s.") % path)
    asked = Asked(path, name_of(path), form, since, weeks)
    if dry_run:
        return rehearse(asked=asked, school=school)
    file = read_file(asked, school)
    with scope.use(scope.Scope.of([school.pk])):
        return _write_noted(actor, asked, school, file)


def _write_noted(actor: Actor, asked: Asked, school: School, file: ReadFile | ReadDays) -> dict[str, Any]:
    with transaction.atomic():
        year, _since = days_of(asked.since, school)
        row = receive(
            actor=actor, school_id=school.pk, year=year, name=asked.name, digest=digest_of(asked.path),
            size=asked.path.stat().st_size, since=asked.since,
        )  # fmt: skip
        report = write(actor=actor, asked=asked, school=school, file=file)
        note_report(
            reception_id=row.pk, state=ReceptionState.APPLIED, report=report, form=file.said.format
        )  # fmt: skip
    return report


def name_of(path: Path) -> str:
    """The name of a file as the history keeps it: letters that print alone, as many as it has room for."""
    return "".join(letter for letter in path.name if letter.isprintable())[:NAME_MAX]


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
