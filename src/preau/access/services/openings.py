"""Names opened by a school to its collectivity or to the operator: asked with a reason, dated, told, closed at will."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from preau.access.enums import OpeningState
from preau.access.errors import Refused, Settled, Unknown
from preau.access.models import NameOpening
from preau.directory.models import School
from preau.kernel import audit, clock, events
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign, signed

LONGEST_HOURS = 72
ASKED_DAYS = 30


def _opening(school_id: uuid.UUID, opening_id: uuid.UUID, *states: str) -> NameOpening:
    row: NameOpening | None = (
        NameOpening.objects.select_for_update(of=("self",)).filter(pk=opening_id, school_id=school_id).first()
    )
    if row is None:
        raise Unknown("no such request")
    if row.state not in states:
        raise Settled("it was answered, or closed")
    return row


@transaction.atomic
def ask_opening(
    *, actor: Actor, school_id: uuid.UUID, local_authority_id: uuid.UUID | None, reason: str, hours: int
) -> NameOpening:
    """Ask a school to open its names for some hours. A request that waits is given back, not doubled.

    Raises Refused without a reason or beyond LONGEST_HOURS; Unknown for a school that the collectivity does not govern.
    """
    school = School.objects.select_for_update(of=("self",)).filter(pk=school_id).first()
    if school is None or (local_authority_id is not None and school.local_authority_id != local_authority_id):
        raise Unknown("no such school")
    if not reason.strip():
        raise Refused(_("Dites pourquoi vous devez voir des noms : l’établissement le lira."))
    if not 1 <= hours <= LONGEST_HOURS:
        raise Refused(_("Demandez entre 1 et %(most)d heures.") % {"most": LONGEST_HOURS})
    waiting: NameOpening | None = NameOpening.objects.filter(
        school_id=school_id, asked_by_id=actor.person_id, state=OpeningState.ASKED
    ).first()
    if waiting is not None:
        return waiting
    made: NameOpening = NameOpening.objects.create(
        school_id=school_id, **signed("asked_as", actor, "asked_by_id"),
        local_authority_id=local_authority_id, reason=reason.strip()[:300], hours=hours, asked_at=clock.now(),
    )  # fmt: skip
    audit.record(
        actor=actor, action="access.ask_opening", tenant=school_id, subject="opening", subject_id=made.pk,
        data={"hours": hours},
    )  # fmt: skip
    events.publish("access.names_asked", {"opening_id": str(made.pk)}, tenant=school_id)
    return made


@transaction.atomic
def answer_opening(*, actor: Actor, school_id: uuid.UUID, opening_id: uuid.UUID, granted: bool) -> NameOpening:
    """Open the names from now for the hours asked, or refuse. Raises Unknown for none, Settled when it
    no longer waits."""
    row = _opening(school_id, opening_id, OpeningState.ASKED)
    now = clock.now()
    row.state = OpeningState.OPEN if granted else OpeningState.REFUSED
    row.answered_at = now
    sign(row, "answered_by", actor)
    row.ends_at = now + dt.timedelta(hours=row.hours) if granted else None
    row.save(update_fields=["state", "answered_by", "answered_by_id", "answered_at", "ends_at"])
    audit.record(
        actor=actor, action="access.open_names" if granted else "access.refuse_names", tenant=school_id,
        subject="opening", subject_id=row.pk, data={"asked_as": row.asked_as, "hours": row.hours},
    )  # fmt: skip
    told = {"opening_id": str(row.pk), "asked_by": str(row.asked_by_id or ""), "granted": granted}
    events.publish("access.names_answered", told, tenant=school_id)
    return row


@transaction.atomic
def close_opening(*, actor: Actor, school_id: uuid.UUID, opening_id: uuid.UUID) -> NameOpening:
    """Close names before their hour. Raises Unknown for no request, Settled when they are not open."""
    row = _opening(school_id, opening_id, OpeningState.OPEN)
    row.state, row.ends_at = OpeningState.CLOSED, clock.now()
    row.save(update_fields=["state", "ends_at"])
    audit.record(
        actor=actor, action="access.close_names", tenant=school_id, subject="opening", subject_id=row.pk,
        data={"asked_as": row.asked_as},
    )  # fmt: skip
    return row


@transaction.atomic
def record_look(*, actor: Actor, opening_id: uuid.UUID, school_id: uuid.UUID, found: int) -> NameOpening:
    """Note that names were looked for while open, before they are shown. Raises Unknown when they are not open."""
    row = _opening(school_id, opening_id, OpeningState.OPEN)
    if row.asked_by_id != actor.person_id or row.ends_at is None or row.ends_at <= clock.now():
        raise Unknown("the names are closed")
    NameOpening.objects.filter(pk=row.pk).update(looks=F("looks") + 1)
    audit.record(
        actor=actor, action="access.look_at_names", tenant=school_id, subject="opening", subject_id=row.pk,
        data={"found": found},
    )  # fmt: skip
    return row
