"""What somebody sets for one of their mailboxes. It concerns nobody else, and is not audited."""

from django.db import transaction

from preau.access.public import Hat
from preau.kernel.actor import Actor
from preau.messaging.models import Mailbox
from preau.messaging.selectors.boxes import box_of_hat, me


@transaction.atomic
def set_signature(*, actor: Actor, hat: Hat, signature: str) -> Mailbox:
    """End messages that begin from now on with these lines; none when empty. Twice changes nothing."""
    row, _made = Mailbox.objects.update_or_create(
        person_id=me(hat), box=box_of_hat(hat), defaults={"signature": signature.strip()}
    )
    return row
