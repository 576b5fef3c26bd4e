"""What somebody set for the mailbox that they look at."""

from preau.access.public import Hat
from preau.messaging.models import Mailbox
from preau.messaging.selectors.boxes import box_of_hat, me


def mailbox_of(hat: Hat) -> Mailbox:
    """The settings of this mailbox; those that nobody changed yet are a row that was not kept."""
    found = Mailbox.objects.filter(person_id=me(hat), box=box_of_hat(hat)).first()
    return found or Mailbox(person_id=me(hat), box=box_of_hat(hat))


def signed_below(hat: Hat, text: str = "") -> str:
    """A text that begins, with this mailbox's signature under it."""
    signature = mailbox_of(hat).signature
    return f"{text}\n\n{signature}" if signature else text
