"""Carries out what waited, from what was kept of it: the export it came from may be long gone."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction

from preau.directory.bulk import Kept, folded, unfolded
from preau.directory.bulk.tables import moment
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, SchoolYear
from preau.imports.aaf.apply import compressed, expanded, tell, write_kept
from preau.imports.aaf.bundle import SchoolBundle
from preau.imports.aaf.details import details_of, staff_details_of
from preau.imports.aaf.nomenclature import year_of
from preau.imports.aaf.people import PeoplePlan
from preau.imports.aaf.plan import Frame, SchoolPlan, Work
from preau.imports.aaf.plan_guardians import count_guardians
from preau.imports.aaf.plan_staff import StaffPlan, end_staff
from preau.imports.aaf.plan_students import StudentsPlan, end_student
from preau.imports.aaf.state import Named, SchoolState, is_led, named, whole
from preau.imports.aaf.values import Function, Link
from preau.imports.enums import PendingKind, PendingState, RunState
from preau.imports.models import ImportSchoolStep, PendingChange
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_hex_id


def carry_out(*, actor: Actor, pending: PendingChange) -> None:
    """Do what waits, in the caller's transaction; the school's step and the run's report tell it too."""
    work = _work(pending)
    _DOERS[PendingKind(pending.kind)](work, pending.payload)
    count_guardians(work)
    kept = write_kept(actor, work.plan)
    tell(work.plan)
    _add_to_report(pending, work.plan, kept)


def decide(*, actor: Actor, pending: PendingChange, state: PendingState, action: str) -> None:
    """Note what was decided of a waiting change, and that its run waits no more when it was the last."""
    pending.state, pending.decided_at, pending.decided_by = state, clock.now(), actor.person_id
    pending.save(update_fields=["state", "decided_at", "decided_by"])
    audit.record(
        actor=actor, action=action, tenant=pending.school_id, subject="pending", subject_id=pending.pk,
        data={"kind": pending.kind, "kind_label": str(PendingKind(pending.kind).label), "count": pending.count,
              "run": str(pending.run_id)},
    )  # fmt: skip
    run = pending.run
    if run.state == RunState.WAITING and not PendingChange.objects.filter(run=run, state=PendingState.WAITING).exists():
        run.state = RunState.APPLIED
        run.save(update_fields=["state"])


def confirm_covered(*, actor: Actor, frame: Frame) -> int:
    """Confirm heads that waited since earlier runs, in schools that have none yet and that this `--confirm` names.

    In a school that somebody leads, a head, wide rights and a guardian are confirmed by a second person, on a page:
    a command has no person. Removals that waited were weighed anew by this run. Returns how many were confirmed.
    """
    waiting = PendingChange.objects.filter(
        state=PendingState.WAITING, kind=PendingKind.HEAD, school__authority_id=frame.authority
    ).select_related("school", "run")
    if not frame.confirm_all:
        waiting = waiting.filter(school__uai__in=frame.confirmed)
    led = {one.school_id for one in waiting if is_led(one.school_id.hex)}
    opened = set(
        Affiliation.objects.filter(
            profile=Profile.HEAD, state=AffiliationState.ACTIVE, school__in=led,
            person__in=[one.payload["person"] for one in waiting],
        ).values_list("school_id", "person_id")
    )  # fmt: skip
    count = 0
    for pending in waiting:
        if pending.school_id in led and (pending.school_id, uuid.UUID(pending.payload["person"])) not in opened:
            continue
        with transaction.atomic():
            carry_out(actor=actor, pending=pending)
            decide(actor=actor, pending=pending, state=PendingState.CONFIRMED, action="imports.confirm_pending")
        count += 1
    return count


def _work(pending: PendingChange) -> Work:
    today = clock.today()
    year = SchoolYear.objects.filter(starts_on__lte=today).order_by("-year").values_list("year", flat=True).first()
    frame = Frame(
        run=pending.run_id.hex, authority=pending.school.authority_id, year=year or year_of(today),
        today=today.isoformat(), now=moment(clock.now()), confirm_all=True,
    )  # fmt: skip
    school = pending.school_id.hex
    return Work(
        frame, SchoolBundle(pending.school.join_key), _state(pending, school, frame.year), PeoplePlan(frame.authority),
        SchoolPlan(school, pending.school.uai),
    )  # fmt: skip


def _state(pending: PendingChange, school: str, year: int) -> SchoolState:
    """A list of removals names places of the whole school; the other changes name one person."""
    person = pending.payload.get("student") or pending.payload.get("person")
    if person is None:
        return whole(school, year)
    return named({school: Named(frozenset([person]))}, year)[school]


def _students_leave(work: Work, payload: dict[str, Any]) -> None:
    chosen = set(payload["affiliations"])
    places = [place for place in work.state.places.values() if place.id in chosen and place.active]
    people = [one.person for one in places]
    details = details_of([work.plan.school], work.frame.year, people, work.frame.today)[work.plan.school]
    for place in places:
        end_student(work, details, place)


def _staff_leave(work: Work, payload: dict[str, Any]) -> None:
    chosen = set(payload["affiliations"])
    places = [place for place in work.state.places.values() if place.id in chosen and place.active]
    people = sorted({one.person for one in places})
    details = staff_details_of([work.plan.school], work.frame.year, people)[work.plan.school]
    for place in places:
        end_staff(work, details, place)


def _open_place(work: Work, payload: dict[str, Any]) -> None:
    person, mark = payload["person"], bytes.fromhex(payload["digest"])
    profile = payload.get("profile", Profile.HEAD.value)
    place = work.state.places.get((person, profile))
    if place is not None and place.active:
        return
    staff = StaffPlan(work)
    staff.details = staff_details_of([work.plan.school], work.frame.year, [person])[work.plan.school]
    if place is None:
        number = new_hex_id()
        work.plan.changes.affiliations_added.append(
            (number, work.plan.school, person, profile, AffiliationState.ACTIVE.value, payload["key"], mark,
             work.frame.today)
        )  # fmt: skip
    else:
        number = place.id
        work.plan.changes.affiliations_changed.append(
            (number, AffiliationState.ACTIVE.value, payload["key"], mark, None)
        )
    staff.set_functions(number, tuple(Function(*one) for one in payload["functions"]))
    work.plan.changes.woken.append(person)
    others = any(one.active and one.person == person for one in work.state.places.values())
    work.plan.differ("staff", "changed" if others else "added", payload["key"], payload["name"], profile)


def _add_guardian(work: Work, payload: dict[str, Any]) -> None:
    student, guardian = payload["student"], payload["guardian"]
    students = StudentsPlan(work)
    school = work.plan.school
    students.details = details_of([school], work.frame.year, [student], work.frame.today)[school]
    place = work.state.places.get((student, Profile.STUDENT.value))
    if place is None or not place.active:
        return
    link = Link("", payload["reach"], payload["relation"], payload["rank"], payload["pays"], payload["aided"])
    students.add_guardianship(student, guardian, link, payload["shares"])


_DOERS: dict[PendingKind, Callable[[Work, dict[str, Any]], None]] = {
    PendingKind.STUDENT_REMOVALS: _students_leave,
    PendingKind.STAFF_REMOVALS: _staff_leave,
    PendingKind.HEAD: _open_place,
    PendingKind.WIDE_RIGHTS: _open_place,
    PendingKind.THIRD_GUARDIAN: _add_guardian,
}


def _add_to_report(pending: PendingChange, plan: SchoolPlan, kept: Kept) -> None:
    """Add the differences to the school's step, and their number to the run's report."""
    step = ImportSchoolStep.objects.filter(run=pending.run, school=pending.school).first()
    if step is None:
        return
    differences = expanded(step.differences)
    for kind, operations in plan.differences.items():
        for operation, items in operations.items():
            differences.setdefault(kind, {}).setdefault(operation, []).extend([list(one) for one in items])
            step.counts.setdefault(kind, {}).setdefault(operation, 0)
            step.counts[kind][operation] += len(items)
            _add_to_run(pending, kind, operation, len(items))
    step.differences = compressed(differences)
    step.undo = folded([*unfolded(step.undo), kept])
    step.save(update_fields=["differences", "counts", "undo"])
    pending.run.save(update_fields=["report", "totals"])


def _add_to_run(pending: PendingChange, kind: str, operation: str, count: int) -> None:
    report = pending.run.report
    if "totals" not in report:
        return
    report["totals"][kind][operation] += count
    pending.run.totals = report["totals"]
    for line in report["schools"]:
        if line["uai"] == pending.school.uai:
            line[kind][operation] += count
