"""When two records turn out to be one person, rights confided, elected places and answers closed follow the
person kept."""

import uuid

from preau.access.services import delegations, replies
from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent


@subscribe("directory.persons_joined")
def move_to_the_person_kept(event: OutboxEvent) -> None:
    """One person: their rights and places are in one row's name."""
    kept_id, merged_id = uuid.UUID(event.payload["kept_id"]), uuid.UUID(event.payload["merged_id"])
    delegations.follow_joining(kept_id=kept_id, merged_id=merged_id)
    replies.follow_joining(kept_id=kept_id, merged_id=merged_id)
