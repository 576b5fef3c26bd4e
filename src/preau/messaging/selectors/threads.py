"""One exchange, as far as somebody has copies of it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q

from preau.access.public import Hat
from preau.files.public import FileLine
from preau.messaging.enums import Folder, Kind, State
from preau.messaging.models import Concern, Delivery, Message, Recipient
from preau.messaging.selectors.attachments import DEEPEST, files_of
from preau.messaging.selectors.boxes import box_of_hat, children_of, is_staff_box, me
from preau.messaging.selectors.recipients import is_family, shown_to
from preau.messaging.selectors.words import child_names

MOST = 100
"""Messages shown of one exchange."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer typed."""

    subject: str = ""
    text: str = ""
    about_id: uuid.UUID | None = None
    expects_answer: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that another one shows."""

    sender: str
    at: dt.datetime | None
    subject: str
    text: str
    is_recalled: bool
    files: Sequence[FileLine] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of the exchange."""

    copy_id: uuid.UUID
    id: uuid.UUID
    sender: str
    subject: str
    text: str
    at: dt.datetime | None
    children: str
    school: str
    to: Sequence[tuple[str, Sequence[str]]]
    quoted: Sequence[Quoted]
    is_mine: bool
    is_new: bool
    is_starred: bool
    folder: str
    state: str
    problem: str
    delivers_at: dt.datetime | None
    recalled_at: dt.datetime | None
    expects_answer: bool
    readers: int
    read: int | None = None
    files: Sequence[FileLine] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether it may be taken back."""
        return self.state == State.WAITING

    @property
    def is_recallable(self) -> bool:
        """Whether its unread copies may be."""
        return self.is_mine and self.read is not None and self.read < self.readers and self.state == State.SENT


@dataclass(frozen=True, slots=True)
class Thread:
    """An exchange, the oldest first; `last_received`: what an answer answers."""

    id: uuid.UUID
    subject: str
    messages: Sequence[Shown] = field(default_factory=tuple)

    @property
    def new_copies(self) -> list[uuid.UUID]:
        """Copies that were not read before."""
        return [one.copy_id for one in self.messages if one.is_new]

    @property
    def last_received(self) -> Shown | None:
        """The latest message that somebody else wrote."""
        return next((one for one in reversed(self.messages) if not one.is_mine), None)


def thread_of(hat: Hat, thread_id: uuid.UUID) -> Thread | None:
    """The exchange in the mailbox of this hat; None when it has no copy of it. Five reads, however many messages;
    one more where files are attached.
    """
    chain = "message__" + "__".join(["forwards"] * DEEPEST)
    rows = (
        Delivery.objects.filter(person_id=me(hat), box=box_of_hat(hat), thread=thread_id)
        .select_related("message__school", chain)
        .prefetch_related(
            Prefetch("concerns", Concern.objects.select_related("child")),
            Prefetch("message__recipients", Recipient.objects.select_related("person")),
        )
        .order_by("-id")
    )
    found = list(rows[:MOST])[::-1]
    if not found:
        return None
    names = child_names(hat, [one.message.about_id for one in found])
    read = _read_of([one.message for one in found if one.kind == Kind.FROM and is_staff_box(one.message.box)])
    files = files_of([one for copy in found for one in (copy.message, *_chain(copy.message))])
    shown = [_shown(hat, one, children_of(one, names), read.get(one.message_id), files) for one in found]
    return Thread(thread_id, shown[0].subject, shown)


def _read_of(messages: Sequence[Message]) -> dict[uuid.UUID, int]:
    """How many people read each of these messages, which staff wrote."""
    if not messages:
        return {}
    rows = Delivery.objects.filter(message__in=[one.pk for one in messages]).values("message_id")
    counted = rows.annotate(read=Count("pk", filter=Q(read_at__isnull=False) & ~Q(kind=Kind.FROM)))
    return dict(counted.values_list("message_id", "read"))


def _shown(
    hat: Hat, copy: Delivery, children: str, read: int | None, files: Mapping[uuid.UUID, Sequence[FileLine]]
) -> Shown:
    message = copy.message
    mine = copy.kind == Kind.FROM
    return Shown(
        copy.pk, message.pk, message.sender, message.subject, message.text, message.sent_at, children,
        message.school.name if message.school and len(hat.schools) > 1 else "",
        shown_to(hat, message, message.recipients.all(), mine=mine), _quoted(message, files), mine,
        not copy.is_read and copy.folder == Folder.INBOX, copy.is_starred, copy.folder, message.state,
        message.problem, message.delivers_at, message.recalled_at, message.expects_answer and not mine,
        message.readers, None if is_family(hat) else read, files.get(message.pk, ()),
    )  # fmt: skip


def _chain(message: Message) -> list[Message]:
    """The messages that one shows, as far as they were joined to it."""
    found: list[Message] = []
    one = message.forwards
    while one is not None and len(found) < DEEPEST:
        found.append(one)
        # Beyond what was joined, a chain is cut rather than read one by one.
        one = one.forwards if len(found) < DEEPEST else None
    return found


def _quoted(message: Message, files: Mapping[uuid.UUID, Sequence[FileLine]]) -> list[Quoted]:
    """What a message shows of others: read where they are kept, so that what was taken back is not shown."""
    return [
        Quoted(one.sender, one.sent_at, one.subject, "", True)
        if one.state == State.RECALLED
        else Quoted(one.sender, one.sent_at, one.subject, one.text, False, files.get(one.pk, ()))
        for one in _chain(message)
    ]


def written(hat: Hat, message_id: uuid.UUID) -> Message | None:
    """A message that was written under this hat, sent or not; None for another's."""
    rows = Message.objects.filter(pk=message_id, sender_id=hat.person_id, box=box_of_hat(hat))
    return rows.select_related("answers", "__".join(["forwards"] * DEEPEST)).first()


def files_and_quoted(message: Message) -> tuple[Sequence[FileLine], list[Quoted]]:
    """The files of a message that one writes, and what it shows of others."""
    files = files_of([message, *_chain(message)])
    return files.get(message.pk, ()), _quoted(message, files)


def draft_of(message: Message) -> Draft:
    """What is typed in a draft."""
    return Draft(message.subject, message.text, message.about_id, message.expects_answer)


def recipients_of(message: Message) -> list[Recipient]:
    """The addressees of a message, in the order in which they were added."""
    return list(message.recipients.select_related("person").order_by("kind", "pk"))
