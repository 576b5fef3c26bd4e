"""An exchange as it is shown to somebody, whole and by itself: what a report freezes."""

import uuid
from dataclasses import dataclass

from preau.access.public import Hat
from preau.messaging.models import IN_SIGHT, Delivery
from preau.messaging.selectors.boxes import box_of_hat, me
from preau.messaging.selectors.threads import Shown, thread_of


@dataclass(frozen=True, slots=True)
class ExchangeFile:
    """A file of a message, or of one that it shows: its name, and the SHA-256 of its content."""

    id: str
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    """One message, as its reader sees it. `is_asked`: the one that was asked for."""

    id: str
    sender: str
    at: str
    to: str
    subject: str
    text: str
    quoted: tuple[str, ...]
    is_mine: bool
    is_asked: bool
    files: tuple[ExchangeFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """The messages of an exchange, the oldest first; `sender_id`: who wrote the one that was asked for."""

    thread: uuid.UUID
    sender_id: uuid.UUID | None
    school_id: uuid.UUID | None
    messages: tuple[ExchangeLine, ...]

    @property
    def file_ids(self) -> set[uuid.UUID]:
        """Its files."""
        return {uuid.UUID(file.id) for one in self.messages for file in one.files}


def exchange_of(hat: Hat, message_id: uuid.UUID) -> Exchange | None:
    """The exchange of a message of which this hat has a copy that another wrote; None for any other."""
    copy = (
        Delivery.objects.select_related("message")
        .filter(IN_SIGHT, message_id=message_id, person_id=me(hat), box=box_of_hat(hat))
        .exclude(message__sender_id=me(hat)).first()
    )  # fmt: skip
    found = thread_of(hat, copy.thread) if copy is not None else None
    if copy is None or found is None:
        return None
    return Exchange(
        found.id,
        copy.message.sender_id,
        copy.message.school_id,
        tuple(_line(one, one.id == message_id) for one in found.messages),
    )


def _line(one: Shown, is_asked: bool) -> ExchangeLine:
    return ExchangeLine(
        str(one.id), one.sender, one.at.isoformat() if one.at else "",
        ", ".join(name for _label, names in one.to for name in names), one.subject, one.text,
        tuple(f"{quoted.sender} : {quoted.text}" for quoted in one.quoted), one.is_mine, is_asked,
        tuple(
            ExchangeFile(str(file.id), file.name, file.digest)
            for file in (*one.files, *(each for quoted in one.quoted for each in quoted.files))
        ),
    )  # fmt: skip
