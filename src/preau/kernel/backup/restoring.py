"""Restoring a backup: all is checked first, rows come back in one transaction, files after it."""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from preau.kernel import scope
from preau.kernel.backup import BackupError
from preau.kernel.backup.container import Reader
from preau.kernel.backup.files import RESTORING, SECRET, kept_files, safe_name
from preau.kernel.backup.making import Summary, check
from preau.kernel.backup.rows import empty, first_table_with_rows, kept_models, load, passing_models
from preau.kernel.migrating import drawn_alone

# Made by migrations themselves, in a database that nobody has used.
_MADE_BY_MIGRATIONS = frozenset({"django_content_type", "auth_permission"})


def restore(path: Path, passphrase: str = "", *, replace: bool = False) -> Summary:
    """Bring back the rows and files of a backup; what it held.

    Préau must not be serving. Raises BackupError, with nothing touched, for a backup that is damaged, of a newer
    version or under another key, and for a target that holds something (unless `replace`).
    """
    began = time.monotonic()
    found = check(path, passphrase)
    wanted = {(app, name) for app, name in found.about["migrations"]}
    with scope.everything("restore"):
        _check_names(path, passphrase)
        _check_target(found, replace=replace)
        _check_version(wanted)
        _migrate_to(wanted)
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=RESTORING, dir=settings.DATA_DIR))
        try:
            files = _load(path, passphrase, staging)
            _place(files, replace=replace)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        call_command("migrate", verbosity=0)
    found.seconds = time.monotonic() - began
    return found


def _check_names(path: Path, passphrase: str) -> None:
    with path.open("rb") as file:
        for member in Reader(file, passphrase).members():
            if member.kind == "file" and safe_name(member.name) is None:
                raise BackupError(
                    _("La sauvegarde nomme un fichier hors du dossier des données : %(name)s") % {"name": member.name}
                )


def _check_target(found: Summary, *, replace: bool) -> None:
    if replace:
        return
    tables = [name for name in found.tables if name not in _MADE_BY_MIGRATIONS]
    if table := first_table_with_rows(tables):
        raise BackupError(
            _("La base de données n’est pas vide (%(table)s). Pour la remplacer : --replace.") % {"table": table}
        )
    existing = [name for name, _path in kept_files(with_secret=True) if name != SECRET]
    if existing:
        raise BackupError(
            _("Le dossier des données n’est pas vide (%(name)s). Pour le remplacer : --replace.")
            % {"name": existing[0]}
        )


def _check_version(wanted: set[tuple[str, str]]) -> None:
    known = set(MigrationLoader(None).disk_migrations or ())
    if unknown := sorted(wanted - known):
        raise BackupError(
            _("Cette sauvegarde vient d’une version de Préau que celle-ci ne connaît pas (%(app)s %(name)s).")
            % {"app": unknown[0][0], "name": unknown[0][1]}
        )
    applied = set(MigrationRecorder(connection).applied_migrations())
    if applied and applied != wanted:
        raise BackupError(
            _("La base de données et la sauvegarde ne sont pas de la même version : restaurez dans une base neuve.")
        )


def _migrate_to(wanted: set[tuple[str, str]]) -> None:
    """Make the tables as they were in the backup (a database that has its tables already has these)."""
    executor = MigrationExecutor(connection)
    if executor.loader.applied_migrations:
        return
    graph = executor.loader.graph
    last = [
        node
        for node in sorted(wanted)
        if not any(child.key in wanted and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    with drawn_alone():
        executor.migrate(last)


def _load(path: Path, passphrase: str, staging: Path) -> list[tuple[Path, Path]]:
    """Rows in one transaction, files into the staging folder; what to move where."""
    files: list[tuple[Path, Path]] = []
    root = Path(settings.DATA_DIR)
    existing = set(connection.introspection.table_names())
    with transaction.atomic(), path.open("rb") as file:
        ours = {model._meta.db_table for model in (*kept_models(), *passing_models())}
        empty(ours & existing)
        for member in Reader(file, passphrase).members():
            if member.kind == "table":
                columns = [(name, kind) for name, kind in member.about["columns"]]
                if load(member.name, columns, member.lines()) != member.read.rows:
                    raise BackupError(_("« %(name)s » n’a pas son compte de lignes.") % {"name": member.name})
            elif member.kind == "file":
                files.append((_stage(member, staging, len(files)), root / str(safe_name(member.name))))
        _reset_sequences()
    return files


def _stage(member: Any, staging: Path, number: int) -> Path:
    path = staging / str(number)
    with path.open("wb") as out:
        for block in member.blocks():
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    path.chmod(member.about["mode"])
    os.utime(path, ns=(member.about["changed"],) * 2)
    return path


def _reset_sequences() -> None:
    models = [model for model in kept_models() if model._meta.db_table in set(connection.introspection.table_names())]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _place(files: list[tuple[Path, Path]], *, replace: bool) -> None:
    kept = {place for _staged, place in files}
    if replace:
        for name, path in list(kept_files(with_secret=False)):
            if path not in kept:
                with contextlib.suppress(FileNotFoundError):
                    (Path(settings.DATA_DIR) / name).unlink()
    for staged, place in files:
        place.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(place)
