"""Which files of the data folder a backup holds."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection

SECRET = "secret-key"  # noqa: S105 - a file's name
NOT_KEPT = frozenset({"imports", "metrics", "demo", "visits", "readings", "exports", "uploads"})
"""Folders of the data folder that live briefly or are made again."""
RESTORING = ".restore-"


def _database_files() -> set[str]:
    if connection.vendor != "sqlite":
        return set()
    path = str(Path(str(connection.settings_dict["NAME"])).absolute())
    return {path, *(f"{path}-{end}" for end in ("wal", "shm", "journal"))}


def kept_files(*, with_secret: bool, but: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Name (relative, with slashes) and path of each regular file that a backup holds, `but` one and its drafts."""
    root = Path(settings.DATA_DIR)
    not_these = _database_files()
    log = Path(settings.LOG_FILE).absolute() if settings.LOG_FILE else None
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        if here == root:
            folders[:] = [one for one in folders if one not in NOT_KEPT and not one.startswith(RESTORING)]
        folders.sort()
        for name in sorted(names):
            path = here / name
            if str(path.absolute()) in not_these or path.is_symlink() or not path.is_file():
                continue
            if but is not None and path.absolute().parent == but.parent and name.startswith(but.name):
                continue
            if log is not None and path.absolute().parent == log.parent and name.startswith(log.stem + "."):
                continue
            if here == root and (name == SECRET and not with_secret):
                continue
            yield path.relative_to(root).as_posix(), path


def safe_name(name: str) -> PurePosixPath | None:
    """The relative path that this name of a backup means; None when it would lead out of the data folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or any(part in {"..", ""} for part in path.parts) or "\0" in name:
        return None
    return path
