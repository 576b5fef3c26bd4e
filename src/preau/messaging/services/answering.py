"""An answer, to one or to all, and a forward: drafts like any other, begun from a message."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed
from preau.messaging.enums import State
from preau.messaging.models import IN_SIGHT, Delivery, Message, Recipient
from preau.messaging.selectors.boxes import box_of_hat, me
from preau.messaging.selectors.mailboxes import signed_below
from preau.messaging.selectors.recipients import answer_targets, may_answer
from preau.messaging.services.errors import Refused, Unknown


def _received(hat: Hat, message_id: uuid.UUID) -> Message:
    """A message of which somebody has a copy in the mailbox of this hat; raises Unknown."""
    copy = (
        Delivery.objects.select_related("message")
        .filter(IN_SIGHT, message_id=message_id, person_id=me(hat), box=box_of_hat(hat)).first()
    )  # fmt: skip
    if copy is None:
        raise Unknown("no copy of theirs")
    message: Message = copy.message
    return message


def _begin(actor: Actor, hat: Hat, message: Message, subject: str) -> Message:
    row = Message(
        thread=message.thread, box=box_of_hat(hat), profile=hat.profile, subject=subject[:150],
        text=signed_below(hat), written_at=clock.now(), **signed("sender", actor),
    )  # fmt: skip
    row.sender_id = hat.person_id
    return row


@transaction.atomic
def begin_answer(*, actor: Actor, hat: Hat, message_id: uuid.UUID, to_all: bool) -> Message:
    """A draft that answers a message received; the one that was begun already, when nothing was typed in it yet.

    Raises Unknown for a message one does not have; Refused when its sender may not be answered. Not audited: a draft.
    """
    message = _received(hat, message_id)
    if not may_answer(hat, message):
        raise Refused(_("Vous ne pouvez pas répondre à ce message."))
    begun = Message.objects.filter(
        sender_id=hat.person_id, box=box_of_hat(hat), state=State.DRAFT, answers=message, to_all=to_all
    ).first()
    if begun is not None:
        return begun
    row = _begin(actor, hat, message, message.subject)
    row.answers, row.to_all, row.about_id = message, to_all, _about(hat, message)
    row.save(force_insert=True)
    targets = answer_targets(hat, message, to_all=to_all)
    for one in targets:
        one.message = row
    Recipient.objects.bulk_create(targets, ignore_conflicts=True)
    return row


def _about(hat: Hat, message: Message) -> uuid.UUID | None:
    """The child that an answer is about: the one the message was about, as far as this hat has one."""
    told = Delivery.objects.filter(message=message, person_id=me(hat), box=box_of_hat(hat)).values_list(
        "concerns__child_id", flat=True
    )
    own = {one.person_id for one in hat.children}
    about = [one for one in told if one in own]
    if len(about) == 1:
        return about[0]
    return message.about_id if message.about_id in own else None


@transaction.atomic
def begin_forward(*, actor: Actor, hat: Hat, message_id: uuid.UUID) -> Message:
    """A draft that shows a message to others: by reference, so that its text stays one, and is purged as one.

    Raises Unknown for a message one does not have. Not audited: a draft.
    """
    message = _received(hat, message_id)
    prefix = _("Tr. : ")
    subject = message.subject if message.subject.startswith(prefix) else f"{prefix}{message.subject}"
    row = _begin(actor, hat, message, subject)
    row.pk = new_id()
    row.thread, row.forwards = row.pk, message
    row.save(force_insert=True)
    return row
