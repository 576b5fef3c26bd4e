"""What those in charge do with a report: note something for one another, suspend a person's sendings, close it."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Refused, Unknown
from preau.directory.models import School
from preau.identity.enums import LockKind, LockTarget
from preau.identity.public import set_lock
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.safety.enums import Act, State
from preau.safety.models import Step
from preau.safety.selectors.cases import may_be_stopped, sender_of
from preau.safety.services.locking import locked_case, reporter_profile
from preau.safety.services.opening import step
from preau.safety.services.telling import settle, tell_reporter

LONGEST = 5000


@transaction.atomic
def note_in(*, actor: Actor, hat: Hat, report_id: uuid.UUID, text: str) -> None:
    """Note something for the others in charge. The same note twice in a row is one. Raises Unknown; Refused."""
    row = locked_case(hat, report_id)
    if not text.strip():
        raise Refused(_("Écrivez votre note."))
    last = row.steps.order_by("-at", "-pk").first()
    said = text.strip()[:LONGEST]
    if last is not None and (last.act, last.text, last.by_id) == (Act.SAID, said, actor.person_id):
        return
    step(actor, row, Act.SAID, "safety.note", said)


@transaction.atomic
def stop_sending(*, actor: Actor, hat: Hat, report_id: uuid.UUID) -> None:
    """Suspend the sendings of whoever wrote the message reported, and of nobody else; the lock "to write".

    Its reason tells of no report: the person may read it. Raises Unknown; Refused for a head, whom those of their
    school do not suspend, and for a report of no message.
    """
    row = locked_case(hat, report_id)
    person = sender_of(row)
    if person is None:
        raise Unknown("no message, no sender")
    if not may_be_stopped(hat, row, person):
        raise Refused(_("Seule la collectivité peut suspendre les envois d’une direction."))
    if Step.objects.filter(report=row, act=Act.STOPPED).exists():
        return
    set_lock(
        actor=actor, kind=LockKind.WRITE, target=LockTarget.PERSON, person=person,
        reason=_("Mesure de protection, le temps d’un examen."), school=School.objects.get(pk=row.school_id),
    )  # fmt: skip
    step(actor, row, Act.STOPPED, "safety.stop_sending")


@transaction.atomic
def close_case(*, actor: Actor, hat: Hat, report_id: uuid.UUID, outcome: str) -> None:
    """Close a report, with what its reporter reads. Twice is once. Raises Unknown; Refused without a word."""
    row = locked_case(hat, report_id)
    if row.state == State.CLOSED:
        return
    if not outcome.strip():
        raise Refused(_("Écrivez ce que la personne qui a signalé lira."))
    row.state, row.closed_at, row.outcome = State.CLOSED, clock.now(), outcome.strip()[:LONGEST]
    row.opened_at = row.opened_at or row.closed_at
    row.save(update_fields=["state", "closed_at", "outcome", "opened_at"])
    step(actor, row, Act.CLOSED, "safety.close")
    settle(row)
    tell_reporter(row, reporter_profile(row))
