"""Leads a run from one end to the other: receive, read, prepare, apply school by school, report.

A run can be killed at any point. Read parts are kept, each school is one transaction with its step, so that the same
command on the same source goes on where it stopped; what was read is trusted by the digest of its bytes.
"""

import datetime as dt
import json
import logging
import shutil
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from preau.imports.aaf import nomenclature as n
from preau.imports.aaf import prepare
from preau.imports.aaf.decisions import confirm_covered
from preau.imports.aaf.delta import overlay
from preau.imports.aaf.files import AafFile
from preau.imports.aaf.plan import Frame, is_waiting_season
from preau.imports.aaf.pool import can_fork, process_count, run_all
from preau.imports.aaf.progress import Progress
from preau.imports.aaf.reading import PartMeta, finished, read_into_part
from preau.imports.aaf.records import SchoolRecord
from preau.imports.aaf.refusals import Refusal, SourceRefused
from preau.imports.aaf.refused import counts_of, forget_refusals, save_refusals
from preau.imports.aaf.report import Totals, assembled, finished_report, rehearsed_line
from preau.imports.aaf.school_work import SchoolTask, SchoolWorker, apply_in_process, prepare_process, start_process
from preau.imports.aaf.shared import write_shared
from preau.imports.aaf.staging import Staging
from preau.imports.ending import follow_groups, note_end
from preau.imports.enums import PendingState, RunKind, RunState, SchoolStepState
from preau.imports.models import ImportRun, ImportSchoolStep, PendingChange
from preau.kernel import clock, sql
from preau.kernel.actor import Actor

log = logging.getLogger(__name__)
BATCH_SCHOOLS, BATCH_PEOPLE = 20, 1500
"""Schools of a delta that are read together: few enough that what was read is fresh when the last is written."""
SMALL, FEW = 8_000_000, 4000
"""Bytes of XML, and people, below which one process is faster than starting several anew."""
SMALL_TO_FORK, FEW_TO_FORK = 1_000_000, 500
"""The same when they are only forked."""


@dataclass(slots=True)
class Prepared:
    """What is known of an export once read."""

    academy: str
    day: dt.date
    wholeness: prepare.Wholeness
    said: dict[str, SchoolRecord]
    degrees: dict[str, str]
    refusals: list[Refusal] = field(default_factory=list)


def folder_of(run: ImportRun) -> Path:
    """The staging folder of a run."""
    return Path(settings.DATA_DIR) / "imports" / str(run.pk)


def _set(run: ImportRun, **values: Any) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


# Reading -------------------------------------------------------------------


def _read_in_process(item: tuple[AafFile, Path, int]) -> tuple[AafFile, Path]:
    one, part, limit = item
    read_into_part(one, part, limit)
    return one, part


def _start_reader(databases: dict[str, Any] | None) -> None:
    from preau.imports.aaf.school_work import die_with_parent

    die_with_parent()
    prepare_process(databases)


def read(run: ImportRun, files: list[AafFile], progress: Progress) -> Staging:
    """Read every file into the staging area, in processes when there is much to read.

    A cut run reuses the parts it finished; its staging area only once it was prepared, for a cut may have left it half
    done.
    """
    folder = folder_of(run)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "staging.sqlite3"
    if path.exists():
        staging = Staging(path)
        try:
            if staging.marked("prepared"):
                return staging
        except Exception:
            log.info("staging area not whole, made again")
        staging.close()
    _set(run, state=RunState.READING)
    parts = {one.name: folder / f"{one.digest[:24]}.part" for one in files}
    waiting = [one for one in files if finished(parts[one.name]) is None]
    staging = Staging.create(path)
    total = sum(one.size for one in files)
    progress.begin(_("Lecture"), total // 1000, "ko")

    def gather(one: AafFile) -> None:
        meta = finished(parts[one.name])
        assert meta is not None
        meta.file = one.name
        staging.add_part(parts[one.name], meta)
        progress.advance(one.size // 1000)

    for one in files:
        if one not in waiting:
            gather(one)
    items = [(one, parts[one.name], int(settings.IMPORT_VALUE_MAX)) for one in waiting]
    small = SMALL_TO_FORK if can_fork() else SMALL
    count = min(process_count(), len(items))
    if count <= 1 or sum(one.size for one in waiting) < small or connection.in_atomic_block:
        for item in items:
            gather(_read_in_process(item)[0])
    else:
        largest_first = sorted(items, key=lambda item: -item[0].size)
        for one, _part in run_all(_read_in_process, largest_first, count, _start_reader, ()):
            gather(one)
    staging.index()
    progress.finish()
    _set(run, read_at=clock.now())
    return staging


def metas_of(run: ImportRun, files: list[AafFile]) -> list[PartMeta]:
    """What is known of each file read."""
    folder = folder_of(run)
    metas: list[PartMeta] = []
    for one in files:
        meta = PartMeta(**json.loads((folder / f"{one.digest[:24]}.json").read_text(encoding="utf-8")))
        meta.file = one.name
        meta.leave_room(sum(len(former.refusals) for former in metas))
        metas.append(meta)
    return metas


# Preparing -----------------------------------------------------------------


def prepare_run(run: ImportRun, staging: Staging, metas: list[PartMeta], asked: str | None) -> Prepared:
    """Settle the academy, refuse duplicates and unknown schools, note what is whole. Done once, then marked."""
    academy = prepare.academy_of(metas, asked)
    days = [dt.date.fromisoformat(meta.day) for meta in metas if meta.day]
    said, degrees, school_refusals = prepare.schools_said(staging)
    made = Prepared(academy, max(days, default=clock.today()), prepare.wholeness_of(metas), said, degrees)
    if staging.marked("prepared"):
        return made
    refusals = [one for meta in metas for one in meta.refused()] + school_refusals
    refusals += prepare.refuse_duplicates(staging)
    if staging.count_changes():
        refusals += overlay(staging, academy, n.year_of(made.day))
        made.said, made.degrees, _again = prepare.schools_said(staging)
    refusals += prepare.refuse_unknown_schools(staging, made.said.keys() | n.keys_that_stay(academy, made.said))
    n.ensure_academy(academy)
    staging.mark("refusals", json.dumps([one.as_tuple() for one in refusals]))
    staging.mark("refusals beyond", json.dumps([one for meta in metas for one in meta.beyond]))
    _set(run, authority_id=academy, state=RunState.READ, kinds_complete=_kinds(made.wholeness))
    staging.mark("prepared")
    for part in folder_of(run).glob("*.part"):
        part.unlink(missing_ok=True)
    return made


def _kinds(wholeness: prepare.Wholeness) -> dict[str, bool]:
    return {f"{degree} {kind}": whole for (degree, kind), whole in sorted(wholeness.present.items())}


def _save_refusals(run: ImportRun, made: Prepared, staging: Staging, step: str) -> None:
    """Keep what reading and preparing refused, once the schools are there to be named; before any school is done."""
    if staging.marked(f"refusals {step}"):
        return
    refusals = [Refusal.of(one) for one in json.loads(staging.marked("refusals"))]
    schools = {key: number for key, (number, _uai, _mark) in n.schools_held(made.academy).items()}
    with transaction.atomic():
        forget_refusals(run)
        save_refusals(run.pk.hex, refusals, schools, json.loads(staging.marked("refusals beyond")))
    staging.mark(f"refusals {step}")


# Applying ------------------------------------------------------------------


def frame_of(run: ImportRun, made: Prepared) -> Frame:
    """What is the same for every school of the run."""
    today = clock.today()
    from preau.directory.bulk.tables import moment

    return Frame(
        run=run.pk.hex,
        authority=made.academy,
        year=n.year_of(made.day),
        today=today.isoformat(),
        now=moment(clock.now()),
        waiting_season=is_waiting_season(today, made.day),
        confirmed=frozenset(one for one in run.confirmed if one != "all"),
        confirm_all="all" in run.confirmed,
    )


def _tasks(made: Prepared, staging: Staging, held: dict[str, tuple[str, str, bytes | None]]) -> list[SchoolTask]:
    tasks = []
    for key in sorted(made.said.keys() | set(staging.schools_with_people())):
        declared = made.said.get(key)
        school, uai, _mark = held.get(key, (None, declared.uai if declared else key, None))
        tasks.append(SchoolTask(key, school, uai, made.degrees.get(key) or _degree(made), declared))
    return tasks


def _batches(run: ImportRun, tasks: list[SchoolTask], sizes: Mapping[str, int]) -> list[list[SchoolTask]]:
    """Schools done in one go, the largest first: one at a time when each is read whole, several of a delta."""
    ordered = sorted(tasks, key=lambda one: -sizes.get(one.key, 0))
    if run.kind == RunKind.FULL:
        return [[one] for one in ordered]
    batches: list[list[SchoolTask]] = []
    people = 0
    for one in ordered:
        people += sizes.get(one.key, 0)
        if not batches or people > BATCH_PEOPLE or len(batches[-1]) >= BATCH_SCHOOLS:
            batches.append([])
            people = sizes.get(one.key, 0)
        batches[-1].append(one)
    return batches


def _degree(made: Prepared) -> str:
    """The degree of a school that the export does not declare: that of its files, when they are of one."""
    degrees = made.wholeness.degrees()
    return degrees[0] if len(degrees) == 1 else ""


def apply(run: ImportRun, made: Prepared, staging: Staging, actor: Actor, progress: Progress) -> None:
    """Write everything: schools, nomenclature, shared people, then each school that is not done yet."""
    _set(run, state=RunState.APPLYING)
    n.ensure_year(n.year_of(made.day))
    operations = n.save_schools(actor=actor, academy=made.academy, said=made.said)
    if not staging.marked("schools"):
        staging.mark("schools", _packed(operations))
    operations = _unpacked(staging.marked("schools"))
    _save_refusals(run, made, staging, "apply")
    n.save_nomenclature(made.academy, *prepare.nomenclature_said(staging))
    frame = frame_of(run, made)
    if not staging.marked("shared"):
        staging.find_shared()
        progress.begin(_("Personnes partagées"), staging.shared_count(), _("personnes"))
        write_shared(actor=actor, run_id=run.pk, authority=made.academy, staging=staging, progress=progress)
        progress.finish()
    over = ImportSchoolStep.objects.filter(run=run, state=SchoolStepState.APPLIED)
    done = set(over.values_list("school__join_key", flat=True))
    tasks = [one for one in _tasks(made, staging, n.schools_held(made.academy)) if one.key not in done]
    sizes = staging.sizes()
    batches = _batches(run, tasks, sizes)
    worker = SchoolWorker(staging.path, frame, actor, made.wholeness)
    progress.begin(_("Application"), len(tasks), _("établissements"))
    few = FEW_TO_FORK if can_fork() else FEW
    count = min(process_count(), len(batches)) if connection.vendor == "postgresql" else 1
    if count <= 1 or sum(sizes.values()) < few or connection.in_atomic_block:
        for batch in batches:
            progress.advance(worker.apply(batch))
    else:
        for applied in run_all(apply_in_process, batches, count, start_process, (worker,)):
            progress.advance(applied)
    progress.finish()
    sql.take_stock([one._meta.db_table for one in apps.get_app_config("directory").get_models()], sum(sizes.values()))
    if frame.confirm_all or frame.confirmed:
        confirm_covered(actor=actor, frame=frame)
    follow_groups(run)
    report = finished_report(run, operations, _notes(run, made))
    waiting = PendingChange.objects.filter(run=run, state=PendingState.WAITING).exists()
    _finish(run, RunState.WAITING if waiting else RunState.APPLIED, report)


def rehearse(run: ImportRun, made: Prepared, staging: Staging, progress: Progress) -> None:
    """Compute everything an import would do and keep the report; nothing is written to the directory."""
    frame = frame_of(run, made)
    operations = n.school_operations(made.academy, made.said)
    tasks = _tasks(made, staging, n.schools_held(made.academy))
    batches = _batches(run, tasks, staging.sizes())
    _save_refusals(run, made, staging, "rehearse")
    worker = SchoolWorker(staging.path, frame, Actor(run.actor_label), made.wholeness)
    totals, lines, refusals, waiting = Totals(), [], [], []
    done = {uai: operation for uai, _name, operation in operations.values()}
    progress.begin(_("Simulation"), len(tasks), _("établissements"))
    rehearsed = ((task, plan) for some in batches for task, plan in zip(some, worker.rehearse(some), strict=True))
    for task, plan in rehearsed:
        totals.add(task.uai, plan.differences)
        name = task.declared.name if task.declared else task.uai
        lines.append(rehearsed_line(task.uai, name, plan.counts(), done.get(task.uai, "")))
        refusals += plan.refusals
        waiting += [{"uai": task.uai, "kind": one.kind, "changes": 1, "count": one.count} for one in plan.waiting]
        if task.school:
            _keep_rehearsed_step(run, task.school, plan.counts(), plan.differences)
        progress.advance()
    progress.finish()
    save_refusals(run.pk.hex, refusals, {key: number for key, (number, _u, _m) in n.schools_held(made.academy).items()})
    report = assembled(run, totals, lines, done, _notes(run, made))
    report["pending"] = waiting
    _finish(run, RunState.REHEARSED, report, keep=True)


def _keep_rehearsed_step(run: ImportRun, school: str, counts: Any, differences: Any) -> None:
    from preau.imports.aaf.apply import compressed

    ImportSchoolStep.objects.update_or_create(
        run=run, school_id=uuid.UUID(school), defaults={"counts": counts, "differences": compressed(differences)}
    )


def _notes(run: ImportRun, made: Prepared) -> list[str]:
    notes = made.wholeness.notes() if run.kind == RunKind.FULL else []
    if run.kind == RunKind.CSV and not all(made.wholeness.present.values()):
        notes.append(_("Des lignes ne disent pas de qui elles parlent : personne n’est retiré."))
    absent = n.schools_held(made.academy).keys() - made.said.keys() if run.kind == "full" and made.said else set()
    if absent:
        uais = sorted(uai for key, (_n, uai, _m) in n.schools_held(made.academy).items() if key in absent)
        notes.append(_("Établissements absents de cet export, laissés tels quels : %s.") % ", ".join(uais[:20]))
    return notes


def _finish(run: ImportRun, state: RunState, report: dict[str, Any], *, keep: bool = False) -> None:
    refused = sum(many for (_s, _c, is_warning, _k), many in counts_of(run).items() if not is_warning)
    with transaction.atomic():
        _set(
            run, state=state, report=report, totals=report["totals"], finished_at=clock.now(), refusal_count=refused
        )  # fmt: skip
        note_end(run)
    if not keep:
        shutil.rmtree(folder_of(run), ignore_errors=True)


def _packed(operations: dict[str, Any]) -> str:
    return str(json.dumps(operations))


def _unpacked(text: str) -> dict[str, Any]:
    return dict(json.loads(text))


def refuse_source(run: ImportRun, fault: SourceRefused) -> None:
    """Close a run whose source cannot be imported."""
    with transaction.atomic():
        _set(run, state=RunState.FAILED, message=fault.reason, finished_at=clock.now())
        note_end(run)
    shutil.rmtree(folder_of(run), ignore_errors=True)


def names_of(files: Iterable[AafFile]) -> list[dict[str, Any]]:
    """The files of a run as it keeps them."""
    return [
        {"name": one.name, "kind": one.kind, "mode": one.mode, "size": one.size, "digest": one.digest} for one in files
    ]


def kept_files(run: ImportRun) -> list[AafFile]:
    """The files of a run that was read before; their bytes are not needed any more."""
    return [
        AafFile(folder_of(run), one["name"], one["kind"], one["mode"], None, one["size"], one["digest"])
        for one in run.files
    ]


def lead(run: ImportRun, files: list[AafFile], actor: Actor, asked: str | None, progress: Progress) -> None:
    """Take a run from where it stands to its end; raises SourceRefused when the export cannot be imported."""
    progress.tells = keeper_of(run)
    staging = read(run, files, progress)
    try:
        made = prepare_run(run, staging, metas_of(run, files), asked)
        if run.dry_run:
            rehearse(run, made, staging, progress)
        else:
            apply(run, made, staging, actor, progress)
    finally:
        staging.close()


def keeper_of(run: ImportRun) -> Callable[[dict[str, Any]], None]:
    """Keeps how far the run is where pages can read it."""

    def keep(told: dict[str, Any]) -> None:
        ImportRun.objects.filter(pk=run.pk).update(report={"progress": told})

    return keep
