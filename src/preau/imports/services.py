"""Runs of imports: asked for, led, applied after a rehearsal; and the decisions on what waits.

Rules: one import at a time; the same call on the same source goes on with a run that was cut; a source that cannot be
imported gives a run in state FAILED with a message in French.
"""

import contextlib
import logging
import shutil
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.directory.errors import Refused, Unknown
from preau.directory.services import follow_rules
from preau.imports.aaf import decisions, engine, source
from preau.imports.aaf.files import AafFile, digest_of_all
from preau.imports.aaf.lock import only_one
from preau.imports.aaf.progress import Progress
from preau.imports.aaf.refusals import SourceRefused
from preau.imports.aaf.refused import forget_refusals
from preau.imports.enums import PendingKind, PendingState, RunKind, RunState
from preau.imports.models import ImportRun, ImportSchoolStep, PendingChange
from preau.kernel import audit, clock, jobs
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import sign, signed

log = logging.getLogger(__name__)
_STOPPED = gettext_lazy(
    "L’import s’est arrêté sur une erreur du programme (référence %(run)s, à donner à l’exploitant). Les établissements"
    " déjà traités le restent, les autres n’ont pas changé ; le même import peut être relancé."
)

UNFINISHED = (RunState.RECEIVED, RunState.READING, RunState.READ, RunState.APPLYING)
NEEDS_SECOND_PERSON = frozenset({PendingKind.HEAD, PendingKind.WIDE_RIGHTS, PendingKind.THIRD_GUARDIAN})


def start_import(
    *,
    actor: Actor,
    path: str | Path,
    academy: str | None = None,
    dry_run: bool = False,
    confirm: Iterable[str] = (),
    progress: Progress | None = None,
) -> ImportRun:
    """Import an academy's directory export, or rehearse it, and return the finished run.

    `confirm`: UAIs (or "all") whose changes need not wait. On a school's first import heads wait like any new head,
    and the operator who opens the academy confirms them so.
    """
    place, run = Path(path), None
    try:
        with only_one(source.area()):
            files = source.files_of(place)
            run = _same_unfinished(digest_of_all(files), dry_run, confirm) or _received(actor, place, dry_run, confirm)
            with _ended_in_words(run):
                _lead_files(run, files, actor, academy, progress or Progress())
    except SourceRefused as fault:
        run = run or _received(actor, place, dry_run, confirm)
        engine.refuse_source(run, fault)
    return run


def request_import(*, actor: Actor, path: str | Path, academy: str | None = None, dry_run: bool = False) -> uuid.UUID:
    """Have the worker import a delivery; returns the run to look at. Raises Refused when one is going on already."""
    refuse_while_running()
    with transaction.atomic():
        run = _received(actor, Path(path), dry_run, ())
        payload = {"run": str(run.pk), "path": str(path), "academy": academy or ""}
        jobs.enqueue("imports.run", key=f"imports.run/{run.pk}", payload=payload)
    return run.pk


def request_apply(*, actor: Actor, run_id: uuid.UUID) -> uuid.UUID:
    """Have the worker apply a rehearsed run; returns the run to look at. Raises Refused when it cannot be."""
    refuse_while_running()
    with transaction.atomic():
        run = _rehearsed(run_id)
        run.state, run.dry_run, run.report = RunState.RECEIVED, False, {}
        run.finished_at = None
        sign(run, "actor_label", actor, "actor_id")
        run.save()
        # What the rehearsal refused is refused again when it is applied.
        forget_refusals(run)
        _forget_rehearsed(run)
        audit.record(
            actor=actor, action="imports.request_apply", subject="run", subject_id=run.pk,
            tenant=ImportSchoolStep.objects.get(run=run).school_id if run.kind == RunKind.CSV else None,
        )  # fmt: skip
        jobs.enqueue("imports.run", key=f"imports.apply/{run.pk}", payload={"run": str(run.pk)})
    return run.pk


def apply_run(*, actor: Actor, run_id: uuid.UUID, progress: Progress | None = None) -> ImportRun:
    """Apply a run whose export was read and kept: a rehearsed one, or one asked for; returns it finished."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state == RunState.REHEARSED:
        _rehearsed(run_id)
        run.dry_run = False
        forget_refusals(run)
        _forget_rehearsed(run)
        run.save(update_fields=["dry_run"])
    return _lead(run, None, actor, None, progress or Progress())


def do_requested(*, run_id: uuid.UUID, path: str, academy: str) -> ImportRun:
    """What the worker does for `request_import` and `request_apply`; done again after a kill, it goes on."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state not in UNFINISHED:
        return run
    actor = Actor(label=run.actor_label, person_id=run.actor_id)
    return _lead(run, Path(path) if path else None, actor, academy or None, Progress())


def _rehearsed(run_id: uuid.UUID) -> ImportRun:
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None or run.state != RunState.REHEARSED:
        raise Refused(_("Cet import n’est pas une simulation prête à être appliquée."))
    if not (engine.folder_of(run) / "staging.sqlite3").exists():
        raise Refused(_("Ce qui a été lu pour cette simulation n’est plus gardé : relancez l’import."))
    return run


def _forget_rehearsed(run: ImportRun) -> None:
    """What a rehearsal said of each school; the step of a list stays, for its school looks at the run by it."""
    steps = ImportSchoolStep.objects.filter(run=run)
    if run.kind == RunKind.CSV:
        steps.update(counts={}, differences=b"")
    else:
        steps.delete()


def refuse_while_running() -> None:
    """Raise Refused while another import goes on."""
    if ImportRun.objects.filter(state__in=UNFINISHED).exists() and source.is_locked():
        raise Refused(_("Un autre import est en cours : attendez qu’il finisse."))


def _received(actor: Actor, path: Path, dry_run: bool, confirm: Iterable[str]) -> ImportRun:
    with transaction.atomic():
        run = ImportRun.objects.create(
            id=new_id(), kind=RunKind.FULL, dry_run=dry_run, source=path.name[:250],
            confirmed=sorted(set(confirm)), started_at=clock.now(), **signed("actor_label", actor, "actor_id"),
        )  # fmt: skip
        audit.record(
            actor=actor,
            action="imports.start_import",
            subject="run",
            subject_id=run.pk,
            data={"source": run.source, "dry_run": dry_run},
        )
    return run


def _lead(run: ImportRun, path: Path | None, actor: Actor, academy: str | None, progress: Progress) -> ImportRun:
    """Lead a run that exists already; `path` None when what it read is kept."""
    with _ended_in_words(run), only_one(source.area()):
        if path is None:
            engine.lead(run, engine.kept_files(run), actor, academy, progress)
        else:
            _lead_files(run, source.files_of(path), actor, academy, progress)
    return run


@contextlib.contextmanager
def _ended_in_words(run: ImportRun) -> Iterator[None]:
    """A run that cannot go on ends FAILED and says why; what the machine did to it is raised: it is taken up again."""
    try:
        yield
    except SourceRefused as fault:
        engine.refuse_source(run, fault)
    except (OperationalError, InterfaceError, OSError, BrokenExecutor):
        raise
    except Exception:
        # A fault of ours would come again at each try, and keep every other import waiting for its end.
        log.exception("an import stopped on a fault of the program", extra={"run": run.pk})
        engine.refuse_source(run, SourceRefused(_STOPPED % {"run": str(run.pk)[-12:]}))


def _lead_files(run: ImportRun, files: list[AafFile], actor: Actor, academy: str | None, progress: Progress) -> None:
    run.kind = RunKind.FULL if any(one.mode == "full" for one in files) else RunKind.DELTA
    run.source_digest, run.files = digest_of_all(files), engine.names_of(files)
    run.save(update_fields=["kind", "source_digest", "files"])
    engine.lead(run, files, actor, academy, progress)
    source.forget_unpacked(files)


def _same_unfinished(digest: str, dry_run: bool, confirm: Iterable[str]) -> ImportRun | None:
    """The unfinished run of the same source and intent, which is to go on; None when there is none."""
    former = (
        ImportRun.objects.filter(source_digest=digest, dry_run=dry_run, state__in=UNFINISHED)
        .order_by("-started_at")
        .first()
    )
    if former is not None and (confirmed := sorted(set(confirm))):
        former.confirmed = confirmed
        former.save(update_fields=["confirmed"])
    return former


def confirm_pending(*, actor: Actor, pending_id: uuid.UUID) -> None:
    """Do what waited: let pupils or staff leave, open a head's place, add a guardian.

    Raises Unknown outside the scope, Refused when it was decided already, or when a head, wide rights or a guardian
    would be confirmed by the person who imported it.
    """
    with transaction.atomic():
        pending = _waiting(pending_id)
        imported_by = pending.run.actor_id
        if pending.kind in NEEDS_SECOND_PERSON and actor.person_id and actor.person_id == imported_by:
            raise Refused(_("Une seconde personne doit confirmer ce changement : vous avez lancé l’import."))
        decisions.carry_out(actor=actor, pending=pending)
        decisions.decide(actor=actor, pending=pending, state=PendingState.CONFIRMED, action="imports.confirm_pending")
        if pending.kind in (PendingKind.HEAD, PendingKind.WIDE_RIGHTS):
            follow_rules(school_ids=[pending.school_id])


def refuse_pending(*, actor: Actor, pending_id: uuid.UUID) -> None:
    """Leave things as they are; the same change is not proposed again. Raises Unknown, or Refused when decided."""
    with transaction.atomic():
        decisions.decide(
            actor=actor, pending=_waiting(pending_id), state=PendingState.REFUSED, action="imports.refuse_pending"
        )


def confirm_all_pending(*, actor: Actor, pending_ids: Iterable[uuid.UUID]) -> int:
    """Confirm a list, each in its own transaction; returns how many."""
    count = 0
    for one in pending_ids:
        confirm_pending(actor=actor, pending_id=one)
        count += 1
    return count


def _waiting(pending_id: uuid.UUID) -> PendingChange:
    pending = (
        PendingChange.objects.select_related("run", "school")
        .select_for_update(of=("self",))
        .filter(pk=pending_id)
        .first()
    )
    if pending is None:
        raise Unknown("no such change in scope")
    if pending.state != PendingState.WAITING:
        raise Refused(_("Ce changement a déjà été décidé."))
    return pending


def forget_staging() -> int:
    """Remove what was read for rehearsals never applied, after seven days, and anything of runs no longer known."""
    kept = {
        str(run.pk)
        for run in ImportRun.objects.filter(state__in=[*UNFINISHED, RunState.REHEARSED])
        if (clock.now() - run.started_at).days < 7
    }
    gone = 0
    if source.area().is_dir():
        for folder in source.area().iterdir():
            if folder.is_dir() and len(folder.name) == 36 and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
                gone += 1
    return gone
