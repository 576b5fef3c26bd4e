"""Mailboxes: one for each capacity of a person, each read by one range of an index."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch, QuerySet

from preau.access.public import Hat, hats_of
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.identity.public import account_by_id, account_of_person
from preau.messaging.enums import Folder, Kind, State
from preau.messaging.models import Concern, Delivery, Message, Recipient
from preau.messaging.selectors.words import addressees, child_names

PER_PAGE = 30
FAMILY_BOXES = {Profile.STUDENT.value: "pupil", Profile.GUARDIAN.value: "guardian"}


def box_of(profile: str, school_id: uuid.UUID | None) -> str:
    """The mailbox of somebody of that profile: a family's goes over its schools, staff have one in each."""
    if profile in FAMILY_BOXES:
        return FAMILY_BOXES[profile]
    assert school_id is not None  # staff are of a school
    return school_id.hex


def me(hat: Hat) -> uuid.UUID:
    """Whose mailbox is read under a hat that is worn."""
    assert hat.person_id is not None
    return hat.person_id


def box_of_hat(hat: Hat) -> str:
    """The mailbox that is read under a hat."""
    return box_of(hat.profile, hat.schools[0].id if hat.schools else None)


def is_staff_box(box: str) -> bool:
    """Whether a mailbox is one of staff."""
    return box not in FAMILY_BOXES.values()


def worn_by(person_id: uuid.UUID, box: str) -> Hat | None:
    """The hat under which somebody reads that mailbox today; None when they have it no more."""
    account = account_of_person(person_id)
    loaded = account_by_id(account.pk) if account is not None else None
    for one in hats_of(loaded) if loaded is not None else ():
        if (one.profile in FAMILY_BOXES or one.profile in STAFF_PROFILES) and box_of_hat(one) == box:
            return replace(one, person_id=person_id)
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """A message in a list: who, about whom, what, when."""

    id: uuid.UUID
    message_id: uuid.UUID
    thread: uuid.UUID
    who: str
    children: str
    subject: str
    at: dt.datetime | None
    is_new: bool = False
    is_starred: bool = False
    state: str = State.SENT
    school: str = ""
    expects_answer: bool = False
    attached: int = 0
    folder: str = ""
    leaves_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """One page of a folder; `before`: what the older ones come after, None at the end."""

    folder: str
    lines: Sequence[Line] = ()
    before: uuid.UUID | None = None
    is_first: bool = True


def unread_in(person_id: uuid.UUID, box: str) -> int:
    """How many messages of that mailbox wait to be read: a count of one partial index."""
    return Delivery.objects.filter(person_id=person_id, box=box, is_read=False, folder=Folder.INBOX).count()


def drafts_in(person_id: uuid.UUID | None, box: str) -> int:
    """How many drafts wait in that mailbox."""
    return Message.objects.filter(sender_id=person_id, box=box, state=State.DRAFT).count()


_SEEN = ("sender", "subject", "state", "sent_at", "delivered_at", "recalled_at", "expects_answer", "box", "about_id",
         "delivers_at", "attached")  # fmt: skip


def read_box(hat: Hat, folder: str, *, before: uuid.UUID | None = None) -> Box:
    """A folder, the latest first; `before`: those older than this copy. With one child chosen, those about others are
    left out.
    """
    rows = Delivery.objects.filter(person_id=me(hat), box=box_of_hat(hat), folder=folder)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(_with_what_is_shown(hat, rows, recipients=folder != Folder.INBOX)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    return Box(folder, _lines(hat, shown), shown[-1].pk if len(found) > PER_PAGE else None, before is None)


def lines_of(hat: Hat, ids: Sequence[uuid.UUID]) -> list[Line]:
    """These copies of this mailbox, the latest first; those about another child than the one chosen are left out."""
    if not ids:
        return []
    rows = Delivery.objects.filter(person_id=me(hat), box=box_of_hat(hat), pk__in=ids)
    return _lines(hat, list(_with_what_is_shown(hat, rows, recipients=True)))


def _with_what_is_shown(hat: Hat, rows: QuerySet[Delivery], *, recipients: bool) -> QuerySet[Delivery]:
    if hat.child is not None and len(hat.children) > 1:
        others = [one.person_id for one in hat.children if one.person_id != hat.child.person_id]
        mine = Concern.objects.filter(child_id=hat.child.person_id).values("delivery_id")
        rows = rows.exclude(pk__in=Concern.objects.filter(child_id__in=others).exclude(delivery_id__in=mine)
                            .values("delivery_id")).exclude(message__about_id__in=others)  # fmt: skip
    asked = (
        rows.select_related("message", "message__school")
        .only("person_id", "folder", "kind", "thread", "is_read", "is_starred", "message__school__name",
              *(f"message__{one}" for one in _SEEN))
        .prefetch_related(Prefetch("concerns", Concern.objects.select_related("child")))
        .order_by("-id")
    )  # fmt: skip
    if recipients:
        asked = asked.prefetch_related(Prefetch("message__recipients", Recipient.objects.select_related("person")))
    return asked


def _lines(hat: Hat, copies: Sequence[Delivery]) -> list[Line]:
    names = child_names(hat, [one.message.about_id for one in copies])
    return [_line(one, hat, names) for one in copies]


def _line(copy: Delivery, hat: Hat, names: Mapping[uuid.UUID, str]) -> Line:
    message = copy.message
    mine = copy.kind == Kind.FROM
    return Line(
        copy.pk, message.pk, copy.thread, addressees(message.recipients.all()) if mine else message.sender,
        children_of(copy, names), message.subject, message.sent_at or message.delivered_at,
        not copy.is_read, copy.is_starred, message.state,
        message.school.name if message.school and len(hat.schools) > 1 else "",
        message.expects_answer and not mine, message.attached, copy.folder,
        message.delivers_at if message.state == State.WAITING else None,
    )  # fmt: skip


def children_of(copy: Delivery, names: Mapping[uuid.UUID, str]) -> str:
    """The children whom a copy is about, by given name to their guardian, by full name to staff."""
    told = [one.child.given_name for one in copy.concerns.all()]
    about = copy.message.about_id
    if not told and about is not None and about in names:
        told = [names[about]]
    return ", ".join(told)


def read_drafts(hat: Hat, *, before: uuid.UUID | None = None) -> Box:
    """What is being written under this hat, the latest begun first."""
    rows = Message.objects.filter(sender_id=hat.person_id, box=box_of_hat(hat), state=State.DRAFT)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    people = Prefetch("recipients", Recipient.objects.select_related("person"))
    found = list(rows.order_by("-id").defer("text").prefetch_related(people)[: PER_PAGE + 1])
    names = child_names(hat, [one.about_id for one in found])
    lines = [
        Line(
            one.pk, one.pk, one.thread, addressees(one.recipients.all()),
            names.get(one.about_id, "") if one.about_id else "", one.subject, one.written_at, state=State.DRAFT,
            attached=one.attached,
        )
        for one in found[:PER_PAGE]
    ]  # fmt: skip
    return Box("drafts", lines, lines[-1].id if len(found) > PER_PAGE else None, before is None)
