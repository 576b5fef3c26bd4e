"""Making a backup, and checking one."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

import preau
from preau.kernel import clock, scope
from preau.kernel.backup import BackupError
from preau.kernel.backup.container import Reader, Writer, Written
from preau.kernel.backup.files import kept_files
from preau.kernel.backup.rows import blocks_of, columns_of, kept_models, snapshot

_BLOCK = 1 << 16


@dataclass(slots=True)
class Summary:
    """What a backup holds."""

    about: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    files: int = 0
    size: int = 0
    encrypted: bool = False
    members: list[Written] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(self.tables.values())


def make(target: Path, passphrase: str = "") -> Summary:
    """Write a backup at `target` while Préau serves, read it back, then give it its name.

    Raises BackupError when the target exists, when migrations are missing, or when what is read back differs.
    """
    target = target.absolute()
    if target.exists():
        raise BackupError(_("« %(path)s » existe déjà : choisissez un autre nom.") % {"path": target})
    if not target.parent.is_dir():
        raise BackupError(_("Le dossier « %(path)s » n’existe pas.") % {"path": target.parent})
    began = time.monotonic()
    draft = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, scope.everything("backup"):
            writer = Writer(file, passphrase)
            _write_rows(writer)
            _write_files(writer, target, with_secret=bool(passphrase))
            writer.finish()
            file.flush()
            os.fsync(file.fileno())
        found = check(draft, passphrase)
        if found.members != writer.members:
            raise BackupError(_("La sauvegarde relue n’est pas celle qui a été écrite : elle est jetée."))
        draft.rename(target)
        _flush_folder(target.parent)
    except OSError as error:
        raise BackupError(_("La sauvegarde n’a pas pu être écrite : %(why)s.") % {"why": error.strerror}) from None
    finally:
        draft.unlink(missing_ok=True)
    found.seconds = time.monotonic() - began
    return found


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_rows(writer: Writer) -> None:
    with snapshot():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise BackupError(_("Des migrations restent à appliquer : lancez « preau migrate » d’abord."))
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
        writer.begin(
            "about",
            "about",
            made_at=clock.now().isoformat(),
            version=getattr(preau, "__version__", ""),
            engine=connection.vendor,
            migrations=[list(one) for one in migrations],
        )
        writer.end()
        for model in kept_models():
            writer.begin(model._meta.db_table, "table", columns=columns_of(model))
            for block, count in blocks_of(model):
                writer.data(block, count)
            writer.end()


def _write_files(writer: Writer, target: Path, *, with_secret: bool) -> None:
    """After the rows: a file that a row names was there before it."""
    for name, path in kept_files(with_secret=with_secret, but=target):
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue  # erased since it was listed
        with file:
            about = os.fstat(file.fileno())
            writer.begin(name, "file", mode=about.st_mode & 0o777, changed=about.st_mtime_ns)
            while block := file.read(_BLOCK):
                writer.data(block)
            writer.end()


def check(path: Path, passphrase: str = "") -> Summary:
    """Read a whole backup and check every seal, digest and count; raises BackupError at the first that fails."""
    found = Summary()
    try:
        with path.open("rb") as file:
            reader = Reader(file, passphrase)
            found.encrypted = reader.encrypted
            for member in reader.members():
                for _block in member.blocks():
                    pass
                found.members.append(member.read)
                if member.kind == "about":
                    found.about = member.about
                elif member.kind == "table":
                    found.tables[member.name] = member.read.rows
                else:
                    found.files += 1
        found.size = path.stat().st_size
    except OSError as error:
        raise BackupError(_("« %(path)s » ne se lit pas : %(why)s.") % {"path": path, "why": error.strerror}) from None
    if not found.about:
        raise BackupError(_("La sauvegarde n’est pas entière."))
    return found
