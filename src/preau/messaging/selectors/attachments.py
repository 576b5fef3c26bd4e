"""Files of messages: whose they are, and who reads them."""

import uuid
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from django.db.models import Q

from preau.access.public import Hat
from preau.files.public import Attached, FileLine, Reading, files_of_things
from preau.kernel import scope
from preau.messaging.enums import State
from preau.messaging.models import IN_SIGHT, Delivery, Message
from preau.messaging.selectors.boxes import box_of_hat, is_staff_box

MESSAGE = "messaging.message"
DEEPEST = 3
"""Forwards within forwards that a page shows."""


def school_of_box(box: str) -> uuid.UUID | None:
    """The school towards whose quota a mailbox's attachments count: that of staff; a family's count for it alone."""
    return uuid.UUID(box) if is_staff_box(box) else None


def school_of_files(hat: Hat) -> uuid.UUID | None:
    """The same, of the mailbox read under a hat that is worn."""
    return school_of_box(box_of_hat(hat))


def of_any_school() -> AbstractContextManager[Any]:
    """A scope for files of messages: one's own copy opens them, whatever the school that they are of."""
    return scope.everything("files of messages are reached by one's own copy")


class Having(Protocol):
    """A message, whole or as a page reads it."""

    @property
    def pk(self) -> uuid.UUID: ...
    @property
    def attached(self) -> int: ...
    @property
    def box(self) -> str: ...


def files_of(messages: Iterable[Having]) -> Mapping[uuid.UUID, list[FileLine]]:
    """The files of these messages, whose reader has a copy of each. One read, and none where no message has any."""
    having = [one for one in messages if one.attached]
    if not having:
        return {}
    with of_any_school():
        schools = {school_of_box(one.box) for one in having}
        return files_of_things(MESSAGE, [one.pk for one in having], schools)


def ids_of(message: Message) -> set[uuid.UUID]:
    """The identifiers of its files."""
    return {one.id for lines in files_of([message]).values() for one in lines}


def shows_files(message: Message) -> bool:
    """Whether it has a file, or forwards a message that has one."""
    shown: Message | None = message
    for _level in range(DEEPEST + 1):
        if shown is None or shown.attached:
            break
        shown = shown.forwards
    return shown is not None and bool(shown.attached)


def may_read(hat: Hat, file: Attached) -> Reading:
    """Whoever has a copy of the message, or of one that forwards it, and whoever writes either. Others never hear of
    it; nor, once it was taken back, does anybody but who wrote it.
    """
    if file.thing_id is None or hat.person_id is None or (box := _box(hat)) is None:
        return Reading.HIDDEN
    message = Message.objects.filter(pk=file.thing_id).only("sender_id", "box", "state").first()
    if message is None:
        return Reading.HIDDEN
    if (message.sender_id, message.box) == (hat.person_id, box):
        return Reading.OPEN
    if message.state == State.RECALLED:
        return Reading.HIDDEN
    shown = Message.objects.filter(pk=message.pk)
    for _level in range(DEEPEST + 1):
        if Delivery.objects.filter(IN_SIGHT, message__in=shown, person_id=hat.person_id, box=box).exists():
            return Reading.OPEN
        shown = Message.objects.filter(forwards__in=shown.values("pk"))
        if shown.filter(Q(sender_id=hat.person_id, box=box)).exists():
            return Reading.OPEN
    return Reading.HIDDEN


def _box(hat: Hat) -> str | None:
    """The mailbox of a hat; None for one that has none."""
    try:
        return box_of_hat(hat)
    except AssertionError:
        return None
