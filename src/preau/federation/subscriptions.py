"""What this room hears of others."""

import uuid

from preau.federation.services.leaving import leave_everywhere
from preau.identity.public import account_of_person
from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent


@subscribe("identity.revoked")
def sign_out_of_services(event: OutboxEvent) -> None:
    """Sessions of people ended: the services they entered hear of it.

    Not of one who signs out by themselves: the services of that very session heard it from `marks.end`, and their other
    devices go on.
    """
    if event.payload["reason"] == "signed_out":
        return
    for person_id in event.audience:  # many at once when a school is locked: the payload then names nobody
        account = account_of_person(uuid.UUID(person_id))
        if account is not None:
            leave_everywhere(account_id=account.pk)
