"""What this room hears of others."""

import uuid

from preau.directory.rights import RIGHTS
from preau.identity.services import end_sessions
from preau.kernel.actor import system
from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent


@subscribe("directory.guardianship_changed")
def end_sessions_of_who_lost_a_child(event: OutboxEvent) -> None:
    """A guardian who may no longer read about a pupil: open pages close now, not at the next click."""
    before, after = RIGHTS.get(event.payload["before"]), RIGHTS.get(event.payload["after"])
    if before is not None and after is not None and before.reads and not after.reads:
        end_sessions(
            actor=system("directory"), person_id=uuid.UUID(event.payload["guardian_id"]), reason="guardianship_narrowed"
        )
