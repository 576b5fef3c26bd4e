"""Messages as the pages show them: the mailbox of the hat, its folders, one exchange, and what is done with copies."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from preau.api.leaving import give_out
from preau.api.needs import ApiRequest, needs
from preau.api.problems import Problem, missing, refused
from preau.api.shapes import Cursor, Limit, Page, Strict, after, cursor_of, overtaken, tagged, told
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.files.public import FileLine
from preau.messaging import public as messaging
from preau.messaging.enums import Folder, State
from preau.messaging.public import Line, Overtaken, Recounted, Refused, RefusedRecipients, Shown, Unknown

router = Router(tags=["messages"])
PROFILES = (Profile.STUDENT, Profile.GUARDIAN, *sorted(STAFF_PROFILES))
READ, WRITE = (needs(one, *PROFILES) for one in ("messages:read", "messages:write"))
DRAFTS = "drafts"
FOLDERS = {"inbox": Folder.INBOX, "sent": Folder.SENT, "leaving": messaging.LEAVING, "archive": Folder.ARCHIVE,
           "bin": Folder.BIN}  # fmt: skip


def _said(refusal: Exception) -> Problem:
    """What the room refuses, with what a tool needs to tell it apart."""
    if isinstance(refusal, Unknown):
        return missing()
    if isinstance(refusal, Overtaken):
        return overtaken(str(refusal))
    if isinstance(refusal, Recounted):
        return refused(refusal, 409, kind="recounted")
    if isinstance(refusal, RefusedRecipients):
        return refused(refusal, kind="refused-recipients", field="to", names=refusal.names)
    return refused(refusal)


@contextmanager
def telling() -> Iterator[None]:
    """What the room refuses within is told as a problem."""
    try:
        yield
    except (Unknown, Overtaken, Refused) as refusal:
        raise _said(refusal) from None


class FolderShape(Schema):
    """A folder of the mailbox. `waiting`: unread messages of the inbox and of own folders, messages of the others."""

    folder: str = Field(description="What `GET /messages` takes as `folder`, or as `own` for one's own.")
    name: str
    is_own: bool
    waiting: int


class Folders(Schema):
    """The folders of the mailbox of the hat."""

    items: list[FolderShape]


@router.get("/messages/folders", response=told(ok=Folders), auth=READ)
def message_folders(request: ApiRequest) -> Folders:
    """The folders of the mailbox that this hat reads: each hat has its own mailbox."""
    hat = request.caller.hat
    box = messaging.read_box(hat, Folder.INBOX, most=1)
    names = {"inbox": Folder.INBOX.label, "sent": Folder.SENT.label, "leaving": State.WAITING.label,
             "drafts": State.DRAFT.label, "archive": Folder.ARCHIVE.label, "bin": Folder.BIN.label}  # fmt: skip
    counts = {"inbox": box.unread, "drafts": box.drafts, "leaving": box.leaving}
    shown = [
        FolderShape(folder=key, name=str(name), is_own=False, waiting=counts.get(key, 0)) for key, name in names.items()
    ]
    own = [
        FolderShape(folder=str(one.id), name=one.name, is_own=True, waiting=one.unread)
        for one in messaging.own_in(box.own)
    ]
    return Folders(items=[*shown, *own])


class MessageLine(Schema):
    """A message in a list. `copy`: the reader's own copy, by which it is filed; of a draft, the draft."""

    copy_id: uuid.UUID
    id: uuid.UUID
    exchange_id: uuid.UUID
    who: str = Field(description="Who wrote it; of what the caller wrote, whom it is addressed to.")
    children: str = Field(description="Which children it is about.")
    subject: str
    at: dt.datetime | None
    is_new: bool
    is_starred: bool
    is_urgent: bool
    state: str
    leaves_at: dt.datetime | None
    expects_answer: bool
    files: int
    school: str


def _line(one: Line) -> MessageLine:
    return MessageLine(
        copy_id=one.id, id=one.message_id, exchange_id=one.thread, who=one.who, children=one.children,
        subject=one.subject, at=one.at, is_new=one.is_new, is_starred=one.is_starred, is_urgent=one.is_urgent,
        state=one.state, leaves_at=one.leaves_at, expects_answer=one.expects_answer, files=one.attached,
        school=one.school,
    )  # fmt: skip


@router.get("/messages", response=told(404, ok=Page[MessageLine]), auth=READ)
def messages(
    request: ApiRequest,
    folder: Literal["inbox", "sent", "leaving", "drafts", "archive", "bin"] = "inbox",
    own: Annotated[uuid.UUID | None, Query(None, description="A folder of one's own, in place of `folder`.")] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[MessageLine]:
    """A folder of the mailbox, the latest first. A list marks nothing as read."""
    hat = request.caller.hat
    name = f"messages-{own or folder}"
    place = after(name, cursor)
    before = uuid.UUID(place[0]) if place else None
    if own is None and folder == DRAFTS:
        box = messaging.read_drafts(hat, before=before, most=limit)
    else:
        box = messaging.read_box(hat, "" if own else FOLDERS[folder], before=before, own=own, most=limit)
    if own is not None and own not in {one.id for one in messaging.own_in(box.own)}:
        raise missing()
    following = cursor_of(name, [box.before.hex]) if box.before else None
    return Page[MessageLine](items=[_line(one) for one in box.lines], next=following)


class FoundMessages(Page[MessageLine]):
    """One page of what answers, the latest first."""

    words: list[str] = Field(description="What was searched of `q`; empty: nothing in it is searched.")
    is_partial: bool = Field(description="So many messages were gone through that `next` goes on; `items` may be few.")


Words = Annotated[str, Query(..., min_length=1, max_length=200, description="Words, or their beginnings.")]


@router.get("/messages/search", response=told(ok=FoundMessages), auth=READ)
def search_messages(request: ApiRequest, q: Words, cursor: Cursor = "") -> FoundMessages:
    """Messages of this mailbox, the bin left out, that have all these words in subject, text, names or files' names."""
    name = "messages-search"
    place = after(name, cursor)
    found = messaging.search(request.caller.hat, q, before=uuid.UUID(place[0]) if place else None)
    following = cursor_of(name, [found.before.hex]) if found.before else None
    return FoundMessages(
        items=[_line(one) for one in found.lines], next=following, words=list(found.words), is_partial=found.is_partial
    )


class FileShape(Schema):
    """A file. `url`: for the session of the pages; a tool asks `…/files/{id}` for an address of minutes. `held`: why it
    opens for nobody now.
    """

    id: uuid.UUID
    name: str
    size: str
    url: str
    held: str


class Addressees(Schema):
    """Some addressees, as far as the reader may see them named."""

    kind: str
    names: list[str]


class QuotedShape(Schema):
    """A message that another one shows."""

    sender: str
    at: dt.datetime | None
    subject: str
    text: str
    is_recalled: bool


class MessageShape(Schema):
    """One message of an exchange."""

    copy_id: uuid.UUID
    id: uuid.UUID
    sender: str
    subject: str
    text: str
    html: str = Field(description="The same with its shape, cleaned; empty for plain text.")
    at: dt.datetime | None
    children: str
    school: str
    to: list[Addressees]
    quoted: list[QuotedShape]
    files: list[FileShape]
    is_mine: bool
    is_new: bool
    is_starred: bool
    is_urgent: bool
    expects_answer: bool
    folder: str
    state: str
    held_because: list[str] = Field(description="Of a message that is held until its sender confirms: why.")
    leaves_at: dt.datetime | None
    recalled_at: dt.datetime | None
    readers: int | None = Field(description="Of what the caller wrote: how many people it reached.")
    read: int | None = Field(description="How many of them read it; null where the caller may not know.")


class ExchangeShape(Schema):
    """An exchange, the oldest message first."""

    id: uuid.UUID
    subject: str
    messages: list[MessageShape]


def file_shape(one: FileLine) -> FileShape:
    """A file as the API tells it."""
    return FileShape(id=one.id, name=one.name, size=one.size, url=one.url, held=one.held)


def _shape(one: Shown) -> MessageShape:
    held = one.state == State.HELD
    return MessageShape(
        copy_id=one.copy_id, id=one.id, sender=one.sender, subject=one.subject, text=one.text, html=one.html, at=one.at,
        children=one.children, school=one.school,
        to=[Addressees(kind=kind, names=list(names)) for kind, names in one.to],
        quoted=[
            QuotedShape(sender=q.sender, at=q.at, subject=q.subject, text=q.text, is_recalled=q.is_recalled)
            for q in one.quoted
        ],
        files=[file_shape(each) for each in one.files], is_mine=one.is_mine, is_new=one.is_new,
        is_starred=one.is_starred, is_urgent=one.is_urgent, expects_answer=one.expects_answer, folder=one.folder,
        state=one.state, held_because=messaging.cause_words(one.problem) if held else [],
        leaves_at=one.delivers_at if one.state == State.WAITING else None, recalled_at=one.recalled_at,
        readers=one.readers if one.is_mine else None, read=one.read,
    )  # fmt: skip


@router.get("/exchanges/{uuid:thread_id}", response=told(404, ok=ExchangeShape), auth=READ)
def exchange(request: ApiRequest, response: HttpResponse, thread_id: uuid.UUID) -> ExchangeShape:
    """An exchange, as far as the caller has copies of it. Reading it here marks nothing as read: `/messages/filing`."""
    found = messaging.thread_of(request.caller.hat, thread_id)
    if found is None:
        raise missing()
    return tagged(
        response, ExchangeShape(id=found.id, subject=found.subject, messages=[_shape(one) for one in found.messages])
    )


class RecipientShape(Schema):
    """Somebody, or a group, that the caller may write to."""

    key: str = Field(description="What a draft names as an addressee.")
    name: str
    detail: str
    is_group: bool


class Recipients(Schema):
    """Whom the caller may write to, among those that answer to what was asked."""

    items: list[RecipientShape]


Asked = Annotated[str, Query(..., min_length=3, max_length=80, description="Three letters of a name, or more.")]


@router.get("/messages/recipients", response=told(ok=Recipients), auth=WRITE)
def message_recipients(request: ApiRequest, q: Asked) -> Recipients:
    """Groups and people that may be written to, and nobody else. People named are counted, as in any list."""
    hat = request.caller.hat
    found = messaging.offered(hat, q)
    give_out(request, {hat.schools[0].id: sum(not one.is_group for one in found)})
    return Recipients(
        items=[RecipientShape(key=one.key, name=one.name, detail=one.detail, is_group=one.is_group) for one in found]
    )


ACTS: dict[str, Callable[..., int]] = {
    "read": messaging.mark_read, "unread": messaging.mark_unread, "star": partial(messaging.star, on=True),
    "unstar": partial(messaging.star, on=False), "archive": messaging.archive, "bin": messaging.bin_,
    "put-back": messaging.put_back, "remove": messaging.remove, "file": messaging.file_into,
}  # fmt: skip


class Filing(Strict):
    """One act on copies of one's own, by their `copy_id`. `own`: the folder for the act "file"."""

    act: Literal["read", "unread", "star", "unstar", "archive", "bin", "put-back", "remove", "file"]
    copies: Annotated[list[uuid.UUID], Field(min_length=1, max_length=50)]
    own: uuid.UUID | None = None


class Changed(Schema):
    """How many changed; those that were so already, or are another's, are not counted."""

    changed: int


@router.post("/messages/filing", response=told(404, ok=Changed), auth=WRITE)
def file_messages(request: ApiRequest, body: Filing) -> Changed:
    """Mark copies of one's own as read, star them, move them: what the page of a folder does. The bin alone removes."""
    more: dict[str, Any] = {}
    if body.act == "file":
        if body.own is None:
            raise missing()
        more = {"own": body.own}
    with telling():
        changed = ACTS[body.act](actor=request.caller.actor, hat=request.caller.hat, ids=body.copies, **more)
    return Changed(changed=changed)


class Recalled(Schema):
    """From how many people unread copies were taken back, and how many had read it and keep it."""

    taken: int
    left: int


@router.post("/messages/{uuid:message_id}/recall", response=told(404, ok=Recalled), auth=WRITE)
def recall_message(request: ApiRequest, message_id: uuid.UUID) -> Recalled:
    """Take a message back from whoever has not read it; for staff alone."""
    with telling():
        taken, left = messaging.recall(actor=request.caller.actor, hat=request.caller.hat, message_id=message_id)
    return Recalled(taken=taken, left=left)
