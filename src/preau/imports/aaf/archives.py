"""Unpacks an export's archive, refusing what would leave the folder or fill the disk."""

import stat
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from preau.imports.aaf.refusals import SourceRefused
from preau.imports.enums import RefusalCause

BLOCK = 1 << 20


def is_archive(path: Path) -> bool:
    """True for a file that is a zip or a tar (plain, gzip, bzip2, xz)."""
    return path.is_file() and (zipfile.is_zipfile(path) or _is_tar(path))


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except (OSError, EOFError):
        return False


def _checked(name: str) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        raise SourceRefused(
            _("Archive refusée : elle contient un chemin interdit (%s).") % name[:80], RefusalCause.HOSTILE
        )
    return path


class _Budget:
    def __init__(self, limit: int) -> None:
        self.limit, self.left = limit, limit

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise SourceRefused(
                _("Archive refusée : dépliée, elle dépasse la limite de %s octets.")
                % f"{self.limit:,}".replace(",", " "),
                RefusalCause.HOSTILE,
            )


def _write(source: IO[bytes], target: Path, budget: _Budget) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        while block := source.read(BLOCK):
            budget.spend(len(block))
            out.write(block)


def unpack(path: Path, folder: Path, limit: int) -> None:
    """Unpack the XML files of an archive into an empty folder.

    Names, links and announced sizes are checked before anything is written, and real sizes while writing, because an
    archive may lie about them. Raises SourceRefused.
    """
    try:
        if zipfile.is_zipfile(path):
            _unpack_zip(path, folder, limit)
        else:
            _unpack_tar(path, folder, limit)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, SourceRefused):
            raise
        raise SourceRefused(_("Archive illisible ou tronquée."), RefusalCause.MALFORMED) from error


def _unpack_zip(path: Path, folder: Path, limit: int) -> None:
    with zipfile.ZipFile(path) as archive:
        announced = _Budget(limit)
        members = []
        for info in archive.infolist():
            name = _checked(info.filename)
            if stat.S_ISLNK(info.external_attr >> 16):
                raise SourceRefused(_("Archive refusée : elle contient un lien."), RefusalCause.HOSTILE)
            announced.spend(info.file_size)
            if not info.is_dir() and name.suffix.lower() == ".xml":
                members.append((info, name))
        budget = _Budget(limit)
        for info, name in members:
            with archive.open(info) as source:
                _write(source, folder / name, budget)


def _unpack_tar(path: Path, folder: Path, limit: int) -> None:
    # One pass: listing a compressed tar first would unpack all of it twice. Each member is checked before it is
    # written, and the folder is thrown away whole when one is refused.
    with tarfile.open(path, "r:*") as archive:
        budget = _Budget(limit)
        for info in archive:
            name = _checked(info.name)
            if info.issym() or info.islnk() or info.isdev():
                raise SourceRefused(_("Archive refusée : elle contient un lien."), RefusalCause.HOSTILE)
            if info.isfile() and info.size > budget.left:
                budget.spend(info.size)
            if info.isfile() and name.suffix.lower() == ".xml":
                source = archive.extractfile(info)
                if source is not None:
                    _write(source, folder / name, budget)
            elif info.isfile():
                budget.spend(info.size)
