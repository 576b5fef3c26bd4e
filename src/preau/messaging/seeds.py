"""What the demonstration shows of this room: messages among the cast, sent by its services and delivered at once."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from preau.access.enums import GroupKind
from preau.access.public import GroupRef, Worn, worn_in_cast
from preau.kernel import scope
from preau.kernel.actor import Actor
from preau.messaging.enums import State
from preau.messaging.models import Message
from preau.messaging.selectors.recipients import group_key, reach_of
from preau.messaging.services import Draft, Refused, deliver, release, save_draft, send

_SPACE = uuid.UUID("5f1d4b1e-0c5b-5d5b-9a3c-6d0a3a0f7a10")


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """A class is written to, a parent writes to its teacher, who begins an answer; twice changes nothing."""
    people = list(cast)
    teacher = worn_in_cast(people, "claire-roux", lambda hat: hat.is_staff)
    parent = worn_in_cast(people, "samira-benali", lambda hat: bool(hat.children))
    if teacher is None or parent is None:
        return  # not in this academy
    with scope.everything("messages of the demonstration"):
        child = next((one for one in parent.hat.children if one.school_id in teacher.hat.school_ids), None)
        if child is None or child.homeroom_id is None:
            return
        group = group_key(GroupRef(child.school_id, GroupKind.CLASS_GUARDIANS, child.homeroom_id))
        _send(teacher, "classe", [group], Draft(
            "Sortie au musée jeudi 3 décembre",
            "Bonjour,\n\nLa classe va au musée jeudi 3 décembre, de 9 h à 16 h. Prévoyez un pique-nique.\n\n"
            "Merci de me dire si vous pouvez nous accompagner.",
            expects_answer=True,
        ))  # fmt: skip
        _send(parent, "parent", [str(teacher.hat.person_id)], Draft(
            "Travail à rattraper", "Bonjour,\n\nQuel travail faut-il rattraper après l’absence de lundi ?\n\nMerci.",
            about_id=child.person_id,
        ))  # fmt: skip


def _send(who: Worn, name: str, to: Sequence[str], draft: Draft) -> None:
    """One message, once: its id says which."""
    key = uuid.uuid5(_SPACE, f"{who.hat.person_id}/{name}")
    if Message.objects.filter(pk=key).exists():
        return
    row = save_draft(
        actor=who.actor, hat=who.hat, message_id=key, version=0, draft=draft, add=[("to", one) for one in to]
    )  # fmt: skip
    count = reach_of(who.hat, row, children=False).count
    try:
        sent = send(actor=who.actor, hat=who.hat, message_id=key, version=row.version, count=count)
    except Refused:
        return  # the rules of this academy do not let them: the draft stays
    if sent.state == State.HELD:  # the demonstration is made at night too
        sent = release(actor=who.actor, hat=who.hat, message_id=key)
    deliver(message_id=key, version=sent.version, quietly=True)
