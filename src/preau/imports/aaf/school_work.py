"""The work on one school, done in the importer's own process or in one of several."""

import ctypes
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError

from preau.imports.aaf.apply import apply_school, mark_failed, plan_school
from preau.imports.aaf.bundle import SchoolBundle, bundle_of
from preau.imports.aaf.named import Known, read_named
from preau.imports.aaf.plan import Frame, SchoolPlan
from preau.imports.aaf.prepare import Wholeness
from preau.imports.aaf.records import STAFF, STUDENT, SchoolRecord
from preau.imports.aaf.staging import Staging
from preau.kernel import scope
from preau.kernel.actor import Actor

log = logging.getLogger(__name__)


@dataclass(slots=True)
class SchoolTask:
    """One school to do: its join key, id (None: not there yet), UAI, degree and what the export declares of it."""

    key: str
    school: str | None
    uai: str
    degree: str
    declared: SchoolRecord | None


@dataclass(slots=True)
class SchoolWorker:
    """Everything needed to do schools; made once in each process."""

    staging_path: Path
    frame: Frame
    actor: Actor
    wholeness: Wholeness
    _staging: Staging | None = None
    _names: dict[int, str] = field(default_factory=dict)
    _done: dict[tuple[str, str], str] = field(default_factory=dict)
    _kept: dict[str, set[str]] = field(default_factory=dict)

    def open(self) -> Staging:
        """The staging area, opened at first use in this process."""
        if self._staging is None:
            self._staging = Staging(self.staging_path, writable=False)
            self._names = dict(self._staging.db.execute("SELECT id, name FROM file"))
            self._done = {
                (kind, key): op
                for kind, key, op in self._staging.db.execute("SELECT kind, key, op FROM shared WHERE op <> ''")
            }
            self._kept = {kind: self._staging.kept_keys(kind) for kind in (STUDENT, STAFF)}
        return self._staging

    def bundle(self, task: SchoolTask) -> SchoolBundle:
        """What the export says of the school, and what is whole of it.

        A school that the export's own school files do not declare is never whole: another export holds its people.
        """
        made = bundle_of(self.open(), task.key, task.declared, self._names)
        ours = task.declared is not None or not self.wholeness.has(task.degree, "EtabEducNat")
        made.students_whole = ours and self.wholeness.whole(task.degree, "Eleve")
        made.staff_whole = ours and self.wholeness.whole(task.degree, "PersEducNat")
        made.structure_whole = (
            task.declared is not None
            and self.wholeness.whole(task.degree, "EtabEducNat")
            and made.students_whole
            and made.staff_whole
        )
        made.kept_students, made.kept_staff = self._kept[STUDENT], self._kept[STAFF]
        return made

    def apply(self, tasks: Sequence[SchoolTask]) -> int:
        """Apply a batch of schools, each in its own transaction; returns how many they are."""
        bundles = [self.bundle(task) for task in tasks]
        with scope.everything("import of an academy's directory"):
            known = self._read_ahead(tasks, bundles)
            for task, bundle in zip(tasks, bundles, strict=True):
                self._apply(task, bundle, known.get(task.school or ""))
        return len(tasks)

    def _apply(self, task: SchoolTask, bundle: SchoolBundle, known: Known | None) -> None:
        assert task.school
        try:
            apply_school(
                actor=self.actor, frame=self.frame, bundle=bundle, school=task.school, uai=task.uai, done=self._done,
                known=known,
            )  # fmt: skip
        except (IntegrityError, DataError, LookupError, TypeError, ValueError):
            # This school's transaction was undone; the others go on, and the report names it.
            log.exception("a school could not be applied", extra={"school": task.uai})
            mark_failed(self.frame, task.school)

    def _read_ahead(self, tasks: Sequence[SchoolTask], bundles: Sequence[SchoolBundle]) -> dict[str, Known]:
        """What the directory holds of whom the bundles name: of the schools where absence says nothing (a delta)."""
        ours = {
            task.school: bundle
            for task, bundle in zip(tasks, bundles, strict=True)
            if task.school and not bundle.is_whole
        }
        return read_named(self.frame, ours) if ours else {}

    def rehearse(self, tasks: Sequence[SchoolTask]) -> list[SchoolPlan]:
        """The plans of a batch of schools, written nowhere."""
        bundles = [self.bundle(task) for task in tasks]
        with scope.everything("rehearsal of an import"):
            known = self._read_ahead(tasks, bundles)
            return [
                plan_school(self.frame, bundle, task.school, task.uai, self._done, known.get(task.school or ""))[0]
                for task, bundle in zip(tasks, bundles, strict=True)
            ]


_worker: SchoolWorker | None = None


def die_with_parent() -> None:
    """On Linux, have this process killed when the importer is, so that its locks and writes end with it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGKILL)


def start_process(worker: SchoolWorker, databases: Mapping[str, Any] | None) -> None:
    """First act of a process of the pool: its own connection to the same database."""
    global _worker
    die_with_parent()
    prepare_process(databases)
    _worker = worker


def prepare_process(databases: Mapping[str, Any] | None) -> None:
    """Set Django up when the process was started anew, and point it at the parent's database."""
    import django
    from django.apps import apps
    from django.conf import settings

    if not apps.ready:
        if databases:
            settings.DATABASES = dict(databases)
        django.setup()


def apply_in_process(tasks: Sequence[SchoolTask]) -> int:
    """Apply a batch of schools in a process of the pool."""
    assert _worker is not None
    return _worker.apply(tasks)
