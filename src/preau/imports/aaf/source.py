"""Where an export comes from: a folder as it lies, or an archive unpacked beside the staging areas."""

import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from preau.imports.aaf.archives import is_archive, unpack
from preau.imports.aaf.files import AafFile, find, with_digests
from preau.imports.aaf.refusals import SourceRefused


def area() -> Path:
    """The folder of imports in the data folder."""
    return Path(settings.DATA_DIR) / "imports"


def files_of(path: Path) -> list[AafFile]:
    """The files of a folder or an archive, with their digests; raises SourceRefused."""
    if not path.exists():
        raise SourceRefused(_("Rien à cet endroit : %s") % path.name)
    if path.is_dir():
        return with_digests(find(path))
    if not is_archive(path):
        raise SourceRefused(_("Ce n’est ni un dossier, ni une archive zip ou tar lisible : %s") % path.name)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    folder = area() / f"unpacked-{digest[:24]}"
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
    try:
        return with_digests(find(folder))
    except SourceRefused:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def forget_unpacked(files: list[AafFile]) -> None:
    """Remove the folder of an unpacked archive, once its run is over."""
    for one in files:
        for parent in one.path.parents:
            if parent.parent == area() and parent.name.startswith("unpacked-"):
                shutil.rmtree(parent, ignore_errors=True)


def is_locked() -> bool:
    """True while an import of this machine holds the lock."""
    path = area() / "lock"
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
