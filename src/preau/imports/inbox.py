"""The import folder: where a collectivity's deliveries are put, and the only place the console reads from."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from preau.directory.errors import Unknown

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A folder or an archive found there. `size` is in bytes, 0 for a folder."""

    name: str
    size: int
    changed_at: dt.datetime
    is_folder: bool


def folder() -> Path:
    """The import folder (in the data folder); it may not exist yet."""
    return Path(settings.DATA_DIR) / "imports" / "in"


def is_text(name: str) -> bool:
    """False for a name whose bytes are no UTF-8: no page could show it."""
    return not any("\ud800" <= one <= "\udfff" for one in name)


def deliveries() -> list[Delivery]:
    """What lies in the import folder, newest first. Links are passed over: a delivery stands there itself."""
    try:
        entries = [one for one in folder().iterdir() if not one.is_symlink() and not one.name.startswith(".")]
    except OSError:
        return []
    found = []
    for entry in entries:
        if not is_text(entry.name) or not (entry.is_dir() or entry.name.lower().endswith(ARCHIVES)):
            continue
        about = entry.stat()
        changed = dt.datetime.fromtimestamp(about.st_mtime, tz=dt.UTC)
        found.append(Delivery(entry.name, 0 if entry.is_dir() else about.st_size, changed, entry.is_dir()))
    return sorted(found, key=lambda one: one.changed_at, reverse=True)


def path_of(name: str) -> Path:
    """The path of a delivery by its name; raises Unknown for a name that is not in the list."""
    if name not in {one.name for one in deliveries()}:
        raise Unknown("no such delivery")
    return folder() / name
