"""Messages being written: a draft, what is read over before it is sent, its sending with the guards of the pages."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from pydantic import AwareDatetime, StringConstraints

from preau.api import limits
from preau.api.needs import ApiRequest
from preau.api.problems import Problem, missing
from preau.api.shapes import Strict, tagged, told, unchanged
from preau.api.v1.messaging import WRITE, telling
from preau.files.public import FileLine, arrivals, attachable, upload_ticket
from preau.identity.public import is_new_device
from preau.kernel import clock, rich
from preau.kernel.ids import new_id
from preau.messaging import public as messaging
from preau.messaging.enums import State
from preau.messaging.public import Draft

router = Router(tags=["messages"])
Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Addressee(Strict):
    """Whom a draft is addressed to: a key that `/messages/recipients` gives."""

    kind: Literal["to", "cc", "bcc"] = "to"
    key: Key


class Typed(Strict):
    """What is typed in a draft. `html` replaces `text`, and is cleaned; `about`: the child a guardian writes about."""

    subject: Annotated[str, StringConstraints(max_length=150)] = ""
    text: Annotated[str, StringConstraints(max_length=messaging.LONGEST)] = ""
    html: Annotated[str, StringConstraints(max_length=rich.LONGEST)] = ""
    about: uuid.UUID | None = None
    expects_answer: bool = False
    to: Annotated[list[Addressee], Field(max_length=200)] = []

    @property
    def draft(self) -> Draft:
        """The same, as the room keeps it."""
        text = self.text.replace("\r\n", "\n")
        return Draft(self.subject, text, self.about, self.expects_answer, self.html)


class AddresseeShape(Schema):
    """Somebody, or a group, that a draft is addressed to."""

    kind: str
    key: str
    name: str


class JoinedFile(Schema):
    """A file of a draft."""

    id: uuid.UUID
    name: str
    size: str


class DraftShape(Schema):
    """A message being written. Its files are changed by `…/files`."""

    id: uuid.UUID
    version: int
    exchange_id: uuid.UUID
    answers: uuid.UUID | None
    forwards: uuid.UUID | None
    subject: str
    text: str
    html: str
    about: uuid.UUID | None
    expects_answer: bool
    to: list[AddresseeShape]
    files: int
    joined: list[JoinedFile]


def _files(row: Any) -> list[FileLine]:
    return messaging.files_of([row]).get(row.pk, [])


def _shape(row: Any) -> DraftShape:
    return DraftShape(
        id=row.pk, version=row.version, exchange_id=row.thread, answers=row.answers_id, forwards=row.forwards_id,
        subject=row.subject, text=row.text, html=row.html, about=row.about_id, expects_answer=row.expects_answer,
        to=[
            AddresseeShape(kind=one.kind, key=one.group or str(one.person_id), name=messaging.name_of(one))
            for one in messaging.recipients_of(row)
        ],
        files=row.attached, joined=[JoinedFile(id=one.id, name=one.name, size=one.size) for one in _files(row)],
    )  # fmt: skip


def _draft(request: ApiRequest, message_id: uuid.UUID) -> Any:
    row = messaging.written(request.caller.hat, message_id)
    if row is None or row.state != State.DRAFT:
        raise missing()
    return row


@router.post("/messages/drafts", response=told(404, ok=DraftShape), auth=WRITE)
def begin_draft(request: ApiRequest, response: HttpResponse, body: Typed) -> DraftShape:
    """Begin a draft. It is on the page « Brouillons » at once; nothing leaves."""
    with telling():
        row = messaging.save_draft(
            actor=request.caller.actor, hat=request.caller.hat, message_id=new_id(), version=0, draft=body.draft,
            add=[(one.kind, one.key) for one in body.to],
        )  # fmt: skip
    return tagged(response, _shape(row))


@router.get("/messages/drafts/{uuid:message_id}", response=told(404, ok=DraftShape), auth=WRITE)
def one_draft(request: ApiRequest, response: HttpResponse, message_id: uuid.UUID) -> DraftShape:
    """A draft of one's own, with its ETag."""
    return tagged(response, _shape(_draft(request, message_id)))


@router.put("/messages/drafts/{uuid:message_id}", response=told(404, 412, 428, ok=DraftShape), auth=WRITE)
def change_draft(request: ApiRequest, response: HttpResponse, message_id: uuid.UUID, body: Typed) -> DraftShape:
    """Write a draft anew, its addressees too, if no other device changed it in between. If-Match is required."""
    row = _draft(request, message_id)
    unchanged(request, _shape(row))
    wanted = {one.key: one.kind for one in body.to}
    there = {one.group or str(one.person_id): one for one in messaging.recipients_of(row)}
    stays = {key for key, one in there.items() if wanted.get(key) == one.kind}
    with telling():
        kept = messaging.save_draft(
            actor=request.caller.actor, hat=request.caller.hat, message_id=message_id, version=row.version,
            draft=body.draft, add=[(kind, key) for key, kind in wanted.items() if key not in stays],
            remove=[one.pk for key, one in there.items() if key not in stays],
        )  # fmt: skip
    return tagged(response, _shape(kept))


class UploadShape(Schema):
    """Where a file is sent, by the protocol tus 1.0, under `Authorization: Bearer {ticket}`, within minutes. The answer
    that completes it brings its receipt, in `Preau-Receipt`.
    """

    url: str
    ticket: str
    largest: int = Field(description="Bytes of one file.")
    most: int = Field(description="Files of one message.")


@router.post("/messages/uploads", response=told(ok=UploadShape), auth=WRITE)
def begin_upload(request: ApiRequest) -> UploadShape:
    """A ticket to send one file, to join it to a draft. Nothing is kept before a draft takes its receipt."""
    hat, about = request.caller.hat, attachable(messaging.MESSAGE)
    key = None if request.caller.token else request.session.session_key
    ticket = upload_ticket(hat, messaging.MESSAGE, messaging.school_of_files(hat), session_key=key)
    return UploadShape(url=f"{settings.STREAMS_URL}/depots", ticket=ticket, largest=about.largest(), most=about.most())


class Joining(Strict):
    """The files of a draft, all of them: those that stay, and receipts of uploads that join them."""

    stay: Annotated[list[uuid.UUID], Field(max_length=100)] = []
    receipts: Annotated[list[Annotated[str, StringConstraints(max_length=2000)]], Field(max_length=100)] = []


@router.put("/messages/drafts/{uuid:message_id}/files", response=told(404, 412, 428, ok=DraftShape), auth=WRITE)
def change_draft_files(
    request: ApiRequest, response: HttpResponse, message_id: uuid.UUID, body: Joining
) -> DraftShape:  # fmt: skip
    """Say anew which files a draft has: what is not named goes. If-Match is required."""
    hat, row = request.caller.hat, _draft(request, message_id)
    unchanged(request, _shape(row))
    there, stay = {one.id for one in _files(row)}, set(body.stay)
    if stay - there:
        raise missing()
    with telling():
        came = arrivals(
            hat=hat, kind=messaging.MESSAGE, school_id=messaging.school_of_files(hat), receipts=body.receipts, sent=[]
        )
        kept = messaging.save_draft(
            actor=request.caller.actor, hat=hat, message_id=message_id, version=row.version,
            draft=messaging.draft_of(row), arrivals=came, take_off=there - stay,
        )  # fmt: skip
    return tagged(response, _shape(kept))


class Review(Schema):
    """What is read over before a draft is sent: `version` and `people` are sent back with it."""

    version: int
    people: int
    parents: int
    refused: list[str] = Field(description="Addressees that the rules refuse; while there is one, nothing leaves.")
    lacking: list[str]
    asks_to_confirm: bool = Field(description="An answer to so many is sent only with `confirmed`.")
    leaves_at: dt.datetime = Field(description="When it reaches people, if it were sent now: after calm hours.")
    own_hours: int = Field(description="How many people it reaches later, at the end of calm hours of their own.")
    own_until: dt.datetime | None = Field(description="When it will have reached them too.")


@router.get("/messages/drafts/{uuid:message_id}/review", response=told(404, ok=Review), auth=WRITE)
def review_draft(request: ApiRequest, message_id: uuid.UUID) -> Review:
    """How many people a draft reaches, which of them parents, when, and what it lacks."""
    hat, row = request.caller.hat, _draft(request, message_id)
    reach = messaging.reach_of(hat, row, children=False)
    leaves = messaging.leaving_at(reach)
    held = messaging.held_by_own_hours(reach, leaves)
    return Review(
        version=row.version, people=reach.count, parents=reach.parents,
        refused=[messaging.name_of(one) for one in reach.refused],
        lacking=messaging.lacking(row, reach, signature=messaging.mailbox_of(hat).signature),
        asks_to_confirm=row.to_all and reach.count > messaging.MANY, leaves_at=leaves,
        own_hours=len(held), own_until=max(held.values(), default=None),
    )  # fmt: skip


class Sending(Strict):
    """The draft as it was read over: its version, and to how many people."""

    version: Annotated[int, Field(ge=1, le=10**9)]
    people: Annotated[int, Field(ge=1, le=10**6)]
    confirmed: bool = False
    later: AwareDatetime | None = None
    urgent_because: Annotated[str, StringConstraints(strip_whitespace=True, max_length=messaging.BECAUSE)] = ""


class Sent(Schema):
    """What became of it: it waits for its moment, or is held until its sender confirms on the page of the message."""

    id: uuid.UUID
    exchange_id: uuid.UUID
    state: str
    people: int
    leaves_at: dt.datetime | None
    held_because: list[str]


@router.post("/messages/drafts/{uuid:message_id}/send", response=told(404, 409, 412, ok=Sent), auth=WRITE)
def send_draft(request: ApiRequest, message_id: uuid.UUID, body: Sending) -> Sent:
    """Send a draft, with every guard of the pages. What looks like a thief's is kept and held: it is no error, `state`
    says so, and its own sender confirms it on its page, with a fresh proof that no token can give.
    """
    caller = request.caller
    wait = limits.take(f"sendings.{caller.actor.person_id}", limits.SENDINGS)
    if wait:
        told = _("Attendez un moment avant d’envoyer d’autres messages.")
        raise Problem(429, told, kind="many-messages", headers={"Retry-After": str(wait)})
    with telling():
        row = messaging.send(
            actor=caller.actor, hat=caller.hat, message_id=message_id, version=body.version, count=body.people,
            confirmed=body.confirmed, later=body.later, new_device=_is_new(request), urgent_because=body.urgent_because,
        )  # fmt: skip
    held = row.state == State.HELD
    return Sent(
        id=row.pk, exchange_id=row.thread, state=row.state, people=row.readers,
        leaves_at=None if held else row.delivers_at, held_because=messaging.cause_words(row.problem) if held else [],
    )  # fmt: skip


def _is_new(request: ApiRequest) -> bool:
    """Whether it comes from a device that is new: a token is one, from the day on which it was made."""
    caller = request.caller
    if caller.token is not None:
        return clock.now() - caller.token.created_at < dt.timedelta(hours=settings.HOLD_DEVICE_HOURS)
    assert caller.account is not None
    return is_new_device(caller.account.pk, request.session.get("device") or "", settings.HOLD_DEVICE_HOURS)


class Done(Schema):
    """It is done."""

    id: uuid.UUID


@router.post("/messages/drafts/{uuid:message_id}/discard", response=told(404, ok=Done), auth=WRITE)
def discard_draft(request: ApiRequest, message_id: uuid.UUID) -> Done:
    """Throw a draft away, for good."""
    with telling():
        messaging.discard(actor=request.caller.actor, hat=request.caller.hat, message_id=message_id)
    return Done(id=message_id)


class Answering(Strict):
    """An answer: to who wrote, or to all whom the caller may answer."""

    to_all: bool = False


@router.post("/messages/{uuid:message_id}/answer", response=told(404, ok=DraftShape), auth=WRITE)
def answer_message(request: ApiRequest, response: HttpResponse, message_id: uuid.UUID, body: Answering) -> DraftShape:
    """A draft that answers a message received; the one that was begun already, when nothing was sent yet."""
    caller = request.caller
    with telling():
        row = messaging.begin_answer(actor=caller.actor, hat=caller.hat, message_id=message_id, to_all=body.to_all)
    return tagged(response, _shape(row))


@router.post("/messages/{uuid:message_id}/forward", response=told(404, ok=DraftShape), auth=WRITE)
def forward_message(request: ApiRequest, response: HttpResponse, message_id: uuid.UUID) -> DraftShape:
    """A draft that shows a message received to others."""
    with telling():
        row = messaging.begin_forward(actor=request.caller.actor, hat=request.caller.hat, message_id=message_id)
    return tagged(response, _shape(row))


@router.post("/messages/{uuid:message_id}/undo", response=told(404, ok=DraftShape), auth=WRITE)
def undo_message(request: ApiRequest, response: HttpResponse, message_id: uuid.UUID) -> DraftShape:
    """Take a message back before it leaves: it is a draft again."""
    with telling():
        row = messaging.undo(actor=request.caller.actor, hat=request.caller.hat, message_id=message_id)
    return tagged(response, _shape(row))
