"""The row of a copy, made once and locked."""

import uuid

from django.db import transaction

from preau.submissions.models import Assignment, Copy, Team


def locked_copy(
    assignment: Assignment,
    *,
    pupil_id: uuid.UUID | None = None,
    team: Team | None = None,
    unit: uuid.UUID | None = None,
) -> Copy:
    """The copy of a pupil, or of a team, under lock; made when there is none: two at once make one."""
    assert transaction.get_connection().in_atomic_block
    whose = {"team_id": team.pk, "pupil_id": None} if team else {"pupil_id": pupil_id, "team_id": None}
    rows = Copy.objects.filter(school_id=assignment.school_id, assignment=assignment, **whose)
    if not rows.exists():
        made = Copy(school_id=assignment.school_id, assignment=assignment, unit=unit, **whose)
        Copy.objects.bulk_create([made], ignore_conflicts=True)
    return rows.select_for_update(of=("self",)).get()
