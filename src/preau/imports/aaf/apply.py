"""Makes the plan of one school and writes it, in one transaction."""

import json
import uuid
import zlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.bulk import Journal, Kept, folded, write_school
from preau.directory.bulk.tables import among, many, run
from preau.directory.reach import WIDTH
from preau.imports.aaf.bundle import SchoolBundle
from preau.imports.aaf.named import Known
from preau.imports.aaf.people import PeoplePlan
from preau.imports.aaf.plan import Frame, SchoolPlan, Work
from preau.imports.aaf.plan_guardians import count_guardians
from preau.imports.aaf.plan_staff import StaffPlan
from preau.imports.aaf.plan_structure import plan_homerooms_gone, plan_structure
from preau.imports.aaf.plan_students import StudentsPlan
from preau.imports.aaf.records import GUARDIAN, STAFF, STUDENT
from preau.imports.aaf.refused import save_refusals
from preau.imports.aaf.state import SchoolState, whole
from preau.imports.enums import PendingKind, PendingState, SchoolStepState
from preau.imports.models import ImportSchoolStep, PendingChange
from preau.kernel import audit, clock, events
from preau.kernel.actor import Actor

REMOVALS = (PendingKind.STUDENT_REMOVALS.value, PendingKind.STAFF_REMOVALS.value)


def plan_school(
    frame: Frame,
    bundle: SchoolBundle,
    school: str | None,
    uai: str,
    done: Mapping[tuple[str, str], str],
    known: Known | None = None,
) -> tuple[SchoolPlan, SchoolState]:
    """What the bundle would do to the school; `school` None: it does not exist yet (a rehearsal).

    `known`: what was read ahead of whom the bundle names; None: the school is read whole.
    """
    people = PeoplePlan(frame.authority, done=done)
    if known is not None:
        state = known.state
        people.held = known.records
    else:
        state = whole(school, frame.year) if school else SchoolState()
        people.load(STUDENT, bundle.students)
        people.load(STAFF, bundle.staff)
        people.load(GUARDIAN, bundle.guardian_keys())
    plan = SchoolPlan(school or uuid.UUID(int=0).hex, uai)
    work = Work(frame, bundle, state, people, plan)
    people.take(STUDENT, {key: one.person for key, one in bundle.students.items()})
    people.take(STAFF, {key: one.person for key, one in bundle.staff.items()})
    people.take(GUARDIAN, bundle.guardians)
    plan_structure(work)
    StudentsPlan(work).plan()
    StaffPlan(work).plan()
    count_guardians(work)
    plan_homerooms_gone(work)
    if people.without_place:
        people.changes.added = [
            (*row[:-1], frame.now) if row[0] in people.without_place else row for row in people.changes.added
        ]
    plan.changes.people = people.changes
    return plan, state


def compressed(differences: Mapping[str, Any]) -> bytes:
    """The list of differences as the step keeps it."""
    return zlib.compress(json.dumps(differences, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def expanded(kept: bytes) -> dict[str, dict[str, list[list[str]]]]:
    """The list of differences back from a step."""
    found: dict[str, dict[str, list[list[str]]]] = json.loads(zlib.decompress(bytes(kept))) if kept else {}
    return found


def apply_school(
    *,
    actor: Actor,
    frame: Frame,
    bundle: SchoolBundle,
    school: str,
    uai: str,
    done: Mapping[tuple[str, str], str],
    known: Known | None = None,
) -> None:
    """Plan and write one school in one transaction, with its step, refusals, waiting changes, audit and events."""
    with transaction.atomic():
        plan, state = plan_school(frame, bundle, school, uai, done, known)
        kept = write_kept(actor, plan)
        counts = plan.counts()
        waiting = _save_waiting(frame, plan, state, kept)
        _save_step(frame, plan, counts, kept)
        tell(plan)
        tenant = uuid.UUID(school)
        audit.record(
            actor=actor,
            action="imports.school_applied",
            tenant=tenant,
            subject="school",
            subject_id=tenant,
            data={
                "run": str(uuid.UUID(frame.run)), "school": uai, "waiting": waiting,
                **{op: sum(counts[kind][op] for kind in counts) for op in ("added", "changed", "moved", "left")},
                "counts": {kind: {op: n for op, n in ops.items() if n} for kind, ops in counts.items()},
            },
        )  # fmt: skip
        # Last: it locks the run's row, which other schools' processes wait for.
        save_refusals(frame.run, plan.refusals, {bundle.key: school})


def write_kept(actor: Actor, plan: SchoolPlan) -> Kept:
    """Write a plan; returns what undoing it needs."""
    if plan.changes.is_empty():
        return Kept()
    journal = Journal(plan.changes)
    write_school(actor=actor, school=plan.school, changes=plan.changes)
    kept = journal.close()
    kept.withdrawn = list(plan.closed)
    return kept


def _save_step(frame: Frame, plan: SchoolPlan, counts: dict[str, dict[str, int]], kept: Kept) -> None:
    step = ImportSchoolStep(
        run_id=uuid.UUID(frame.run),
        school_id=uuid.UUID(plan.school),
        state=SchoolStepState.APPLIED,
        counts=counts,
        differences=compressed(plan.differences),
        applied_at=clock.now(),
        undo=folded([kept]),
    )
    # One statement: a step that failed before is there already.
    ImportSchoolStep.objects.bulk_create(
        [step], update_conflicts=True, unique_fields=["school", "run"],
        update_fields=["state", "counts", "differences", "applied_at", "message", "undo"],
    )  # fmt: skip


def mark_failed(frame: Frame, school: str) -> None:
    """Note that a school could not be applied; nothing of it was written."""
    ImportSchoolStep.objects.update_or_create(
        run_id=uuid.UUID(frame.run),
        school_id=uuid.UUID(school),
        defaults={
            "state": SchoolStepState.FAILED,
            "counts": {},
            "differences": b"",
            "message": _("Cet établissement n’a pas pu être appliqué ; il est resté tel qu’il était."),
        },
    )


def _save_waiting(frame: Frame, plan: SchoolPlan, state: SchoolState, kept: Kept) -> int:
    """Keep what waits; what a newer delivery asks otherwise, or no more, is replaced."""
    asked = {(one.kind, one.subject) for one in plan.waiting}
    replaced = [
        number
        for (kind, subject), (number, decided) in state.pending.items()
        if kind in REMOVALS
        and decided == PendingState.WAITING.value
        and (kind in plan.no_longer_waiting or (any(k == kind for k, _ in asked) and (kind, subject) not in asked))
    ] + plan.outdated
    if replaced:
        run(
            f"UPDATE imports_pendingchange SET state = %s WHERE {among('id', 'uuid')}",  # noqa: S608
            [PendingState.SUPERSEDED.value, many(replaced)],
        )
        kept.more["replaced"] = replaced
    created = 0
    for one in plan.waiting:
        if (one.kind, one.subject) in state.pending:
            continue
        PendingChange.objects.create(
            school_id=uuid.UUID(plan.school),
            run_id=uuid.UUID(frame.run),
            kind=one.kind,
            count=one.count,
            subject_key=one.subject,
            payload=one.payload,
            created_at=clock.now(),
        )
        created += 1
    if created:
        kept.more["asked"] = created
    return created


def tell(plan: SchoolPlan) -> None:
    """Publish what the directory's `events` names: places ended, guardianships withdrawn, reaches changed."""
    told: list[events.Told] = []
    for profile, people in plan.ended.items():
        persons = [str(uuid.UUID(one)) for one in people]
        told.append(events.Told("directory.affiliation_ended", {"profile": profile, "persons": persons}))
    for number, student, guardian, before, after in plan.reaches:
        payload = {
            "guardianship_id": str(uuid.UUID(number)),
            "student_id": str(uuid.UUID(student)),
            "guardian_id": str(uuid.UUID(guardian)),
            "before": before,
            "after": after,
            "narrows": WIDTH[after] < WIDTH[before],
        }
        told.append(events.Told("directory.guardianship_changed", payload, (uuid.UUID(guardian),)))
    for student, guardian in plan.withdrawn:
        payload = {"student": str(uuid.UUID(student)), "guardian": str(uuid.UUID(guardian))}
        told.append(events.Told("directory.guardianship_ended", payload))
    events.publish_all(told, tenant=uuid.UUID(plan.school))
