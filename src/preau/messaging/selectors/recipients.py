"""Whom a message is addressed to: keys of groups and people, who is found by typing, who is reached."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.access.public import (
    WILLING,
    WRITE,
    Addressees,
    GroupRef,
    Hat,
    Reached,
    audience_of,
    groups_to_write_to,
    may_reply,
    search_contacts,
    willing_count,
)
from preau.directory.enums import Profile
from preau.directory.models import Person
from preau.kernel.text import fold
from preau.messaging.enums import Kind
from preau.messaging.models import IN_SIGHT, Delivery, Message, Recipient
from preau.messaging.selectors.boxes import FAMILY_BOXES, box_of, box_of_hat, is_staff_box
from preau.messaging.selectors.copies import Named
from preau.messaging.selectors.words import group_label

LETTERS = 3
OFFERED = 8
MANY = 10
"""Beyond so many people, an answer to all is sent only by who says so."""


def group_key(group: GroupRef) -> str:
    """A group as forms and rows name it."""
    return f"{group.kind}.{group.school_id.hex}.{group.unit_id.hex if group.unit_id else ''}"


def group_of(key: str) -> GroupRef | None:
    """The group of a key; None for what is no key."""
    kind, _dot, rest = key.partition(".")
    school, _dot, unit = rest.partition(".")
    try:
        return GroupRef(uuid.UUID(school), kind, uuid.UUID(unit) if unit else None)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody, or a group, that may be written to. `key`: a group's key, or a person's id."""

    key: str
    name: str
    detail: str = ""
    is_group: bool = False


def offered(hat: Hat, text: str, *, limit: int = OFFERED) -> list[Offer]:
    """Groups and people that this hat may write to and that answer to what was typed, from three letters on."""
    words = fold(text).split()
    if sum(map(len, words)) < LETTERS:
        return []
    groups = [
        Offer(group_key(group), label, _how_many(hat, group), is_group=True)
        for group, unit in groups_to_write_to(hat)
        if _answers(label := group_label(group, unit), words)
    ]
    people = search_contacts(hat, text, want=WRITE, limit=limit)
    return groups[:limit] + [Offer(str(one.person_id), one.name, one.detail) for one in people.contacts]


def _how_many(hat: Hat, group: GroupRef) -> str:
    """How many people a group has whose members are never named; nothing for another: it is said before sending."""
    if group.kind != WILLING:
        return ""
    count = willing_count(hat, group)
    return ngettext("%(num)s personne", "%(num)s personnes", count) % {"num": count}


def elected_as(hat: Hat, keys: Iterable[str]) -> str:
    """As whom somebody writes to families who accept it: "parent élu, 2de 4"; "" when none of these groups is such."""
    asked = {group for key in keys if (group := group_of(key)) is not None and group.kind == WILLING}
    units = [unit for group, unit in groups_to_write_to(hat) if group in asked] if asked else []
    return _("parent élu, %(unit)s") % {"unit": ", ".join(units)} if units else ""


def _answers(label: str, words: Iterable[str]) -> bool:
    """Whether each word typed begins a word of the label, or all of it run together ("2de4")."""
    named = fold(label).split()
    begins = ["".join(named[place:]) for place in range(len(named))]
    return all(any(one.startswith(word) for one in begins) for word in words)


def label_of_group(hat: Hat, key: str) -> str | None:
    """The name of a group that this hat may write to; None for any other."""
    found = (group_label(group, unit) for group, unit in groups_to_write_to(hat) if group_key(group) == key)
    return next(found, None)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Somebody whom a message reaches, in which mailbox and how."""

    person_id: uuid.UUID
    box: str
    profile: str
    kind: str
    children: tuple[uuid.UUID, ...] = ()

    @property
    def is_family(self) -> bool:
        """Whether a parent or a pupil is reached."""
        return self.profile in FAMILY_BOXES


@dataclass(frozen=True, slots=True)
class Reach:
    """Everybody whom a message would reach, each once, and the addressees whom the rules refuse."""

    people: Sequence[Addressed]
    refused: Sequence[Recipient]
    school_id: uuid.UUID | None

    @property
    def count(self) -> int:
        """How many people."""
        return len(self.people)

    @property
    def parents(self) -> int:
        """How many of them as parents."""
        return sum(one.profile == Profile.GUARDIAN for one in self.people)

    @property
    def has_family(self) -> bool:
        """Whether parents or pupils are among them."""
        return any(one.is_family for one in self.people)


@dataclass(slots=True)
class Received:
    """What `access.may_reply` is asked of."""

    sender_id: uuid.UUID
    receiver_id: uuid.UUID
    school_id: uuid.UUID
    thread_id: uuid.UUID | None


def may_answer(hat: Hat, message: Message) -> bool:
    """Whether this hat may answer whoever wrote a message that it received."""
    if message.sender_id is None or message.school_id is None or hat.person_id is None:
        return False
    if message.sender_id == hat.person_id:
        return False
    receipt = Received(message.sender_id, hat.person_id, message.school_id, message.thread)
    mine = Delivery.objects.filter(IN_SIGHT, message=message, person_id=hat.person_id, box=box_of_hat(hat))
    if not mine.exists():
        return False
    return bool(may_reply(hat, receipt))


def is_family(hat: Hat) -> bool:
    """Whether a hat is a parent's or a pupil's."""
    return hat.profile in FAMILY_BOXES


def reach_of(hat: Hat, message: Message, *, children: bool = True) -> Reach:
    """Whom the message reaches today. An answer reaches its sender by the right to answer, others by the rules; a
    family's answer reaches nobody of another family but whom it answers.
    """
    rows = list(message.recipients.select_related("person"))
    answered = message.answers
    back = None
    if answered is not None and any(one.person_id == answered.sender_id for one in rows if one.person_id):
        back = answered if may_answer(hat, answered) else None
    people = [one.person_id for one in rows if one.person_id and not (back and one.person_id == back.sender_id)]
    groups = {one.group: group_of(one.group) for one in rows if one.group}
    audience = audience_of(hat, [one for one in groups.values() if one], people, children=children)
    found: dict[tuple[uuid.UUID, str], Addressed] = {}
    refused = []
    for row in sorted(rows, key=lambda one: (not one.person_id, one.kind == Kind.BCC, one.kind == Kind.CC)):
        if back is not None and row.person_id == back.sender_id:
            one = _back_to(back, row.kind)
            found[one.person_id, one.box] = one
            continue
        reached = _of_row(audience, row, groups.get(row.group))
        if reached is None or (answered is not None and is_family(hat) and not all(one.is_staff for one in reached)):
            refused.append(row)
            continue
        for each in reached:
            box = box_of(each.profile, each.school_id)
            found.setdefault(
                (each.person_id, box), Addressed(each.person_id, box, each.profile, row.kind, each.children)
            )
    return Reach(list(found.values()), refused, _school_of(hat, message, audience))


def _of_row(audience: Addressees, row: Recipient, group: GroupRef | None) -> Sequence[Reached] | None:
    """Those whom one addressee stands for; None when it is refused, or is nobody any more."""
    if row.person_id:
        mine = [one for one in audience.named if one.person_id == row.person_id]
        return mine or None
    return audience.by_group.get(group) if group else None


def _back_to(answered: Message, kind: str) -> Addressed:
    """Whoever wrote what is answered, in the mailbox from which they wrote, about the child they wrote about."""
    assert answered.sender_id is not None
    about = (answered.about_id,) if answered.about_id and answered.profile == Profile.GUARDIAN else ()
    return Addressed(answered.sender_id, answered.box, answered.profile, kind, about)


def _school_of(hat: Hat, message: Message, audience: Addressees) -> uuid.UUID | None:
    """The school whose rules and calm hours a message follows."""
    if message.answers is not None and message.answers.school_id in hat.school_ids:
        return message.answers.school_id
    if message.about_id is not None:
        child = next((one for one in hat.children if one.person_id == message.about_id), None)
        if child is not None:
            return child.school_id
    if hat.school is not None:
        return hat.school.id
    reached = [*audience.named, *(one for people in audience.by_group.values() for one in people)]
    own = [one.school_id for one in reached if one.school_id in hat.school_ids]
    return own[0] if own else next(iter(hat.school_ids), None)


def answer_targets(hat: Hat, message: Message, *, to_all: bool) -> list[Recipient]:
    """Whom an answer is addressed to: who wrote; to all, the others whom this hat may see named.

    A family answers staff alone: those named in the message, besides who wrote it.
    """
    found = [Recipient(kind=Kind.TO, person_id=message.sender_id)]
    if not to_all:
        return found
    boxes = dict(Delivery.objects.filter(message=message).exclude(kind=Kind.BCC).values_list("person_id", "box")
                 if is_family(hat) else ())  # fmt: skip
    for one in message.recipients.exclude(kind=Kind.BCC).order_by("pk"):
        if one.person_id in (hat.person_id, message.sender_id):
            continue
        if is_family(hat) and not (one.person_id and is_staff_box(boxes.get(one.person_id, "pupil"))):
            continue
        found.append(Recipient(kind=one.kind, person_id=one.person_id, group=one.group, title=one.title))
    return found


def shown_to(hat: Hat, named: Iterable[Named], *, mine: bool) -> list[tuple[str, list[str]]]:
    """The addressees that a reader sees, by kind; the sender sees all, a family only groups and itself."""
    told: dict[str, list[str]] = {}
    for one in named:
        if not mine and one.kind == Kind.BCC and one.person_id != hat.person_id:
            continue
        if not mine and is_family(hat) and one.person_id not in (None, hat.person_id):
            continue
        told.setdefault(one.kind, []).append(one.name)
    return [
        (str(Kind(kind).label), sorted(names)) for kind, names in sorted(told.items(), key=lambda one: _rank(one[0]))
    ]


def _rank(kind: str) -> int:
    return list(Kind).index(Kind(kind))


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader of a message that staff wrote, and when they read it; None: not yet."""

    name: str
    children: str
    read_at: dt.datetime | None


def readings_of(message_id: uuid.UUID, *, limit: int) -> list[Reading]:
    """Who read a message and who has not, those who have not first; only its sender asks, and only staff."""
    rows = (
        Delivery.objects.filter(message_id=message_id).exclude(kind=Kind.FROM).select_related("person")
        .prefetch_related("concerns__child").order_by("read_at", "person__family_name", "person__given_name")
    )  # fmt: skip
    found = [
        Reading(one.person.full_name, ", ".join(each.child.full_name for each in one.concerns.all()), one.read_at)
        for one in rows[:limit]
    ]
    return sorted(found, key=lambda one: one.read_at is not None)


def person_of(person_id: uuid.UUID) -> Person | None:
    """Somebody who is here, by id."""
    return Person.objects.filter(pk=person_id, erased_at=None, suspended_at=None).first()
