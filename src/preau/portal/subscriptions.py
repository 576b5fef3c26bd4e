"""An adult pupil's choice is told to the school: it stands on the home pages of head and vie scolaire."""

import uuid

from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent
from preau.portal.services import note_adult_choice


@subscribe("directory.adult_choice_made")
def tell_school(event: OutboxEvent) -> None:
    """Each of the pupil's schools hears of it by an event of its own."""
    if event.tenant is not None:
        note_adult_choice(school_id=event.tenant, student_id=uuid.UUID(event.payload["student_id"]))
