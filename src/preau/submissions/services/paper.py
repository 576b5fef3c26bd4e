"""« Rendu sur papier », as its teacher notes it."""

import uuid

from django.db import transaction

from preau.access.public import Hat
from preau.diary.public import piece_to_write
from preau.directory.errors import Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign
from preau.submissions.models import Copy, Team
from preau.submissions.selectors.who import expected_of
from preau.submissions.services.asking import locked_assignment
from preau.submissions.services.copies import locked_copy


@transaction.atomic
def note_paper(
    *, actor: Actor, hat: Hat, work_id: uuid.UUID, is_on_paper: bool, pupil_id: uuid.UUID | None = None,
    team_id: uuid.UUID | None = None,
) -> Copy:  # fmt: skip
    """A copy came on paper, or did not after all; what was handed in here stays. Twice changes nothing.

    Raises Unknown for a stranger and for who has not that work to do, PermissionDenied for a colleague.
    """
    piece = piece_to_write(hat, work_id)
    row = locked_assignment(piece.school_id, work_id)
    team = Team.objects.filter(school_id=row.school_id, assignment=row, pk=team_id).first() if team_id else None
    unit = None
    if team is None:
        one = next((one for one in expected_of(piece) if one.id == pupil_id), None)
        if one is None or row.in_groups:
            raise Unknown("nobody who has it to do")
        unit = one.unit
    copy = locked_copy(row, pupil_id=pupil_id, team=team, unit=unit)
    if (copy.paper_at is not None) == is_on_paper:
        return copy
    copy.paper_at = clock.now() if is_on_paper else None
    sign(copy, "paper_by", actor)
    copy.save(update_fields=["paper_at", "paper_by", "paper_by_id"])
    audit.record(
        actor=actor, action="submissions.note_paper" if is_on_paper else "submissions.unnote_paper",
        tenant=row.school_id, subject="copy", subject_id=copy.pk,
    )  # fmt: skip
    return copy
