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
MEMBERS_MAX = 100_000
ABOUT_MAX = 1 << 16  # bytes of what a tar says of a member beside it: its long name, its own attributes
_ABOUT = {
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
}  # fmt: skip


class _Member(tarfile.TarInfo):
    """A member whose long name or attributes are not read when they are huge: tarfile would hold them in memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Member":
        info = super().frombuf(buf, encoding, errors)
        if info.type in _ABOUT and info.size > ABOUT_MAX:
            raise SourceRefused(_("Archive refusée : un nom démesuré."), RefusalCause.HOSTILE)
        return info


def is_archive(path: Path) -> bool:
    """True for a file that is a zip or a tar (plain, gzip, bzip2, xz)."""
    return path.is_file() and (zipfile.is_zipfile(path) or _is_tar(path))


def _is_tar(path: Path) -> bool:
    try:
        tarfile.open(path, "r:*", tarinfo=_Member).close()
    except SourceRefused:
        return True  # it is one, and unpacking says what is wrong with it
    except Exception:  # see unpack
        return False
    return True


def _readable(name: str) -> str:
    """A name whose bytes were no text, as text."""
    return name.encode("utf-8", "backslashreplace").decode()


def _checked(name: str) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        raise SourceRefused(
            _("Archive refusée : elle contient un chemin interdit (%s).") % _readable(name)[:80], RefusalCause.HOSTILE
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


def _count(members: int) -> None:
    if members > MEMBERS_MAX:
        raise SourceRefused(_("Archive refusée : plus de %s fichiers.") % MEMBERS_MAX, RefusalCause.HOSTILE)


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
    except SourceRefused:
        raise
    except Exception as error:  # altered bytes make each decompressor and each header raise something of its own
        raise SourceRefused(_("Archive illisible ou tronquée."), RefusalCause.MALFORMED) from error


def _unpack_zip(path: Path, folder: Path, limit: int) -> None:
    with zipfile.ZipFile(path) as archive:
        announced = _Budget(limit)
        members = []
        _count(len(archive.infolist()))
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
    with tarfile.open(path, "r:*", tarinfo=_Member) as archive:
        budget = _Budget(limit)
        for number, info in enumerate(archive, start=1):
            _count(number)
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
