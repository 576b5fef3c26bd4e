"""What this room hears of others."""

import uuid

from preau.federation.services.leaving import leave_everywhere
from preau.identity.public import account_of_person
from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent


@subscribe("identity.revoked")
def sign_out_of_services(event: OutboxEvent) -> None:
    """All sessions of a person ended: the services they entered hear of it."""
    account = account_of_person(uuid.UUID(event.payload["person_id"]))
    if account is not None:
        leave_everywhere(account_id=account.pk)
