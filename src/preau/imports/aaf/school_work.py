"""The work on one school, done in the importer's own process or in one of several."""

import ctypes
import logging
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError

from preau.imports.aaf.apply import apply_school, mark_failed, plan_school
from preau.imports.aaf.bundle import SchoolBundle, bundle_of
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

    def apply(self, task: SchoolTask) -> int:
        """Apply one school; returns how many people of the export it has."""
        bundle = self.bundle(task)
        assert task.school
        with scope.everything("import of an academy's directory"):
            try:
                apply_school(
                    actor=self.actor, frame=self.frame, bundle=bundle, school=task.school, uai=task.uai, done=self._done
                )
            except (IntegrityError, DataError, LookupError, TypeError, ValueError):
                # This school's transaction was undone; the others go on, and the report names it.
                log.exception("a school could not be applied", extra={"school": task.uai})
                mark_failed(self.frame, task.school)
        return len(bundle.students) + len(bundle.staff) + len(bundle.guardians)

    def rehearse(self, task: SchoolTask) -> tuple[SchoolPlan, int]:
        """The plan of one school, written nowhere."""
        bundle = self.bundle(task)
        with scope.everything("rehearsal of an import"):
            plan, _state = plan_school(self.frame, bundle, task.school, task.uai, self._done)
        return plan, len(bundle.students) + len(bundle.staff) + len(bundle.guardians)


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


def apply_in_process(task: SchoolTask) -> int:
    """Apply one school in a process of the pool."""
    assert _worker is not None
    return _worker.apply(task)
