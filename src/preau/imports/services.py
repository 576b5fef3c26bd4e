"""Runs of imports: start, apply after a rehearsal, confirm or refuse what waits."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from preau.imports.aaf import engine
from preau.imports.aaf.archives import is_archive, unpack
from preau.imports.aaf.files import AafFile, digest_of_all, find, with_digests
from preau.imports.aaf.lock import only_one
from preau.imports.aaf.progress import Progress
from preau.imports.aaf.refusals import SourceRefused
from preau.imports.enums import RunKind, RunState
from preau.imports.models import ImportRun
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id

UNFINISHED = (RunState.RECEIVED, RunState.READING, RunState.READ, RunState.APPLYING)


def _area() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def _files_of(path: Path) -> list[AafFile]:
    """The files of a folder, or of an archive unpacked beside the staging areas; raises SourceRefused."""
    if not path.exists():
        raise SourceRefused(_("Rien à cet endroit : %s") % path.name)
    if path.is_dir():
        return with_digests(find(path))
    if not is_archive(path):
        raise SourceRefused(_("Ce n’est ni un dossier, ni une archive zip ou tar : %s") % path.name)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    folder = _area() / f"unpacked-{digest[:24]}"
    whole = folder / ".whole"
    if not whole.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            unpack(path, folder, int(settings.IMPORT_UNPACKED_MAX))
        except SourceRefused:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        whole.touch()
    return with_digests(find(folder))


def start_import(
    *,
    actor: Actor,
    path: str | Path,
    academy: str | None = None,
    dry_run: bool = False,
    confirm: Iterable[str] = (),
    progress: Progress | None = None,
) -> ImportRun:
    """Import an academy's directory export, or rehearse it; returns the finished run.

    The same call on the same source goes on with a run that was cut. `confirm`: UAIs (or "all") whose changes need not
    wait. A source that cannot be imported gives a run in state FAILED, with a message in French; so does a second
    import at the same time.
    """
    source = Path(path)
    progress = progress or Progress()
    run = ImportRun(
        id=new_id(), kind=RunKind.FULL, dry_run=dry_run, source=source.name[:250], actor_label=actor.label[:200],
        actor_id=actor.person_id, confirmed=sorted(set(confirm)), started_at=clock.now(),
    )  # fmt: skip
    try:
        with only_one(_area()):
            files = _files_of(source)
            run = _same_unfinished(run, digest_of_all(files), files)
            _lead(run, files, actor, academy, progress)
            if not dry_run:
                _forget_unpacked(files)
    except SourceRefused as fault:
        if run._state.adding:
            run.save()
        engine.refuse_source(run, fault)
    return run


def _same_unfinished(run: ImportRun, digest: str, files: list[AafFile]) -> ImportRun:
    """The unfinished run of the same source and intent, or this new one, saved."""
    former = (
        ImportRun.objects.filter(source_digest=digest, dry_run=run.dry_run, state__in=UNFINISHED)
        .order_by("-started_at")
        .first()
    )
    if former is not None:
        former.confirmed = run.confirmed or former.confirmed
        former.save(update_fields=["confirmed"])
        return former
    run.kind = RunKind.FULL if any(one.mode == "full" for one in files) else RunKind.DELTA
    run.source_digest = digest
    run.files = engine.names_of(files)
    run.save(force_insert=True)
    return run


def _lead(run: ImportRun, files: list[AafFile], actor: Actor, academy: str | None, progress: Progress) -> None:
    staging = engine.read(run, files, progress)
    try:
        made = engine.prepare_run(run, staging, engine.metas_of(run, files), academy)
        if run.dry_run:
            engine.rehearse(run, made, staging, progress)
        else:
            engine.apply(run, made, staging, actor, progress)
    finally:
        staging.close()


def _forget_unpacked(files: list[AafFile]) -> None:
    for one in files:
        for parent in one.path.parents:
            if parent.parent == _area() and parent.name.startswith("unpacked-"):
                shutil.rmtree(parent, ignore_errors=True)
