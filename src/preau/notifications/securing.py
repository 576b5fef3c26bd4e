"""What this room gave out in an account's name, ended when the account is made safe (preau.identity)."""

import uuid

from preau.kernel.actor import Actor
from preau.notifications.services.devices import end_devices


def end_what_opens(*, actor: Actor, person_id: uuid.UUID) -> dict[str, int]:
    """Whoever held the account hears no more of it on their devices."""
    return {"push_subscriptions": end_devices(person_id=person_id)}
