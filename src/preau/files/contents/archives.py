"""An archive within bounds: counted by unpacking it into nothing, since what its headers say may lie."""

import zipfile
from pathlib import Path

_BLOCK = 1 << 20
_SMALL = 10 << 20
"""What so few bytes unpack to breaks no machine, whatever its ratio: a text of one letter shrinks a thousand times."""


class OutOfBounds(ValueError):
    """The archive is refused; the message is the name of the bound it breaks."""


def measured(path: Path, *, entries: int, unpacked: int, ratio: int) -> None:
    """Nothing, for a zip within these bounds; raises OutOfBounds ("entries", "unpacked", "ratio", "damaged")."""
    size = max(1, path.stat().st_size)
    try:
        with zipfile.ZipFile(path) as archive:
            told = archive.infolist()
            if len(told) > entries:
                raise OutOfBounds("entries")
            _within(sum(one.file_size for one in told), size, unpacked, ratio)
            _within(_unpacked(archive, told, unpacked), size, unpacked, ratio)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
        if isinstance(error, OutOfBounds):
            raise
        raise OutOfBounds("damaged") from None
    except Exception:  # what unpacks names its own errors (zlib, lzma)
        raise OutOfBounds("damaged") from None


def _within(total: int, size: int, unpacked: int, ratio: int) -> None:
    if total > unpacked:
        raise OutOfBounds("unpacked")
    if total > _SMALL and total > ratio * size:
        raise OutOfBounds("ratio")


def _unpacked(archive: zipfile.ZipFile, told: list[zipfile.ZipInfo], most: int) -> int:
    total = 0
    for one in told:
        if one.flag_bits & 1:  # under a password: its header is all there is
            total += one.file_size
            continue
        with archive.open(one) as member:
            while block := member.read(_BLOCK):
                total += len(block)
                if total > most:
                    raise OutOfBounds("unpacked")
    return total
