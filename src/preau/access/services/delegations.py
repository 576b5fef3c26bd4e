"""Rights confided with dates, and elected places."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access import switches
from preau.access.enums import BY_VISITORS, MandateKind
from preau.access.errors import Refused, Settled, Unknown
from preau.access.groups import memberships_of
from preau.access.models import Delegation, Mandate
from preau.access.roles import RIGHTS
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.models import Affiliation, Homeroom, School
from preau.directory.services import end_visit, open_visit
from preau.identity.public import offices_of
from preau.kernel import audit, clock, events
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed

LONGEST_DAYS = 366


def _class_of(school_id: uuid.UUID, homeroom_id: uuid.UUID | None) -> None:
    here = Homeroom.objects.filter(pk=homeroom_id, school_id=school_id, school_year_id=year_of(clock.today()))
    if homeroom_id is not None and not here.exists():
        raise Unknown("no such class this year in this school")


def _may_be_confided(right: str, homeroom_id: uuid.UUID | None) -> None:
    spec = RIGHTS.get(right)
    if spec is None or not spec.confided or (homeroom_id is not None and not spec.by_class):
        raise Unknown(f"{right} is not confided")


def _staff_here(school_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    return Affiliation.objects.filter(
        school_id=school_id, person_id=person_id, profile__in=STAFF_PROFILES, state=AffiliationState.ACTIVE
    ).exists()  # fmt: skip


@transaction.atomic
def entrust(
    *,
    actor: Actor,
    school_id: uuid.UUID,
    person_id: uuid.UUID,
    right: str,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    homeroom_id: uuid.UUID | None = None,
) -> Delegation:
    """Confide a right to a member of the school's staff, from the first to the last day, both counted.

    The same right to the same person over the same days gives back what runs. Raises Unknown for a right that is not
    confided, or somebody else; Refused for dates in the wrong order or over a year, or without a reason.
    """
    _may_be_confided(right, homeroom_id)
    School.objects.select_for_update(of=("self",)).get(pk=school_id)  # the same form sent twice waits, then finds it
    if not _staff_here(school_id, person_id) or person_id == actor.person_id:
        raise Unknown("no such member of the staff")
    _class_of(school_id, homeroom_id)
    _check(starts_on, ends_on, reason, clock.today())
    return _confide(actor, school_id, person_id, right, starts_on, ends_on, reason, homeroom_id)


@transaction.atomic
def entrust_visitor(
    *,
    actor: Actor,
    school_id: uuid.UUID,
    family_name: str,
    given_name: str,
    email: str,
    right: str,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    homeroom_id: uuid.UUID | None = None,
) -> Delegation:
    """Confide a right to somebody from outside the school who inspects it, from the first to the last day.

    Whoever they are is told by name and address: the house knows them, or they get a place, and a slip as staff do.
    The place ends with the last right. Raises as `entrust`; Refused too for a member of the school's staff.
    """
    _may_be_confided(right, homeroom_id)
    if right not in BY_VISITORS:
        raise Unknown(f"{right} is not confided outside the school")
    school = School.objects.select_for_update(of=("self",)).get(pk=school_id)  # as above
    _class_of(school_id, homeroom_id)
    _check(starts_on, ends_on, reason, clock.today(school.timezone))
    person = open_visit(
        actor=actor, school_id=school_id, family_name=family_name, given_name=given_name, email=email,
        holds_office=lambda one: bool(offices_of(one)),
    )  # fmt: skip
    if _staff_here(school_id, person.pk):
        raise Refused(_("Cette personne est de l’établissement : confiez-lui ce droit comme à un collègue."))
    return _confide(actor, school_id, person.pk, right, starts_on, ends_on, reason, homeroom_id)


def _check(starts_on: dt.date, ends_on: dt.date, reason: str, today: dt.date) -> None:
    if ends_on < starts_on:
        raise Refused(_("La fin vient avant le début. Corrigez l’une des deux dates."))
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise Refused(_("Un droit se confie pour un an au plus."))
    if ends_on < today:
        raise Refused(_("Cette période est passée."))
    if not reason.strip():
        raise Refused(_("Dites pourquoi vous confiez ce droit."))


def _confide(
    actor: Actor, school_id: uuid.UUID, person_id: uuid.UUID, right: str, starts_on: dt.date, ends_on: dt.date,
    reason: str, homeroom_id: uuid.UUID | None,
) -> Delegation:  # fmt: skip
    same = Delegation.objects.filter(
        school_id=school_id, person_id=person_id, right=right, homeroom_id=homeroom_id, starts_on=starts_on,
        ends_on=ends_on, ended_at=None,
    ).first()  # fmt: skip
    if same is not None:
        return same
    made: Delegation = Delegation.objects.create(
        school_id=school_id, person_id=person_id, right=right, homeroom_id=homeroom_id, starts_on=starts_on,
        ends_on=ends_on, reason=reason.strip()[:200], given_at=clock.now(),
        **signed("given_by", actor),
    )  # fmt: skip
    audit.record(
        actor=actor, action="access.entrust", tenant=school_id, subject="person", subject_id=person_id,
        data={"right": right, "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()},
    )  # fmt: skip
    told = {
        "delegation_id": str(made.pk), "person_id": str(person_id), "right": str(right),
        "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat(),
    }  # fmt: skip
    events.publish("access.right_confided", told, tenant=school_id)
    transaction.on_commit(switches.forget)
    return made


@transaction.atomic
def end_delegation(*, actor: Actor, school_id: uuid.UUID, delegation_id: uuid.UUID) -> Delegation:
    """Take back a right before its last day. Raises Unknown for none, Settled when it has ended."""
    # The school before what is confided there, as whoever ends visits does: nobody waits for the other in a circle.
    school = School.objects.select_for_update(of=("self",)).filter(pk=school_id).first()
    row: Delegation | None = (
        Delegation.objects.select_for_update(of=("self",)).filter(pk=delegation_id, school_id=school_id).first()
    )
    if row is None or school is None:
        raise Unknown("no such delegation")
    if row.ended_at is not None:
        raise Settled("it has ended")
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    audit.record(
        actor=actor, action="access.end_delegation", tenant=school_id, subject="person", subject_id=row.person_id,
        data={"right": row.right},
    )  # fmt: skip
    events.publish("access.right_taken_back", {"delegation_id": str(row.pk)}, tenant=school_id)
    transaction.on_commit(switches.forget)
    _end_visits(actor, school, [row.person_id])
    return row


def _end_visits(actor: Actor, school: School, person_ids: Collection[uuid.UUID]) -> int:
    """End the places of those of these people who visit, and to whom nothing is confided any more. Returns how many."""
    held = Delegation.objects.filter(
        school=school, person_id__in=person_ids, right__in=BY_VISITORS, ended_at=None,
        ends_on__gte=clock.today(school.timezone),
    )  # fmt: skip
    gone = set(person_ids) - set(held.values_list("person_id", flat=True))
    return sum(end_visit(actor=actor, school_id=school.pk, person_id=one) for one in sorted(gone))


@transaction.atomic
def end_visits(*, actor: Actor, school_id: uuid.UUID) -> int:
    """End the places of those who visited a school and whose days have passed. Returns how many."""
    school = School.objects.select_for_update(of=("self",)).get(pk=school_id)  # nothing is confided meanwhile
    places = Affiliation.objects.filter(
        school_id=school_id, profile=Profile.ACADEMY, state=AffiliationState.ACTIVE, source_key=""
    )  # fmt: skip
    return _end_visits(actor, school, list(places.values_list("person_id", flat=True)))


_OF = {MandateKind.DELEGATE: "students", MandateKind.ELECTED_PARENT: "guardians"}


@transaction.atomic
def give_mandate(
    *, actor: Actor, school_id: uuid.UUID, person_id: uuid.UUID, kind: str, homeroom_id: uuid.UUID | None = None
) -> Mandate:
    """Inscribe a delegate or an elected parent for this school year, in a class or, without one, in the school.

    Twice gives back the same. Raises Unknown for who is not a pupil, or a guardian, of that class or school.
    """
    if kind not in MandateKind.values:
        raise Unknown(f"no mandate {kind!r}")
    _class_of(school_id, homeroom_id)
    group = _OF[MandateKind(kind)]
    theirs = memberships_of([person_id], [school_id])[person_id]
    wanted = f"class_{group}" if homeroom_id else group
    if not any(one.kind == wanted and one.unit_id == homeroom_id for one in theirs):
        raise Unknown("not of that class or school")
    made: Mandate
    made, new = Mandate.objects.get_or_create(
        school_id=school_id, school_year_id=year_of(clock.today()), kind=kind, person_id=person_id,
        homeroom_id=homeroom_id, ended_at=None, defaults={"given_at": clock.now()},
    )  # fmt: skip
    if new:
        audit.record(
            actor=actor, action="access.give_mandate", tenant=school_id, subject="person", subject_id=person_id,
            data={"kind": kind, "homeroom_id": str(homeroom_id or "")},
        )  # fmt: skip
    return made


@transaction.atomic
def end_mandate(*, actor: Actor, school_id: uuid.UUID, mandate_id: uuid.UUID) -> Mandate:
    """End an elected place. Raises Unknown when there is none, Settled when it has ended."""
    row: Mandate | None = (
        Mandate.objects.select_for_update(of=("self",)).filter(pk=mandate_id, school_id=school_id).first()
    )
    if row is None:
        raise Unknown("no such mandate")
    if row.ended_at is not None:
        raise Settled("it has ended")
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    audit.record(
        actor=actor, action="access.end_mandate", tenant=school_id, subject="person", subject_id=row.person_id,
        data={"kind": row.kind},
    )  # fmt: skip
    return row
