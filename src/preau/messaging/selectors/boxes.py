"""Mailboxes: one for each capacity of a person, each read by one range of an index."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import Prefetch

from preau.access.public import Hat, Values, guardian_hat, hats_of
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.identity.public import account_by_id, account_of_person
from preau.messaging.enums import State
from preau.messaging.models import Message, Recipient
from preau.messaging.selectors.copies import (
    Copy,
    about_chosen_child,
    addressees_of,
    copies,
    copies_and_waiting,
    not_left,
    waiting_in,
)
from preau.messaging.selectors.words import addressees, child_names, name_of

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
    """The hat under which somebody reads that mailbox today; None when they have it no more.

    A guardian without an account has one too: the counter writes for who never comes into Préau.
    """
    account = account_of_person(person_id)
    if account is None and box == "guardian":
        worn = guardian_hat(person_id)
        return replace(worn, person_id=person_id) if worn is not None else None
    loaded = account_by_id(account.pk) if account is not None else None
    for one in hats_of(loaded) if loaded is not None else ():
        if (one.profile in FAMILY_BOXES or one.profile in STAFF_PROFILES) and box_of_hat(one) == box:
            return replace(one, person_id=person_id)
    return None


class Line(NamedTuple):
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
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One page of a folder; `before`: what the older ones come after, None at the end. `unread`, `drafts`, `leaving`:
    how many wait in the mailbox. `own`: its reader's folders (`selectors.folders.own_in`).
    """

    folder: str
    lines: Sequence[Line] = ()
    before: uuid.UUID | None = None
    is_first: bool = True
    unread: int = 0
    drafts: int = 0
    leaving: int = 0
    own: str | None = None


LEAVING = "leaving"
"""The folder of what was sent and did not leave: it waits, is held, or came back."""


def read_box(
    hat: Hat, folder: str, *, before: uuid.UUID | None = None, own: uuid.UUID | None = None, most: int = PER_PAGE
) -> Box:  # fmt: skip
    """A folder (`own`: one that its reader made), the latest first; `before`: those older than this copy; `most` at
    once. With one child chosen, those about others are left out.
    """
    values = Values()
    if own is not None:
        where = f"d.own_id = {values.of(own)}"
    else:
        where = not_left() if folder == LEAVING else f"d.folder = {values.of(str(folder))}"
    where = f"{where} AND {about_chosen_child(hat, values)}"
    if before is not None:
        where = f"{where} AND d.id < {values.of(before)}"
    found, waiting = copies_and_waiting(hat, box_of_hat(hat), where, values, most=most + 1)
    shown = found[:most]
    return Box(folder, _lines(hat, shown), shown[-1].pk if len(found) > most else None, before is None, *waiting)


def lines_of(hat: Hat, ids: Sequence[uuid.UUID]) -> list[Line]:
    """These copies of this mailbox, the latest first; those about another child than the one chosen are left out."""
    if not ids:
        return []
    values = Values()
    where = f"{values.within('d.id', ids)} AND {about_chosen_child(hat, values)}"
    return _lines(hat, copies(hat, box_of_hat(hat), where, values, most=len(ids)))


def _lines(hat: Hat, shown: Sequence[Copy]) -> list[Line]:
    named = addressees_of([one.message.pk for one in shown if one.is_mine])
    return [_line(one, hat, [each.name for each in named.get(one.message.pk, ())]) for one in shown]


def _line(copy: Copy, hat: Hat, names: Sequence[str]) -> Line:
    message = copy.message
    return Line(
        copy.pk, message.pk, copy.thread, addressees(names) if copy.is_mine else message.sender, copy.children,
        message.subject, message.sent_at or message.delivered_at, not copy.is_read, copy.is_starred, message.state,
        message.school if len(hat.schools) > 1 else "", message.expects_answer and not copy.is_mine, message.attached,
        copy.folder, message.delivers_at if message.state == State.WAITING else None, message.is_urgent,
    )  # fmt: skip


def read_drafts(hat: Hat, *, before: uuid.UUID | None = None, most: int = PER_PAGE) -> Box:
    """What is being written under this hat, the latest begun first."""
    rows = Message.objects.filter(sender_id=hat.person_id, box=box_of_hat(hat), state=State.DRAFT)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    people = Prefetch("recipients", Recipient.objects.select_related("person"))
    found = list(rows.order_by("-id").defer("text", "html").prefetch_related(people)[: most + 1])
    names = child_names(hat, [one.about_id for one in found])
    lines = [
        Line(
            one.pk, one.pk, one.thread, addressees([name_of(each) for each in one.recipients.all()]),
            names.get(one.about_id, "") if one.about_id else "", one.subject, one.written_at, state=State.DRAFT,
            attached=one.attached,
        )
        for one in found[:most]
    ]  # fmt: skip
    waiting = waiting_in(me(hat), box_of_hat(hat))
    return Box("drafts", lines, lines[-1].id if len(found) > most else None, before is None, *waiting)
