"""Copies as their corrector sees them: counts, one after the other; and a corrected copy as its pupil reads it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preau.access.public import Hat
from preau.diary.public import Piece
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.submissions.enums import Mastery, Scale
from preau.submissions.models import Assignment, Copy, Correction
from preau.submissions.selectors.own import Own
from preau.submissions.selectors.pages import Listed, Row, VersionLine, copies_listed, version_lines
from preau.submissions.selectors.returning import guardians_at


@dataclass(frozen=True, slots=True)
class Progress:
    """How far correcting is. `corrected`: may be given back and are not yet; by the number of a copy, `states`: one of
    to_correct, corrected, returned.
    """

    to_correct: int
    corrected: int
    returned: int
    states: Mapping[uuid.UUID, str]


def state_of(copy: Copy, row: Correction | None) -> str:
    """Where correcting a copy of which something came stands."""
    if row is None or not row.is_done or row.of_version != copy.current:
        return "to_correct"
    return "corrected" if copy.returned_at is None else "returned"


def progress_of(told: Listed) -> Progress:
    """Of a list that its reader may read. One read."""
    copies = [one.copy for one in told.rows if one.copy is not None and one.is_in]
    written = {}
    if copies:
        school_id = copies[0].school_id
        rows = Correction.objects.filter(school_id=school_id, copy_id__in=[one.pk for one in copies])
        written = {one.copy_id: one for one in rows.defer("comment")}
    states = {one.pk: state_of(one, written.get(one.pk)) for one in copies}
    counted = list(states.values())
    return Progress(
        counted.count("to_correct"), counted.count("corrected"), counted.count("returned"), states
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToCorrect:
    """One copy on its corrector's screen. `row`: None while nothing is written. `place`: from 1, among `among` copies
    of which something came; `previous`, `next`: numbers of their copies. `line`: the version that counts.
    """

    piece: Piece
    assignment: Assignment
    copy: Copy
    name: str
    line: VersionLine | None
    row: Correction | None
    place: int
    among: int
    previous: uuid.UUID | None
    next: uuid.UUID | None
    progress: Progress

    @property
    def state(self) -> str:
        """Where it stands."""
        return state_of(self.copy, self.row)

    @property
    def version(self) -> int:
        """Of what is written; 0 for nothing."""
        return self.row.version if self.row else 0

    @property
    def is_former(self) -> bool:
        """Whether what is written was written of another version of the copy."""
        return self.row is not None and self.row.version > 0 and self.row.of_version != self.copy.current


def _in_order(told: Listed) -> list[Row]:
    return [one for one in told.rows if one.is_in]


def copy_to_correct(hat: Hat, copy_id: uuid.UUID) -> ToCorrect:
    """For who writes the piece of work. Raises Unknown for a stranger, PermissionDenied for a colleague."""
    work_id = (
        Copy.objects.filter(pk=copy_id, school_id__in=hat.school_ids).values_list("assignment__work", flat=True).first()
    )
    if work_id is None:
        raise Unknown("no such copy")
    told = copies_listed(hat, work_id)
    rows = _in_order(told)
    at = next((n for n, one in enumerate(rows) if one.copy is not None and one.copy.pk == copy_id), None)
    if at is None or told.assignment is None:
        raise Unknown("nothing came of it")
    copy = rows[at].copy
    assert copy is not None
    lines = version_lines(copy, only=copy.current) if copy.current else []
    row = Correction.objects.filter(school_id=copy.school_id, copy=copy).first()
    return ToCorrect(
        told.piece, told.assignment, copy, rows[at].name, lines[0] if lines else None, row, at + 1, len(rows),
        _number(rows, at - 1), _number(rows, at + 1), progress_of(told),
    )  # fmt: skip


def _number(rows: Sequence[Row], at: int) -> uuid.UUID | None:
    copy = rows[at].copy if 0 <= at < len(rows) else None
    return copy.pk if copy else None


def first_to_correct(told: Listed, progress: Progress) -> uuid.UUID | None:
    """The first copy that waits, else the first of all; None where nothing came."""
    numbers = [one.copy.pk for one in _in_order(told) if one.copy is not None]
    return next((one for one in numbers if progress.states[one] == "to_correct"), numbers[0] if numbers else None)


@dataclass(frozen=True, slots=True)
class Returned:
    """A corrected copy as its pupil and their guardians read it. `mark`: in words, empty without one."""

    row: Correction
    copy: Copy
    mark: str


def returned_of(own: Own, *, is_guardian: bool) -> Returned | None:
    """What was given back to one pupil; None before, and for guardians until their hour. The caller has asked who may
    read the copy. One read, none without a copy that was given back.
    """
    copy = own.copy
    if copy is None or copy.returned_at is None:
        return None
    if is_guardian and clock.now() < guardians_at(own.assignment, copy.returned_at):
        return None
    row = Correction.objects.filter(school_id=copy.school_id, copy=copy).first()
    return Returned(row, copy, mark_words(own.assignment, row)) if row is not None else None


def points_words(row: Correction | None) -> str:
    """Points as they are typed and read: « 12,5 »; empty without."""
    if row is None or row.points is None:
        return ""
    return f"{row.points:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def mark_words(assignment: Assignment, row: Correction) -> str:
    """The mark in words; empty without one."""
    if assignment.scale == Scale.POINTS and row.points is not None:
        return f"{points_words(row)} / {assignment.out_of}"
    if row.mastery is not None:
        return str(Mastery(row.mastery).label)
    return ""
