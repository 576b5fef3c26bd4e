"""What waits to leave in an account's name is held when the account is made safe (preau.identity)."""

import uuid

from preau.kernel.actor import Actor
from preau.messaging.services import end_pending


def end_what_opens(*, actor: Actor, person_id: uuid.UUID) -> dict[str, int]:
    """Nothing that whoever held the account sent leaves any more: it is a draft again."""
    return {"pending_sendings": end_pending(actor=actor, person_id=person_id)}
