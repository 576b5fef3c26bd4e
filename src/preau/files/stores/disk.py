"""Contents in the data folder: `files/ab/cd/abcd…`."""

import contextlib
import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from preau.files.stores import Held, Missing, StoreError
from preau.kernel import clock
from preau.kernel.ids import new_hex_id

_DIGEST = re.compile(r"[0-9a-f]{64}")
_GOING = ".gone"
_COMING = ".new-"


def _flushed(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class DiskStore:
    """Contents as files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, digest: str) -> Path:
        """Where that content lies, there or not."""
        return self.folder / digest[:2] / digest[2:4] / digest

    def put(self, source: Path, digest: str) -> None:
        """Linked or copied aside, flushed, then named: a cut leaves the former content or the whole new one."""
        target = self.path_of(digest)
        coming = target.with_name(f"{_COMING}{new_hex_id()}")
        try:
            self._make_folder(target.parent)
            try:
                os.link(source, coming)
            except OSError:  # another disk, or a disk without links
                shutil.copyfile(source, coming)
            coming.chmod(0o640)
            with coming.open("rb+") as file:
                os.utime(file.fileno())
                os.fsync(file.fileno())
            coming.replace(target)
            _flushed(target.parent)
        except OSError as error:
            raise StoreError(error.errno, error.strerror) from None
        finally:
            with contextlib.suppress(OSError):
                coming.unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True)
        for one in (folder.parent, folder.parent.parent, folder.parent.parent.parent):
            _flushed(one)

    def read(self, digest: str, start: int, length: int) -> bytes:
        """These bytes."""
        try:
            with self.path_of(digest).open("rb") as file:
                file.seek(start)
                found = file.read(length)
        except FileNotFoundError:
            raise Missing(digest) from None
        except OSError as error:
            raise StoreError(error.errno, error.strerror) from None
        if len(found) != length:
            raise StoreError("less is held than was asked for")
        return found

    def size(self, digest: str) -> int:
        """Bytes of the file."""
        try:
            return self.path_of(digest).stat().st_size
        except FileNotFoundError:
            raise Missing(digest) from None
        except OSError as error:
            raise StoreError(error.errno, error.strerror) from None

    def delete(self, digest: str, *, put_before: dt.datetime) -> bool:
        """Taken aside first: whoever puts it meanwhile puts it anew, and whoever had just put it gets it back."""
        target = self.path_of(digest)
        going = target.with_name(target.name + _GOING)
        try:
            target.rename(going)
            if going.stat().st_mtime >= put_before.timestamp():
                going.replace(target)
                return False
            going.unlink()
        except FileNotFoundError:
            return True
        except OSError as error:
            raise StoreError(error.errno, error.strerror) from None
        return True

    def walk(self) -> Iterator[Held]:
        """Every file named by a digest; what was left half written for a day is removed on the way."""
        for folder, folders, names in os.walk(self.folder):
            folders.sort()
            for name in sorted(names):
                path = Path(folder) / name
                try:
                    about = path.stat()
                except FileNotFoundError:
                    continue
                put_at = dt.datetime.fromtimestamp(about.st_mtime, dt.UTC)
                if _DIGEST.fullmatch(name):
                    yield Held(name, about.st_size, put_at)
                elif name.endswith(_GOING):  # whoever took it aside died: it is put back, and judged again
                    with contextlib.suppress(FileNotFoundError):
                        path.rename(path.with_name(name.removesuffix(_GOING)))
                elif name.startswith(_COMING) and clock.real_now() - put_at > dt.timedelta(days=1):
                    path.unlink(missing_ok=True)
