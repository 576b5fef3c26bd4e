"""Undoing an import: of one school's part, or of the whole run, from what each school's step kept of it.

Rules:
- within UNDO_DAYS of the school's application; what was confirmed of it since goes with it;
- row by row: what anybody changed since is left alone, and listed (preau.directory.bulk.undoing says what is never
  opened again: a withdrawn guardianship, what a judge closed, a head's place);
- schools themselves, programmes and subjects stay: they are names, not people;
- what still waited of the run waits no more; what the run had replaced waits again;
- the next delivery proposes the same changes again unless the academy mends them.

Asked for by a page, done by the worker: each school in one transaction, so that a cut goes on where it stopped and
asking twice does nothing twice.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.directory.bulk import Conflict, Undone, look, undo, unfolded
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Person
from preau.directory.services import follow_rules, let_go
from preau.imports.aaf import source
from preau.imports.aaf.apply import tell
from preau.imports.aaf.lock import only_one
from preau.imports.aaf.plan import SchoolPlan
from preau.imports.enums import PendingState, RunState, SchoolStepState
from preau.imports.models import ImportRun, ImportSchoolStep, ImportSharedStep, PendingChange
from preau.kernel import audit, clock, jobs
from preau.kernel.actor import Actor

UNDO_DAYS = 14
CONFLICTS_KEPT = 500
NAMES_SHOWN = 50
JOB = "imports.undo"
OVER = (RunState.APPLIED, RunState.WAITING)


def undoable(run: ImportRun) -> QuerySet[ImportSchoolStep]:
    """The steps of a run that may still be undone, in the open scope."""
    if run.state not in OVER or run.dry_run:
        return ImportSchoolStep.objects.none()
    since = clock.now() - dt.timedelta(days=UNDO_DAYS)
    return ImportSchoolStep.objects.filter(
        run=run, state=SchoolStepState.APPLIED, undo__isnull=False, applied_at__gte=since
    )


def undoing(run: ImportRun) -> bool:
    """True while the worker undoes something of this run."""
    return ImportSchoolStep.objects.filter(run=run, state=SchoolStepState.UNDOING).exists()


def conflicts_seen(step: ImportSchoolStep) -> list[Conflict]:
    """What would be left alone, as it shows today. Reads only."""
    return [one for kept in unfolded(step.undo) for one in look(kept)]


def request_undo(*, actor: Actor, run_id: uuid.UUID, school_id: uuid.UUID | None = None) -> int:
    """Have the worker undo a run, or one school's part of it; how many schools. Asking again changes nothing.

    Raises Unknown when nothing of the run is in the scope, Refused when it is too late, or while an import goes on.
    """
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        raise Unknown("no such run")
    if source.is_locked():
        raise Refused(_("Un import est en cours : attendez qu’il finisse."))
    with transaction.atomic():
        steps = undoable(run).select_for_update(of=("self",)).defer("undo", "differences")
        if school_id is not None:
            steps = steps.filter(school_id=school_id)
        chosen = list(steps)
        going = ImportSchoolStep.objects.filter(run=run, state=SchoolStepState.UNDOING)
        if not chosen and not going.exists():
            raise Refused(
                _("Il n’y a plus rien à annuler ici : c’est déjà fait, ou le délai de %s jours est passé.") % UNDO_DAYS
            )
        whole = school_id is None
        key = f"{JOB}/{run.pk}/{'all' if whole else school_id}"
        payload = {"run": str(run.pk), "whole": whole, "label": actor.label, "person": str(actor.person_id or "")}
        job = jobs.enqueue(JOB, key=key, payload=payload)
        if chosen:
            ImportSchoolStep.objects.filter(pk__in=[one.pk for one in chosen]).update(state=SchoolStepState.UNDOING)
            audit.record(
                actor=actor, action="imports.request_undo", tenant=school_id, subject="run", subject_id=run.pk,
                data={"source": run.source, "schools": len(chosen)},
            )  # fmt: skip
        jobs.try_again(job.pk)
    return len(chosen)


def do_undo(*, actor: Actor, run_id: uuid.UUID, whole: bool) -> None:
    """What the worker does: every school asked for, the last applied first; then people of several schools."""
    run = ImportRun.objects.get(pk=run_id)
    with only_one(source.area()):
        waiting = ImportSchoolStep.objects.filter(run=run, state=SchoolStepState.UNDOING)
        for pk in list(waiting.order_by("-applied_at", "-pk").values_list("pk", flat=True)):
            undo_school(actor=actor, step_id=pk)
        if whole:
            _undo_shared(actor, run)
        undone = ImportSchoolStep.objects.filter(run=run, state=SchoolStepState.UNDONE)
        follow_rules(school_ids=undone.values_list("school_id", flat=True))
        _close(actor, run)


@transaction.atomic
def undo_school(*, actor: Actor, step_id: uuid.UUID) -> Undone | None:
    """Undo one school's part, with its audit and its events; None when it was done before."""
    step = (
        ImportSchoolStep.objects.select_for_update(of=("self",)).select_related("school")
        .filter(pk=step_id, state=SchoolStepState.UNDOING).first()
    )  # fmt: skip
    if step is None:
        return None
    journals = unfolded(step.undo)
    let_go(school_id=step.school_id)
    whole = Undone()
    for kept in reversed(journals):
        _add(whole, undo(actor=actor, kept=kept))
    _settle_waiting(step, [number for kept in journals for number in kept.more.get("replaced", ())])
    plan = SchoolPlan(step.school_id.hex, step.school.uai, ended=whole.ended, reaches=whole.reaches)
    plan.withdrawn = whole.guardianships_gone
    tell(plan)
    step.state, step.undo, step.undone_at = SchoolStepState.UNDONE, None, clock.now()
    step.conflicts = _told(whole.conflicts)
    step.save(update_fields=["state", "undo", "undone_at", "conflicts"])
    done: Counter[str] = Counter()
    for (_table, operation), count in whole.counts.items():
        done[operation] += count
    audit.record(
        actor=actor, action="imports.school_undone", tenant=step.school_id, subject="school", subject_id=step.school_id,
        data={"run": str(step.run_id), "school": step.school.uai, "conflicts": len(whole.conflicts),
              **{one: done[one] for one in ("removed", "restored", "returned")}},
    )  # fmt: skip
    return whole


def _add(whole: Undone, one: Undone) -> None:
    whole.counts += one.counts
    whole.conflicts += one.conflicts
    whole.guardianships_gone += one.guardianships_gone
    whole.reaches += one.reaches
    for profile, people in one.ended.items():
        whole.ended.setdefault(profile, []).extend(people)


def _told(conflicts: Sequence[Conflict]) -> list[list[str]]:
    """Conflicts as the step keeps them, each once: (table, reason, person)."""
    return [list(one) for one in dict.fromkeys((c.table, c.reason, c.person) for c in conflicts)][:CONFLICTS_KEPT]


def _settle_waiting(step: ImportSchoolStep, replaced: list[str]) -> None:
    of_school = PendingChange.objects.filter(school_id=step.school_id)
    of_school.filter(run_id=step.run_id, state=PendingState.WAITING).update(
        state=PendingState.UNDONE, decided_at=clock.now(), batch=None
    )
    of_school.filter(pk__in=replaced, state=PendingState.SUPERSEDED).update(state=PendingState.WAITING)


def _undo_shared(actor: Actor, run: ImportRun) -> None:
    for pk in list(ImportSharedStep.objects.filter(run=run).order_by("-pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = ImportSharedStep.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is None:
                continue
            for kept in reversed(unfolded(row.undo)):
                undo(actor=actor, kept=kept)
            row.delete()


@transaction.atomic
def _close(actor: Actor, run: ImportRun) -> None:
    """A run of which nothing is left to undo is undone; said once."""
    left = Q(state=SchoolStepState.UNDOING) | Q(state=SchoolStepState.APPLIED, undo__isnull=False)
    if ImportSchoolStep.objects.filter(left, run=run).exists():
        return
    if ImportRun.objects.filter(pk=run.pk, state__in=OVER).update(state=RunState.UNDONE):
        audit.record(
            actor=actor, action="imports.run_undone", subject="run", subject_id=run.pk, data={"source": run.source}
        )


_WORDS: Mapping[str, Any] = {
    "changed": gettext_lazy("modifié depuis par une autre livraison ou par une personne"),
    "gone": gettext_lazy("retiré depuis"),
    "used": gettext_lazy("utilisé depuis : suspendu, pas effacé"),
    "taken": gettext_lazy("sa place a été prise depuis"),
    "closed": gettext_lazy("responsabilité retirée ou restreinte : une annulation ne la rouvre jamais"),
    "second": gettext_lazy("direction : une seconde personne doit confirmer son retour à la prochaine livraison"),
}


@dataclass(frozen=True, slots=True)
class Alone:
    """What was, or would be, left as it is for one reason: in words, how many, and some names."""

    why: str
    count: int
    names: Sequence[str]


def in_words(conflicts: Iterable[Sequence[str]], *, by_name: bool = True) -> list[Alone]:
    """Conflicts, (table, reason, person) each, by reason; a person counts once for each."""
    of_reason: dict[str, set[str]] = {}
    for table, reason, person in conflicts:
        of_reason.setdefault(reason, set()).add(person or table)
    people = {one for group in of_reason.values() for one in group if len(one) == 32} if by_name else set()
    known = {one.pk.hex: one.full_name for one in Person.objects.filter(pk__in=sorted(people)[:NAMES_SHOWN])}
    return [
        Alone(str(_WORDS[reason]), len(group), sorted(known[one] for one in group if one in known))
        for reason, group in sorted(of_reason.items())
    ]


def left_alone(run: ImportRun, *, by_name: bool) -> list[Alone]:
    """What the undoing of a run left as it was, in the open scope."""
    steps = ImportSchoolStep.objects.filter(run=run, conflicts__isnull=False)
    kept = [one for conflicts in steps.values_list("conflicts", flat=True) for one in conflicts]
    return in_words(kept, by_name=by_name) if kept else []


def forget_old() -> dict[str, int]:
    """Journals go when they can serve no more."""
    limit = clock.now() - dt.timedelta(days=UNDO_DAYS)
    steps = ImportSchoolStep.objects.filter(applied_at__lt=limit, undo__isnull=False)
    shared = ImportSharedStep.objects.filter(run__started_at__lt=limit - dt.timedelta(days=1))
    return {"undo": steps.exclude(state=SchoolStepState.UNDOING).update(undo=None), "shared": shared.delete()[0]}


def preview_counts(steps: Sequence[ImportSchoolStep]) -> dict[str, Any]:
    """What an undoing would do, by kind: (added that go, changed that become what they were, left that come back)."""
    made: dict[str, Counter[str]] = {}
    for step in steps:
        for kind, operations in step.counts.items():
            of_kind = made.setdefault(kind, Counter())
            of_kind["removed"] += operations.get("added", 0)
            of_kind["restored"] += operations.get("changed", 0) + operations.get("moved", 0)
            of_kind["returned"] += operations.get("left", 0)
    return made
