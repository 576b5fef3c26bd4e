"""Pieces of work, for rooms above that hang something on them: who writes one, who has it to do, and when."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from preau.access.public import Hat
from preau.diary.models import Work, WorkUnit
from preau.diary.selectors.files import WORK
from preau.diary.selectors.may import writes_lesson
from preau.diary.selectors.pages import files_of
from preau.diary.selectors.pupils import Pupil, pupils_of, units_by_pupil
from preau.directory.errors import Unknown
from preau.files.public import FileLine
from preau.kernel import clock
from preau.timetable.public import lessons_held


@dataclass(frozen=True, slots=True)
class DueFor:
    """For which class or group, which day, and when the lesson of that day begins (minutes after midnight)."""

    unit: uuid.UUID
    label: str
    due_on: dt.date
    starts: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work. `is_shown`: families read it now."""

    id: uuid.UUID
    school_id: uuid.UUID
    subject: str
    kind: str
    text: str
    is_shown: bool
    attached: int
    writer: str
    dues: Sequence[DueFor]

    def due_of(self, units: set[uuid.UUID]) -> DueFor | None:
        """When it is due for somebody of these classes and groups: the first day, as « À faire » says."""
        theirs = [one for one in self.dues if one.unit in units]
        return min(theirs, key=lambda one: (one.due_on, one.starts is None, one.starts or 0), default=None)


def _piece(row: Work) -> Piece:
    units = WorkUnit.objects.filter(school_id=row.school_id, work=row).order_by("due_on", "label", "pk")
    dues = [DueFor(one.unit, one.label, one.due_on, one.due_starts) for one in units]
    is_shown = row.appears_at is not None and row.appears_at <= clock.now()
    return Piece(
        row.pk, row.school_id, row.subject, row.kind, row.text, is_shown, row.attached, row.written_by, dues
    )  # fmt: skip


def piece_of(school_id: uuid.UUID, work_id: uuid.UUID) -> Piece | None:
    """A piece of work of a school, for programs: its readers were asked before. Two reads."""
    row = Work.objects.filter(pk=work_id, school_id=school_id).first()
    return _piece(row) if row else None


def writes_piece(hat: Hat, row: Work) -> bool:
    """Whether a piece of work is theirs: who gave it, and those who teach the lesson it was given in."""
    if hat.person_id is not None and row.written_by_id == hat.person_id:
        return True
    held = next(iter(lessons_held(row.school_id, [row.given_lesson])), None) if row.given_lesson else None
    return held is not None and writes_lesson(hat, held)


def piece_to_write(hat: Hat, work_id: uuid.UUID) -> Piece:
    """A piece of work that this hat writes. Three reads. Raises Unknown for a stranger, PermissionDenied."""
    row = Work.objects.filter(pk=work_id).first()
    if row is None or row.school_id not in hat.school_ids or not hat.is_staff:
        raise Unknown("no such work")
    if not writes_piece(hat, row):
        raise PermissionDenied
    return _piece(row)


def piece_to_do(hat: Hat, work_id: uuid.UUID) -> tuple[Piece, Mapping[Pupil, DueFor]]:
    """A piece of work that a pupil, or children of a guardian, have to do, and when each has. Raises Unknown."""
    row = Work.objects.filter(pk=work_id, appears_at__lte=clock.now()).first()
    if row is None or row.school_id not in hat.school_ids:
        raise Unknown("no such work")
    piece = _piece(row)
    theirs = units_by_pupil([one for one in pupils_of(hat) if one.school_id == row.school_id])
    found = {pupil: due for pupil, units in theirs.items() if (due := piece.due_of(units)) is not None}
    return piece, found


def files_of_piece(piece: Piece) -> Sequence[FileLine]:
    """Its documents; no read when there are none. Its reader was asked before."""
    return files_of([piece.school_id], WORK, [piece.id]).get(piece.id, ()) if piece.attached else ()
