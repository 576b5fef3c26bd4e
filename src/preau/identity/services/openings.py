""" "Voir comme": support asks a school, with why; the school says whom, for two hours at most; it leaves a trace."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.models import Person, School
from preau.identity.errors import Refused
from preau.identity.models import ViewOpening
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign, signed

LONGEST = dt.timedelta(hours=2)
MINUTES = (30, 60, 120)


def _note(actor: Actor, action: str, opening: ViewOpening, **data: object) -> None:
    whom = opening.subject_id
    audit.record(
        actor=actor, action=action, tenant=opening.school_id, subject="person" if whom else "", subject_id=whom or "",
        data={"reason": opening.reason, **data},
    )  # fmt: skip


@transaction.atomic
def ask_view(*, actor: Actor, school: School, reason: str) -> ViewOpening:
    """Support asks a school to see what one of its people sees. The same request twice is one."""
    if not reason.strip():
        raise Refused(_("Écrivez pourquoi : l’établissement le lira."))
    with scope.use(scope.Scope.of([school.pk])):
        same = ViewOpening.objects.filter(
            school=school, asked_by_id=actor.person_id, reason=reason.strip()[:300], opened_at=None, closed_at=None
        )
        found: ViewOpening | None = same.first()
        if found is not None:
            return found
        opening: ViewOpening = ViewOpening.objects.create(
            school=school, reason=reason.strip()[:300], asked_at=clock.now(),
            **signed("asked_label", actor, "asked_by_id"),
        )  # fmt: skip
        _note(actor, "identity.ask_view", opening)
    return opening


@transaction.atomic
def open_view(*, actor: Actor, opening_id: uuid.UUID, subject: Person, minutes: int) -> ViewOpening:
    """The school lets support see what `subject` sees, for so many minutes, 120 at most.

    Runs in the school's scope. Raises Refused for a longer time, and for a request already answered. The caller has
    checked that the subject is of the school.
    """
    if not 0 < minutes <= LONGEST.total_seconds() / 60:
        raise Refused(_("Deux heures au plus."))
    opening: ViewOpening | None = ViewOpening.objects.select_for_update(of=("self",)).filter(pk=opening_id).first()
    if opening is None or opening.opened_at is not None or opening.closed_at is not None:
        raise Refused(_("Cette demande n’attend plus de réponse."))
    now = clock.now()
    opening.subject, opening.opened_at = subject, now
    sign(opening, "opened_label", actor, "opened_by_id")
    opening.ends_at = now + dt.timedelta(minutes=minutes)
    opening.save()
    _note(actor, "identity.open_view", opening, minutes=minutes)
    return opening


@transaction.atomic
def close_view(*, actor: Actor, opening_id: uuid.UUID) -> bool:
    """The school refuses a request or ends what it opened; it holds from the next page on. Twice changes nothing."""
    opening = ViewOpening.objects.select_for_update(of=("self",)).filter(pk=opening_id, closed_at=None).first()
    if opening is None:
        return False
    opening.closed_at = clock.now()
    opening.save(update_fields=["closed_at"])
    _note(actor, "identity.close_view", opening)
    return True


@transaction.atomic
def note_view(*, actor: Actor, opening: ViewOpening, page: str) -> None:
    """Leave the trace of one page that support saw."""
    _note(actor, "identity.saw_as", opening, page=page)
