"""What this room gave out in an account's name, ended when the account is made safe (preau.identity)."""

import uuid

from preau.federation import tickets
from preau.federation.services.leaving import leave_everywhere
from preau.identity.public import account_of_person
from preau.kernel.actor import Actor


def end_what_opens(*, actor: Actor, person_id: uuid.UUID) -> dict[str, int]:
    """End the tickets that linked services hold, and have every service that the account entered sign it out."""
    account = account_of_person(person_id)
    if account is None:
        return {"service_tickets": 0, "linked_services": 0}
    forgotten = tickets.forget(account_id=account.pk)
    return {"service_tickets": forgotten, "linked_services": leave_everywhere(account_id=account.pk)}
