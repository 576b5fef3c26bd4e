"""Answers that a person closes, and opens again: for the room of messages. Nothing of a message is kept here."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.errors import Refused, Unknown
from preau.access.groups import memberships_of
from preau.access.links import links_of
from preau.access.models import ReplyClosing
from preau.kernel import audit, clock
from preau.kernel.actor import Actor


@transaction.atomic
def close_reply(
    *, actor: Actor, school_id: uuid.UUID, towards_id: uuid.UUID | None = None, thread_id: uuid.UUID | None = None
) -> ReplyClosing:
    """What `actor` wrote is answered no more: by that person, in that thread, or by that person in that thread.

    The same again is the same closing. The caller has checked that `actor` wrote in the thread. Raises Refused when
    neither is named, or oneself is; Unknown when `actor` has no place in the school, or could never meet the person.
    """
    if actor.person_id is None or (towards_id is None and thread_id is None):
        raise Refused(_("Dites à qui, ou dans quel échange, la réponse est fermée."))
    if towards_id == actor.person_id:
        raise Refused(_("On ne se ferme pas la réponse à soi-même."))
    asked = [one for one in (actor.person_id, towards_id) if one is not None]
    schools = {school_id}.union(*(one.school_ids for one in links_of([school_id])))
    groups = memberships_of(asked, schools)
    if not all(groups[one] for one in asked) or not any(one.school_id == school_id for one in groups[actor.person_id]):
        raise Unknown("not both may meet in this school")
    row: ReplyClosing
    row, made = ReplyClosing.objects.get_or_create(
        school_id=school_id, closed_by_id=actor.person_id, towards_id=towards_id, thread=thread_id, reopened_at=None,
        defaults={"closed_at": clock.now()},
    )  # fmt: skip
    if made:
        _note(actor, "access.close_reply", row)
    return row


@transaction.atomic
def reopen_reply(*, actor: Actor, closing_id: uuid.UUID) -> ReplyClosing:
    """Answers are allowed again, as far as rules let them. Twice is once. Raises Unknown for another's closing."""
    row: ReplyClosing | None = (
        ReplyClosing.objects.select_for_update(of=("self",)).filter(pk=closing_id, closed_by_id=actor.person_id).first()
    )
    if row is None:
        raise Unknown("not theirs to open again")
    if row.reopened_at is None:
        row.reopened_at = clock.now()
        row.save(update_fields=["reopened_at"])
        _note(actor, "access.reopen_reply", row)
    return row


def _note(actor: Actor, action: str, row: ReplyClosing) -> None:
    """That it was done, not towards whom: a school does not read who writes to whom."""
    audit.record(actor=actor, action=action, tenant=row.school_id, subject="reply_closing", subject_id=row.pk)
