"""When two records turn out to be one person, files and what is counted follow the person kept."""

import uuid

from preau.files.services.following import follow_joining
from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent


@subscribe("directory.persons_joined")
def move_to_the_person_kept(event: OutboxEvent) -> None:
    """One person: their files are in one row's name."""
    follow_joining(kept_id=uuid.UUID(event.payload["kept_id"]), merged_id=uuid.UUID(event.payload["merged_id"]))
