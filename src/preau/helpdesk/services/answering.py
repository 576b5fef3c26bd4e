"""A request is answered, once, and closed: by the school, or by whoever made it."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.helpdesk.enums import State, Step
from preau.helpdesk.models import HelpRequest
from preau.helpdesk.selectors.requests import answered_by
from preau.helpdesk.services.asking import LONGEST
from preau.helpdesk.services.telling import matter_of, room, settled
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign
from preau.notifications.public import To, notify

ANSWERED = "helpdesk.answered"


def _locked(hat: Hat, request_id: uuid.UUID) -> HelpRequest:
    row: HelpRequest | None = answered_by(hat).select_for_update(of=("self",)).filter(pk=request_id).first()
    if row is None:
        raise Unknown("no request that they answer")
    return row


def _record(actor: Actor, action: str, row: HelpRequest) -> None:
    audit.record(actor=actor, action=action, tenant=row.school_id, subject="help_request", subject_id=row.pk)


@transaction.atomic
def answer(*, actor: Actor, hat: Hat, request_id: uuid.UUID, text: str) -> None:
    """Answer a request: whoever is signed in reads it here; a stranger was called or written to, and this says what
    was told. The same answer again changes nothing. Raises Unknown; Refused for no words; Overtaken when a colleague
    answered otherwise."""
    row, words = _locked(hat, request_id), text.strip()[:LONGEST]
    if row.state != State.SENT:
        if row.answer == words and row.answered_by_id == actor.person_id:
            return
        raise Overtaken(_("Quelqu’un a déjà répondu."))
    if not words and not row.is_of_stranger:
        raise Refused(_("Écrivez votre réponse."))
    row.state, row.answer, row.answered_at = State.ANSWERED, words, clock.now()
    sign(row, "answered_by", actor)
    row.save(update_fields=["state", "answer", "answered_at", "answered_by", "answered_by_id"])
    _record(actor, "helpdesk.answer", row)
    settled(row, ("", Step.HEAD))
    if row.asked_by_id is not None:
        notify(
            actor=room(), kind=ANSWERED, key=f"{matter_of(row)}/answered", to=[To(row.asked_by_id, row.profile)],
            school_id=row.school_id, link=f"/aide/demandes/{row.pk}/",
        )  # fmt: skip


@transaction.atomic
def close(*, actor: Actor, hat: Hat, request_id: uuid.UUID) -> None:
    """The school closes a request. Twice is once. Raises Unknown; Refused for one of somebody signed in that nobody
    answered: they would wait for nothing."""
    row = _locked(hat, request_id)
    if row.state == State.SENT and not row.is_of_stranger:
        raise Refused(_("Répondez d’abord : la personne attend."))
    _close(actor, row)


@transaction.atomic
def settle(*, actor: Actor, hat: Hat, request_id: uuid.UUID) -> None:
    """Whoever made a request says that it is over. Twice is once. Raises Unknown for another's."""
    rows = HelpRequest.objects.select_for_update(of=("self",))
    row = rows.filter(pk=request_id, asked_by_id=actor.person_id, school_id__in=list(hat.school_ids)).first()
    if row is None:
        raise Unknown("no request of theirs")
    _close(actor, row)


def _close(actor: Actor, row: HelpRequest) -> None:
    if row.state == State.CLOSED:
        return
    row.state, row.closed_at = State.CLOSED, clock.now()
    row.save(update_fields=["state", "closed_at"])
    _record(actor, "helpdesk.close", row)
    settled(row, ("", Step.HEAD))
