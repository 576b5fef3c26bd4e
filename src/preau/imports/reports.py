"""What the pages of the imports show: runs, their counts, what was refused, what waits. Obeys the open scope.

Two readers: the operator, whose scope is everything, sees runs whole; a school's administrator sees the runs that
touched the schools of the scope, and of these only those schools' counts, refusals and pending changes.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from markupsafe import Markup

from preau.directory.errors import Unknown
from preau.imports.aaf.refused import beyond_of
from preau.imports.counted import KINDS, OPERATIONS
from preau.imports.cures import Cure, cure_of
from preau.imports.enums import PendingState, RefusalCause, RunKind, RunState, SchoolStepState
from preau.imports.models import ImportRefusal, ImportRun, ImportSchoolStep, PendingChange
from preau.imports.waiting import pending_of
from preau.kernel import scope
from preau.ui import wording
from preau.ui.listing import holding

RUNNING = frozenset({RunState.RECEIVED, RunState.READING, RunState.READ, RunState.APPLYING})
OVER = frozenset({RunState.APPLIED, RunState.REHEARSED, RunState.UNDONE})
SHOWN_OF_A_CAUSE = 25
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a run, in words. `state`: "done", "current", "next" or "failed"."""

    label: str
    state: str
    detail: str
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """Refusals of one cause: how many, how many have their line kept, what to do, who can, and the first of them."""

    cause: str
    label: str
    cure: Cure
    count: int
    kept: int
    first: Sequence[ImportRefusal]


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """What a run did, or would do, to one school."""

    uai: str
    name: str
    state_label: str
    counts: Counts
    message: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is within its present step, in that step's unit; rate in units a second."""

    is_running: bool
    step: str
    unit: str
    done: int
    total: int
    per_second: float | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """A run as one reader may see it."""

    run: ImportRun
    whole: bool
    steps: Sequence[Step]
    progress: Progress
    totals: Counts
    schools: Sequence[SchoolRow]
    groups: Sequence[Group]
    refusals: int
    pending: Sequence[PendingChange] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)
    will_wait: int = 0

    @property
    def has_counts(self) -> bool:
        """Whether there is anything to count yet."""
        return bool(self.schools) or self.run.state in {*OVER, RunState.WAITING}


def _visible_runs() -> QuerySet[ImportRun]:
    runs = ImportRun.objects.select_related("authority").order_by("-started_at")
    if scope.current().is_everything:
        return runs
    return runs.filter(pk__in=ImportSchoolStep.objects.values("run_id"))


def runs(text: str = "") -> QuerySet[ImportRun]:
    """Runs that the scope may see, newest first; those whose source holds each word, whatever its accents."""
    found = _visible_runs()
    if not text:
        return found
    return found.filter(source__in=holding(found.order_by().values_list("source", flat=True).distinct(), text, str))


def run_of(run_id: uuid.UUID) -> ImportRun:
    """One run; raises Unknown when the scope may not see it."""
    run = _visible_runs().filter(pk=run_id).first()
    if run is None:
        raise Unknown("no such run in scope")
    return run


def report_of(run_id: uuid.UUID) -> Report:
    """Everything that the page of one run shows; raises Unknown when the scope may not see it."""
    run = run_of(run_id)
    whole = scope.current().is_everything
    finished = run.report if "totals" in run.report else {}
    schools = _reported_rows(run, finished) if whole and finished else _school_rows(run)
    totals = run.totals if whole and run.totals else added_up([row.counts for row in schools])
    groups = refusals_by_cause(run)
    return Report(
        run=run,
        whole=whole,
        steps=steps_of(run),
        progress=progress_of(run),
        totals=totals,
        schools=schools,
        groups=groups,
        refusals=sum(group.count for group in groups),
        pending=pending_of(run_id=run.pk),
        notes=finished.get("notes", ()) if whole or run.kind == RunKind.CSV else (),
        will_wait=_will_wait(run, finished, {row.uai for row in schools}),
    )


def _will_wait(run: ImportRun, finished: Mapping[str, Any], uais: set[str]) -> int:
    """How many changes of a rehearsal would wait for a confirmation, in these schools."""
    if run.state != RunState.REHEARSED:
        return 0
    return sum(one["changes"] for one in finished.get("pending", ()) if one["uai"] in uais)


def _reported_rows(run: ImportRun, finished: Mapping[str, Any]) -> list[SchoolRow]:
    """Schools as the finished report tells them; a rehearsal also tells those that do not exist yet."""
    state = _("Simulé") if finished.get("dry_run") else _("Appliqué")
    others = ImportSchoolStep.objects.filter(run=run).exclude(state=SchoolStepState.APPLIED)
    states = {} if finished.get("dry_run") else dict(others.values_list("school__uai", "state"))
    words = {uai: str(SchoolStepState(one).label) for uai, one in states.items()}
    rows = [
        SchoolRow(
            line["uai"], line["name"], words.get(line["uai"], state),
            {kind: line[kind] for kind in KINDS if kind in line}, "",
        )
        for line in finished.get("schools", ())
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.name, row.uai))


def _school_rows(run: ImportRun) -> list[SchoolRow]:
    steps = ImportSchoolStep.objects.filter(run=run).select_related("school").defer("differences", "undo")
    rows = [
        SchoolRow(
            step.school.uai, step.school.name, _("Simulé") if run.dry_run else step.get_state_display(), step.counts,
            step.message,
        )
        for step in steps
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.name, row.uai))


def added_up(counts: Sequence[Counts]) -> dict[str, dict[str, int]]:
    """The sum of several schools' counts (a person of two of them counts twice)."""
    return {
        kind: {operation: sum(one.get(kind, {}).get(operation, 0) for one in counts) for operation in OPERATIONS}
        for kind in KINDS
    }


def figures(counts: Counts) -> list[list[str]]:
    """Counts as lines of a table: the kind's name, then a figure for each operation."""
    return [
        [str(label), *(wording.number(counts.get(kind, {}).get(operation, 0)) for operation in OPERATIONS)]
        for kind, label in KINDS.items()
    ]


def changes_in(counts: Counts) -> dict[str, int]:
    """Added, changed or moved, left and refused people of one school, for one line of a list."""
    people = [counts.get(kind, {}) for kind in ("students", "guardians", "staff")]
    return {operation: sum(one.get(operation, 0) for one in people) for operation in OPERATIONS}


def steps_of(run: ImportRun) -> list[Step]:
    """Received, verified, rehearsed, to confirm, applied: where this run stands."""
    order = [RunState.RECEIVED, RunState.READ, RunState.REHEARSED, RunState.WAITING, RunState.APPLIED]
    reached = {
        RunState.RECEIVED: 0,
        RunState.READING: 0,
        RunState.READ: 1,
        RunState.REHEARSED: 2,
        RunState.APPLYING: 1 if run.dry_run else 2,
        RunState.WAITING: 3,
        RunState.APPLIED: 4,
        RunState.FAILED: 1 if run.read_at else 0,
        RunState.UNDONE: 4,
    }[RunState(run.state)]
    said = {
        RunState.RECEIVED: (_("Reçu"), run.source, run.started_at),
        RunState.READ: (_("Vérifié"), _("fichiers lus jusqu’au bout, fiches contrôlées"), run.read_at),
        RunState.REHEARSED: (
            _("Simulé"),
            _("rien n’a été écrit") if run.dry_run else _("simulation lue, ou non demandée"),
            run.finished_at if run.dry_run else None,
        ),
        RunState.WAITING: (_("À valider"), _("ce qui attend une confirmation"), None),
        RunState.APPLIED: (
            _("Appliqué"),
            _("établissement par établissement"),
            None if run.dry_run else run.finished_at,
        ),
    }
    steps = []
    for position, state in enumerate(order):
        label, detail, at = said[state]
        done = position < reached or (position == reached and run.state in OVER)
        standing = "done" if done else "current" if position == reached else "next"
        if run.state == RunState.FAILED and position == reached:
            standing = "failed"
        steps.append(Step(str(label), standing, str(detail), at if standing != "next" else None))
    return steps


def progress_of(run: ImportRun) -> Progress:
    """How far a run is: what the worker last wrote while it runs, nothing more once it is over."""
    is_running = run.state in RUNNING
    if not is_running and (later := _progress_of_later_work(run)):
        return later
    told = run.report.get("progress", {}) if is_running else {}
    return Progress(
        is_running=is_running,
        step=told.get("step", ""),
        unit=told.get("unit", ""),
        done=told.get("done", 0),
        total=told.get("total", 0),
        per_second=told.get("per_second"),
        seconds_left=told.get("seconds_left"),
    )


def _progress_of_later_work(run: ImportRun) -> Progress | None:
    """How far an undoing, or a decision on many changes of the run, is; None when the worker has none."""
    if run.state not in {RunState.APPLIED, RunState.WAITING}:
        return None
    steps = ImportSchoolStep.objects.filter(run=run).aggregate(
        going=Count("pk", filter=Q(state=SchoolStepState.UNDOING)),
        done=Count("pk", filter=Q(state=SchoolStepState.UNDONE)),
    )
    if steps["going"]:
        whole = steps["done"] + steps["going"]
        return Progress(True, _("Annulation"), _("établissements"), steps["done"], whole, None, None)
    if run.state != RunState.WAITING:
        return None
    batched = PendingChange.objects.filter(run=run, batch__isnull=False, obstacle="").aggregate(
        going=Count("pk", filter=Q(state=PendingState.WAITING)), whole=Count("pk")
    )
    if not batched["going"]:
        return None
    done = batched["whole"] - batched["going"]
    return Progress(True, _("Décisions"), _("changements"), done, batched["whole"], None, None)


def _visible_refusals(run: ImportRun) -> QuerySet[ImportRefusal]:
    rows = ImportRefusal.objects.filter(run=run)
    open_scope = scope.current()
    if open_scope.tenants is None:
        return rows
    return rows.filter(school_id__in=open_scope.tenants)


def refusals_by_cause(run: ImportRun) -> list[Group]:
    """Refused entries (and warnings) by cause, the most frequent first, each with its first lines."""
    rows = _visible_refusals(run)
    kept = dict(rows.order_by().values_list("cause").annotate(many=Count("pk")))
    counted = Counter(kept)
    tenants = scope.current().tenants
    visible = None if tenants is None else {str(one) for one in tenants}
    for (school, cause, _warning, _kind), many in beyond_of(run).items():
        if visible is None or school in visible:
            counted[cause] += many
    return [
        Group(
            cause=cause,
            label=str(RefusalCause(cause).label),
            cure=cure_of(cause, run.kind),
            count=many,
            kept=kept.get(cause, 0),
            first=list(
                rows.filter(cause=cause).select_related("school").order_by("file", "line", "pk")[:SHOWN_OF_A_CAUSE]
            ),
        )
        for cause, many in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ]


def refusal_lines(run: ImportRun) -> Iterator[list[str]]:
    """Every refused entry as cells of text, header first."""
    yield [
        _("Cause"), _("Raison"), _("Fichier"), _("Ligne"), _("Établissement"), _("Nature"), _("Clé de jointure"),
        _("Simple avertissement"), _("Que faire"), _("Qui"),
    ]  # fmt: skip
    for row in _visible_refusals(run).select_related("school").order_by("cause", "file", "line", "pk").iterator():
        cure = cure_of(row.cause, run.kind)
        yield [
            str(RefusalCause(row.cause).label), row.reason, row.file, str(row.line or ""),
            row.school.uai if row.school else "", row.record_kind, row.join_key,
            _("oui") if row.is_warning else _("non"), str(cure.what), str(cure.owner),
        ]  # fmt: skip


def as_json(report: Report) -> dict[str, Any]:
    """The report in the form of `preau import aaf --report`: totals, then each school by its UAI."""
    filled = {kind: {op: report.totals.get(kind, {}).get(op, 0) for op in OPERATIONS} for kind in KINDS}
    return {
        "totals": filled,
        "schools": [
            {"uai": row.uai, **{k: {op: row.counts.get(k, {}).get(op, 0) for op in OPERATIONS} for k in KINDS}}
            for row in report.schools
        ],
    }


def group_rows(group: Group) -> list[list[str]]:
    """The first refused entries of a cause as cells."""
    return [
        [row.file, str(row.line or "–"), row.reason, row.school.name if row.school else _("aucun établissement connu")]
        for row in group.first
    ]


def school_cells(report: Report, leading: Mapping[str, str]) -> list[list[str]]:
    """One line of cells for each school of a run: name, state, then a figure for each operation.

    `leading`: the address that a school's name leads to, by UAI.
    """
    return [
        [
            _led(f"{row.name} ({row.uai})", leading.get(row.uai, "")),
            row.state_label,
            *(wording.number(figure) for figure in changes_in(row.counts).values()),
        ]
        for row in report.schools
    ]


def _led(name: str, address: str) -> str:
    return Markup('<a href="{}">{}</a>').format(address, name) if address else name
