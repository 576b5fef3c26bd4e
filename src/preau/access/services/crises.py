"""What is closed for a time in a crisis: set with a notice, a reason and an end, and ended before it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access import crisis
from preau.access.enums import CrisisKind
from preau.access.errors import Refused, Unknown
from preau.access.hats import Hat
from preau.access.models import Crisis
from preau.access.selectors.crises import crises_under, may_set_in
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed

LONGEST_HOURS = 7 * 24
"""A crisis that lasts longer is looked at anew."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What is to be closed: in a school, in a collectivity, or everywhere; what people read; why; for how long."""

    kind: str
    notice: str
    reason: str
    hours: int
    school_id: uuid.UUID | None = None
    authority_id: uuid.UUID | None = None


@transaction.atomic
def set_crisis(*, actor: Actor, hat: Hat, crisis_id: uuid.UUID, closing: Closing) -> Crisis:
    """Close something for a time, at once, for all the place. The same form sent twice is one.

    Raises Unknown for a place that is not this hat's; Refused without a notice or a reason, or beyond LONGEST_HOURS.
    """
    if not may_set_in(hat, closing.school_id, closing.authority_id):
        raise Unknown("not a place of theirs")
    if closing.kind not in CrisisKind.values:
        raise Refused(_("Choisissez ce qui est fermé."))
    if not closing.notice.strip():
        raise Refused(_("Écrivez ce que les personnes liront."))
    if not closing.reason.strip():
        raise Refused(_("Écrivez pourquoi : le journal le garde."))
    if not 1 <= closing.hours <= LONGEST_HOURS:
        raise Refused(_("Choisissez une fin, dans les sept jours."))
    now = clock.now()
    row: Crisis
    row, made = Crisis.objects.get_or_create(
        pk=crisis_id,
        defaults={
            "school_id": closing.school_id, "local_authority_id": closing.authority_id, "kind": closing.kind,
            "notice": closing.notice.strip()[:300], "reason": closing.reason.strip()[:300], "set_at": now,
            "ends_at": now + dt.timedelta(hours=closing.hours), **signed("set_by", actor),
        },
    )  # fmt: skip
    if made:
        _note(actor, "access.set_crisis", row, hours=closing.hours, reason=row.reason)
    elif row.set_by_id != actor.person_id:
        raise Unknown("another's")
    return row


@transaction.atomic
def end_crisis(*, actor: Actor, hat: Hat, crisis_id: uuid.UUID) -> None:
    """Open again what was closed, before its end. Twice is once. Raises Unknown for another place's."""
    row = crises_under(hat).select_for_update(of=("self",)).filter(pk=crisis_id).first()
    if row is None:
        raise Unknown("no crisis of theirs")
    if row.closed_at is not None or row.ends_at <= clock.now():
        return
    row.closed_at = clock.now()
    row.save(update_fields=["closed_at"])
    _note(actor, "access.end_crisis", row)


def _note(actor: Actor, action: str, row: Crisis, **data: object) -> None:
    audit.record(
        actor=actor, action=action, tenant=row.school_id, subject="crisis", subject_id=row.pk,
        data={"kind": row.kind, **data},
    )  # fmt: skip
    crisis.forget()
    transaction.on_commit(crisis.forget)
