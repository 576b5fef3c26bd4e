"""A message that looks like a thief's waits until its own sender shows that it is them. Nothing is lost meanwhile."""

import uuid

from django.db import transaction

from preau.access.public import Hat
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.messaging.enums import State
from preau.messaging.models import Message
from preau.messaging.selectors.recipients import reach_of
from preau.messaging.services.drafts import locked
from preau.messaging.services.sending import check_may_write, check_urgent, leave


@transaction.atomic
def release(*, actor: Actor, hat: Hat, message_id: uuid.UUID) -> Message:
    """Have a held message leave: its sender has just shown, after it was held, that it is them (the caller asked).

    Twice is once; the moment that its writer chose stands, unless it is past.
    Who may be written to, and whether an urgency may pass calm hours, is asked again. Raises Unknown for another's;
    Refused.
    """
    row = locked(hat, message_id)
    if row.state != State.HELD:
        return row
    reach = reach_of(hat, row, children=False)
    whole_group = row.recipients.exclude(group="").exists()
    check_may_write(hat, row, reach, whole_group=whole_group)
    check_urgent(hat, row.urgent_because, reach, later=None)
    row.problem = ""
    later = row.delivers_at if row.delivers_at and row.delivers_at > clock.now() else None
    leave(actor, row, reach, whole_group=whole_group, later=later)
    return row
