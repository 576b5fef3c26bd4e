"""A judge's decisions: recorded by a head, in force in every school of the pupil at once.

These services look beyond the caller's scope on purpose: a decision follows the pupil, so the reach of a guardianship
held by another school must change with it. They open the scope of everything themselves, for that write only; the
caller's scope still decides which pairs the caller may name.

Events: preau.directory.events.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.enums import AffiliationState, DecisionKind, Profile
from preau.directory.errors import Refused, Settled, Unknown
from preau.directory.models import Affiliation, CourtDecision, Guardianship, Person, School
from preau.directory.reach import ReachChange, students_at_a_turn
from preau.directory.services.reaches import bring_in_line
from preau.kernel import audit, clock
from preau.kernel.actor import Actor, system


@transaction.atomic
def record_court_decision(
    *,
    actor: Actor,
    school_id: uuid.UUID,
    student_id: uuid.UUID,
    guardian_id: uuid.UUID,
    kind: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    reference: str = "",
) -> CourtDecision:
    """Record what a judge decided between a person and a pupil of this school; it wins over every import.

    Takes effect at once in every school when its dates include today, else by `refresh_reaches`. Raises Unknown when
    the pupil has no place in the school today, or it holds, in the open scope, no guardianship (even ended) between the
    two; Refused when the dates are
    in the wrong order.
    """
    if kind not in DecisionKind.values:
        raise ValueError(f"unknown kind of decision {kind!r}")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("La décision ne peut pas finir avant d’avoir commencé."))
    pair = Guardianship.objects.filter(school_id=school_id, student_id=student_id, guardian_id=guardian_id)
    # A school that the pupil left records nothing more: it would hold in the new one.
    here = Affiliation.objects.filter(
        school_id=school_id, person_id=student_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE
    )
    if not (pair.exists() and here.exists()):
        raise Unknown("no guardianship between these two in this school")
    Person.objects.select_for_update(of=("self",)).get(pk=student_id)
    decision = CourtDecision.objects.create(
        student_id=student_id,
        guardian_id=guardian_id,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reference=reference.strip()[:120],
        recorded_by_school=School.objects.get(pk=school_id),
        recorded_at=clock.now(),
    )
    audit.record(
        actor=actor,
        action="directory.record_court_decision",
        tenant=school_id,
        subject="student",
        subject_id=student_id,
        data=_told(decision),
    )
    bring_in_line([student_id], "a judge's decision holds in every school of the pupil")
    return decision


@transaction.atomic
def withdraw_court_decision(*, actor: Actor, school_id: uuid.UUID, decision_id: uuid.UUID) -> CourtDecision:
    """Withdraw a decision recorded by this school (recorded in error, or lifted by the judge).

    Raises Unknown when this school recorded no such decision, Settled when it was withdrawn before.
    """
    decision = (
        CourtDecision.objects.select_for_update(of=("self",))
        .filter(pk=decision_id, recorded_by_school_id=school_id)
        .first()
    )
    if decision is None:
        raise Unknown("no such decision of this school")
    if decision.withdrawn_at is not None:
        raise Settled("it was withdrawn")
    decision.withdrawn_at = clock.now()
    decision.save(update_fields=["withdrawn_at"])
    audit.record(
        actor=actor,
        action="directory.withdraw_court_decision",
        tenant=school_id,
        subject="student",
        subject_id=decision.student_id,
        data=_told(decision),
    )
    bring_in_line([decision.student_id], "a judge's decision is lifted in every school of the pupil")
    return decision


def _told(decision: CourtDecision) -> dict[str, str]:
    return {
        "decision_id": str(decision.pk),
        "kind": str(decision.get_kind_display()),
        "guardian_id": str(decision.guardian_id),
        "starts_on": decision.starts_on.isoformat(),
        "ends_on": decision.ends_on.isoformat() if decision.ends_on else "",
    }


@transaction.atomic
def refresh_reaches(*, full: bool = False, actor: Actor | None = None) -> list[ReachChange]:
    """Bring reaches in line with the decisions that begin or end today; `full` checks every guardianship.

    Run each minute by the worker (pupils at a turn only) and in full once a day. Audited once per school that changed.
    """
    students = None if full else students_at_a_turn()
    if students is not None and not students:
        return []
    changes = bring_in_line(students, "judges' decisions that begin or end today")
    by_school: dict[uuid.UUID, list[ReachChange]] = {}
    for change in changes:
        by_school.setdefault(change.school_id, []).append(change)
    for school_id, of_school in by_school.items():
        audit.record(
            actor=actor or system(_("Décisions de justice")),
            action="directory.refresh_reaches",
            tenant=school_id,
            data={
                "count": len(of_school),
                "guardianships": [
                    {"id": str(c.guardianship_id), "before": c.before, "after": c.after} for c in of_school
                ],
            },
        )
    return changes
