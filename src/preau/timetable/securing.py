"""What this room gave out in an account's name, ended when the account is made safe (preau.identity)."""

import uuid

from preau.kernel.actor import Actor
from preau.timetable.services.feeds import end_feeds


def end_what_opens(*, actor: Actor, person_id: uuid.UUID) -> dict[str, int]:
    """Whoever held the account reads its timetables no more."""
    return {"calendars": end_feeds(actor=actor, person_id=person_id)}
