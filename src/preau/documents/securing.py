"""What this room gave out in an account's name, ended when the account is made safe (preau.identity)."""

import uuid

from preau.documents.services import end_links_of
from preau.kernel.actor import Actor


def end_what_opens(*, actor: Actor, person_id: uuid.UUID) -> dict[str, int]:
    """Public links that were opened in this name open nothing any more."""
    return {"public_links": end_links_of(actor=actor, person_id=person_id)}
