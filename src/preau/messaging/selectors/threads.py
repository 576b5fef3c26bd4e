"""One exchange, as far as somebody has copies of it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from preau.access.public import Hat, Values
from preau.files.public import FileLine
from preau.messaging.enums import Folder, State
from preau.messaging.models import Message, Recipient
from preau.messaging.selectors.attachments import DEEPEST, files_of
from preau.messaging.selectors.boxes import box_of_hat, is_staff_box
from preau.messaging.selectors.copies import Copy, Named, addressees_of, copies, read_by
from preau.messaging.selectors.recipients import is_family, shown_to

MOST = 100
"""Messages shown of one exchange."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer typed. `html`: its text with a shape; `text` is then what that says."""

    subject: str = ""
    text: str = ""
    about_id: uuid.UUID | None = None
    expects_answer: bool = False
    html: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that another one shows."""

    sender: str
    at: dt.datetime | None
    subject: str
    text: str
    is_recalled: bool
    files: Sequence[FileLine] = ()
    html: str = ""


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
    html: str = ""
    is_urgent: bool = False

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
    """The exchange in the mailbox of this hat; None when it has no copy of it. Three reads, however many messages;
    one more where files are attached, and where a message shows others.
    """
    values = Values()
    where = f"d.thread = {values.of(thread_id)} AND d.folder <> '{Folder.LATER.value}'"
    found = copies(hat, box_of_hat(hat), where, values, most=MOST, texts=True)[::-1]
    if not found:
        return None
    read = read_by([one.message.pk for one in found if one.is_mine and is_staff_box(one.message.box)])
    named = addressees_of([one.message.pk for one in found])
    chains = _chains([one.message.forwards_id for one in found if one.message.forwards_id])
    files = files_of([one.message for one in found] + [each for chain in chains.values() for each in chain])
    shown = [
        _shown(hat, one, named.get(one.message.pk, ()), read.get(one.message.pk),
               chains.get(one.message.forwards_id, ()), files)
        for one in found
    ]  # fmt: skip
    return Thread(thread_id, shown[0].subject, shown)


def _shown(
    hat: Hat, copy: Copy, named: Sequence[Named], read: int | None, chain: Sequence[Message],
    files: Mapping[uuid.UUID, Sequence[FileLine]],
) -> Shown:  # fmt: skip
    message, mine = copy.message, copy.is_mine
    return Shown(
        copy.pk, message.pk, message.sender, message.subject, message.text, message.sent_at, copy.children,
        message.school if len(hat.schools) > 1 else "", shown_to(hat, named, mine=mine), _quoted(chain, files), mine,
        not copy.is_read and copy.folder == Folder.INBOX, copy.is_starred, copy.folder, message.state,
        message.problem, message.delivers_at, message.recalled_at, message.expects_answer and not mine,
        message.readers, None if is_family(hat) else read, files.get(message.pk, ()),
        message.html, message.is_urgent,
    )  # fmt: skip


def _chains(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID | None, list[Message]]:
    """What each of these messages shows, itself first."""
    if not ids:
        return {}
    deeper = "__".join(["forwards"] * (DEEPEST - 1))
    return {one.pk: [one, *_chain(one)][:DEEPEST] for one in Message.objects.select_related(deeper).filter(pk__in=ids)}


def _chain(message: Message) -> list[Message]:
    """The messages that one shows, as far as they were joined to it."""
    found: list[Message] = []
    one = message.forwards
    while one is not None and len(found) < DEEPEST:
        found.append(one)
        # Beyond what was joined, a chain is cut rather than read one by one.
        one = one.forwards if len(found) < DEEPEST else None
    return found


def _quoted(chain: Sequence[Message], files: Mapping[uuid.UUID, Sequence[FileLine]]) -> list[Quoted]:
    """What a message shows of others: read where they are kept, so that what was taken back is not shown."""
    return [
        Quoted(one.sender, one.sent_at, one.subject, "", True)
        if one.state == State.RECALLED
        else Quoted(one.sender, one.sent_at, one.subject, one.text, False, files.get(one.pk, ()), one.html)
        for one in chain
    ]


def written(hat: Hat, message_id: uuid.UUID) -> Message | None:
    """A message that was written under this hat, sent or not; None for another's."""
    rows = Message.objects.filter(pk=message_id, sender_id=hat.person_id, box=box_of_hat(hat))
    return rows.select_related("answers", "__".join(["forwards"] * DEEPEST)).first()


def files_and_quoted(message: Message) -> tuple[Sequence[FileLine], list[Quoted]]:
    """The files of a message that one writes, and what it shows of others."""
    chain = _chain(message)
    files = files_of([message, *chain])
    return files.get(message.pk, ()), _quoted(chain, files)


def draft_of(message: Message) -> Draft:
    """What is typed in a draft."""
    return Draft(message.subject, message.text, message.about_id, message.expects_answer, message.html)


def recipients_of(message: Message) -> list[Recipient]:
    """The addressees of a message, in the order in which they were added."""
    return list(message.recipients.select_related("person").order_by("kind", "pk"))
