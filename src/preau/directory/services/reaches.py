"""Brings reaches in line and tells it: shared by the services that change what reaches follow from."""

import uuid
from collections.abc import Iterable

from preau.directory.reach import ReachChange, recompute_reaches
from preau.kernel import events, scope


def bring_in_line(students: Iterable[uuid.UUID] | None, reason: str) -> list[ReachChange]:
    """Recompute the reaches of these pupils (all when None) in every school, and publish each change.

    Inside the caller's transaction. Whoever holds sessions, feeds or queued mail ends them when a change narrows.
    """
    with scope.everything(reason):
        changes = recompute_reaches(students=students)
        for change in changes:
            events.publish(
                "directory.guardianship_changed",
                {
                    "guardianship_id": str(change.guardianship_id),
                    "student_id": str(change.student_id),
                    "guardian_id": str(change.guardian_id),
                    "before": change.before,
                    "after": change.after,
                    "narrows": change.narrows,
                },
                tenant=change.school_id,
                audience=[change.guardian_id],
            )
    return changes
