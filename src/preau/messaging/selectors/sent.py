"""What somebody sent since a moment, and whom it reached: what is taken away when their account was stolen."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from preau.messaging.enums import Kind, State
from preau.messaging.models import IN_SIGHT, Delivery, Message

WITHDRAWN = "withdrawn"
"""The problem of a message that was taken away from everybody, read or not."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Who wrote a message, and when it was sent."""

    sender_id: uuid.UUID | None
    sender: str
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages, how many persons they reached, and how many of those had one shown."""

    messages: int = 0
    readers: int = 0
    read: int = 0


def writing_of(message_id: uuid.UUID) -> Writing | None:
    """Who wrote that message; whoever calls has asked who may know."""
    row = Message.objects.filter(pk=message_id).first()
    return Writing(row.sender_id, row.sender, row.sent_at) if row is not None else None


def rows_since(person_id: uuid.UUID, since: dt.datetime) -> "QuerySet[Message]":
    """The messages of somebody that left since then, in all schools."""
    return Message.objects.filter(sender_id=person_id, state=State.SENT, sent_at__gte=since)


def sent_since(person_id: uuid.UUID, since: dt.datetime) -> Sent:
    """How much that is. Three counts."""
    rows = rows_since(person_id, since)
    copies = Delivery.objects.filter(IN_SIGHT, message__in=rows).exclude(kind=Kind.FROM)
    return Sent(
        rows.count(), copies.values("person_id").distinct().count(),
        copies.filter(is_read=True).values("person_id").distinct().count(),
    )  # fmt: skip
