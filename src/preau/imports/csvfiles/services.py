"""A school's own list: taken, its columns said, rehearsed by the worker like any delivery, applied on demand."""

import hashlib
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory import own_keys
from preau.directory.errors import Refused, Unknown
from preau.directory.models import School
from preau.imports.aaf import engine, source
from preau.imports.aaf.files import AafFile, digest_of_all
from preau.imports.aaf.lock import only_one
from preau.imports.aaf.progress import Progress
from preau.imports.aaf.reading import finished
from preau.imports.aaf.refusals import FileRefused, SourceRefused
from preau.imports.csvfiles import checking, guessing, tables
from preau.imports.csvfiles.reading import read_list
from preau.imports.enums import CsvKind, RunKind, RunState
from preau.imports.models import CsvFile, ImportRun, ImportSchoolStep
from preau.imports.services import UNFINISHED, refuse_while_running
from preau.kernel import audit, clock, jobs
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed

JOB = "imports.csv"
KEPT_DAYS = 7
SAMPLES = 3


class WrongColumns(Refused):
    """Columns that do not hold what they were said to hold: `faults`, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = list(faults)


def area() -> Path:
    """Where lists wait for their columns to be said."""
    return source.area() / "lists"


def path_of(kept: CsvFile) -> Path:
    """The bytes of a list, as they came."""
    return area() / f"{kept.pk}.csv"


def shape_of(kept: CsvFile) -> tables.Shape:
    """How the list is written, as it was found when it came."""
    return tables.Shape(kept.encoding, kept.separator, tuple(kept.headings))


def may_bring(school_id: uuid.UUID) -> bool:
    """Whether lists are for this school: the academy's directory does not feed it."""
    return not own_keys.is_fed_by_academy(School.objects.get(pk=school_id))


def take_file(*, actor: Actor, school_id: uuid.UUID, kind: str, name: str, chunks: Iterable[bytes]) -> CsvFile:
    """Keep a list that somebody brings. Raises Refused, in plain words, for what is no list or not for this school."""
    school = School.objects.get(pk=school_id)
    if kind not in CsvKind.values:
        raise Unknown("no such kind of list")
    if own_keys.is_fed_by_academy(school):
        raise Refused(
            _(
                "L’annuaire de l’académie apporte déjà les élèves de cet établissement : une liste les ajouterait en "
                "double."
            )
        )
    kept = CsvFile(
        id=new_id(), school_id=school_id, kind=kind, name=Path(name).name[:200] or "liste.csv",
        taken_at=clock.now(), **signed("taken_by", actor),
    )  # fmt: skip
    path = path_of(kept)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        kept.digest = _written(path, chunks)
        shape = tables.shape_of(path)
        kept.size, kept.encoding, kept.separator = path.stat().st_size, shape.encoding, shape.separator
        kept.headings = list(shape.headings)
        with transaction.atomic():
            kept.columns = guessing.guess(kind, shape.headings, remembered_of(school_id, kind))
            kept.save(force_insert=True)
            audit.record(
                actor=actor, action="imports.take_list", tenant=school_id, subject="list", subject_id=kept.pk,
                data={"source": kept.name, "kind_label": str(CsvKind(kind).label)},
            )  # fmt: skip
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return kept


def _written(path: Path, chunks: Iterable[bytes]) -> str:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if why := tables.too_big(size):
                raise Refused(why)
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def remembered_of(school_id: uuid.UUID, kind: str) -> dict[str, str]:
    """What the school said of its columns the last time, by folded heading."""
    last = CsvFile.objects.filter(school_id=school_id, kind=kind, run__isnull=False).order_by("-taken_at").first()
    return guessing.remembered(last.headings, last.columns) if last else {}


def list_of(school_id: uuid.UUID, file_id: uuid.UUID) -> CsvFile:
    """A list of this school that still waits for its columns; raises Unknown."""
    kept: CsvFile | None = CsvFile.objects.filter(school_id=school_id, pk=file_id, run=None).first()
    if kept is None or not path_of(kept).exists():
        raise Unknown("no such list")
    return kept


def samples_of(kept: CsvFile) -> tuple[list[list[str]], int]:
    """The first values of each column, and how many lines the list has."""
    found: list[list[str]] = [[] for _heading in kept.headings]
    many = 0
    for _line, cells in _read_to_the_end(kept):
        many += 1
        for place, samples in enumerate(found):
            value = cells[place][:40] if place < len(cells) else ""
            if value and len(samples) < SAMPLES and value not in samples:
                samples.append(value)
    return found, many


def _read_to_the_end(kept: CsvFile) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        yield from tables.lines_of(path_of(kept), shape_of(kept))
    except FileRefused:
        return  # told by the report, with its line


def rehearse_list(
    *, actor: Actor, school_id: uuid.UUID, file_id: uuid.UUID, columns: Sequence[str], whole: bool
) -> uuid.UUID:
    """Have the worker read the list with these columns and count what it would do; returns the run to look at.

    `whole`: the list names everybody, whoever is not in it has left. Raises Unknown, WrongColumns, or Refused while
    another import goes on. Asked twice, it is done once.
    """
    again = CsvFile.objects.filter(school_id=school_id, pk=file_id, run__isnull=False).first()
    if again is not None:
        return uuid.UUID(str(again.run_id))
    kept = list_of(school_id, file_id)
    if len(columns) != len(kept.headings):
        raise Unknown("not the columns of this list")
    faults = checking.faults_of_choice(kept.kind, columns)
    faults = faults or checking.faults_of_values(kept.kind, columns, kept.headings, _read_to_the_end(kept))
    if faults:
        raise WrongColumns(faults)
    refuse_while_running()
    with transaction.atomic():
        kept = CsvFile.objects.select_for_update(of=("self",)).get(pk=kept.pk)
        if kept.run_id is not None:
            return uuid.UUID(str(kept.run_id))
        run = ImportRun.objects.create(
            id=new_id(), kind=RunKind.CSV, dry_run=True, source=kept.name[:250], started_at=clock.now(),
            **signed("actor_label", actor, "actor_id"),
        )  # fmt: skip
        # From now on the run is of this school, and its page opens for it.
        ImportSchoolStep.objects.create(school_id=school_id, run=run)
        kept.columns, kept.whole, kept.run = list(columns), whole, run
        kept.save(update_fields=["columns", "whole", "run"])
        audit.record(
            actor=actor, action="imports.rehearse_list", tenant=school_id, subject="run", subject_id=run.pk,
            data={"source": kept.name},
        )  # fmt: skip
        jobs.enqueue(JOB, key=f"{JOB}/{run.pk}", payload={"file": str(kept.pk)})
    return run.pk


def do_rehearse(*, file_id: uuid.UUID) -> ImportRun:
    """What the worker does of a list; done again after a kill, it goes on where it stopped."""
    kept = CsvFile.objects.select_related("school", "run").get(pk=file_id)
    run: ImportRun = kept.run
    if run.state not in UNFINISHED:
        return run
    actor = Actor(label=run.actor_label, person_id=run.actor_id)
    path = path_of(kept)
    digest = hashlib.sha256(f"{kept.pk}{kept.digest}".encode()).hexdigest()
    file = AafFile(path, kept.name, "Liste", "full", None, kept.size, digest)
    try:
        with only_one(source.area()):
            folder = engine.folder_of(run)
            folder.mkdir(parents=True, exist_ok=True)
            part = folder / f"{digest[:24]}.part"
            if finished(part) is None and not (folder / "staging.sqlite3").exists():
                read_list(
                    path=path, name=kept.name, school=kept.school, kind=kept.kind, shape=shape_of(kept),
                    columns=kept.columns, whole=kept.whole, part=part,
                )  # fmt: skip
            run.source_digest, run.files = digest_of_all([file]), engine.names_of([file])
            run.save(update_fields=["source_digest", "files"])
            engine.lead(run, [file], actor, None, Progress())
    except (SourceRefused, FileNotFoundError) as fault:
        reason = fault if isinstance(fault, SourceRefused) else SourceRefused(_("Le fichier n’est plus gardé."))
        engine.refuse_source(run, reason)
    path.unlink(missing_ok=True)
    return run


def run_of_school(school_id: uuid.UUID, run_id: uuid.UUID) -> ImportRun:
    """A rehearsed run of a list of this school; raises Unknown."""
    kept = CsvFile.objects.select_related("run").filter(school_id=school_id, run_id=run_id).first()
    if kept is None or kept.run.state != RunState.REHEARSED:
        raise Unknown("no such list to apply")
    run: ImportRun = kept.run
    return run


def forget_lists() -> int:
    """Bytes of lists whose columns nobody said, after KEPT_DAYS."""
    since = clock.now().timestamp() - KEPT_DAYS * 86400
    gone = 0
    for path in area().glob("*.csv") if area().is_dir() else ():
        if path.stat().st_mtime < since:
            path.unlink(missing_ok=True)
            gone += 1
    if area().is_dir() and not any(area().iterdir()):
        shutil.rmtree(area(), ignore_errors=True)
    return gone
