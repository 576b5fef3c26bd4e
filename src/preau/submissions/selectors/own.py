"""What a pupil has to hand in, as they see it themselves; and their guardians."""

import uuid
from dataclasses import dataclass

from preau.access.public import Hat
from preau.diary.public import DueFor, Piece, Pupil, piece_of, piece_to_do, pupils_of
from preau.directory.errors import Unknown
from preau.submissions.models import Assignment, Copy, Team
from preau.submissions.selectors.rows import assignment_of, copy_of, extra_hours, members_of, team_of, zone_of
from preau.submissions.selectors.when import Until, until


@dataclass(frozen=True, slots=True)
class Own:
    """A piece of work, what it asks, and one pupil's copy (none yet). `hours`: their extra time, or that of whoever in
    the group has most; `own_hours`: theirs alone, which they are told.
    """

    piece: Piece
    assignment: Assignment
    pupil: Pupil
    due: DueFor
    zone: str
    team: Team | None
    copy: Copy | None
    hours: int
    own_hours: int

    @property
    def school_id(self) -> uuid.UUID:
        """Of the piece of work."""
        return self.piece.school_id

    def until_of(self, copy: Copy | None) -> Until:
        """Until when, for the copy as it stands under a lock."""
        return until(self.assignment, self.due, self.zone, hours=self.hours, copy=copy)

    @property
    def until(self) -> Until:
        """Until when."""
        return self.until_of(self.copy)


def own_assignments(hat: Hat, work_id: uuid.UUID) -> list[Own]:
    """The same for a pupil, or for each child shown of a guardian who has it to do, or who had and handed in (whoever
    changes class keeps their copy). Raises Unknown when there is none, or nothing is asked.
    """
    try:
        piece, dues = piece_to_do(hat, work_id)
    except Unknown:
        piece, dues = _left(hat, work_id), {}
    assignment = assignment_of(piece.school_id, work_id)
    if assignment is None:
        raise Unknown("nothing is asked")
    zone, found = zone_of(piece.school_id), []
    for pupil in pupils_of(hat):
        if pupil.school_id != piece.school_id:
            continue
        copy = copy_of(assignment, pupil.id)
        due = dues.get(pupil)
        if due is None and copy is not None:
            due = next((one for one in piece.dues if one.unit == copy.unit), next(iter(piece.dues), None))
        if due is None:
            continue
        team = team_of(assignment, pupil.id)
        theirs = members_of(team) if team else [pupil.id]
        hours = extra_hours(piece.school_id, theirs)
        found.append(
            Own(piece, assignment, pupil, due, zone, team, copy, max(hours.values(), default=0), hours.get(pupil.id, 0))
        )
    if not found:
        raise Unknown("nobody of theirs has it")
    return found


def _left(hat: Hat, work_id: uuid.UUID) -> Piece:
    """A piece of work that is shown no more, or is of a class that they left."""
    for school_id in sorted({one.school_id for one in pupils_of(hat)}):
        piece = piece_of(school_id, work_id)
        if piece is not None:
            return piece
    raise Unknown("no such work")


def own_assignment(hat: Hat, work_id: uuid.UUID) -> Own:
    """The first of them: that of a pupil. Raises Unknown."""
    return own_assignments(hat, work_id)[0]
