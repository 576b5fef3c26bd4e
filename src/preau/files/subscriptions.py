"""When two records turn out to be one person, or were not, what each keeps is counted anew."""

import uuid

from preau.files.services.following import count_anew
from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent


@subscribe("directory.persons_joined")
@subscribe("directory.persons_parted")
def count_what_each_keeps(event: OutboxEvent) -> None:
    """Their files changed hands."""
    count_anew(person_ids=[uuid.UUID(event.payload[whose]) for whose in ("kept_id", "merged_id")])
