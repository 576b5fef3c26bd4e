"""Passwords found in breaches, in a file that the operator gives (PREAU_COMPROMISED_PASSWORDS).

The file is the one in which the known corpus of breaches is published "ordered by hash": on each line a SHA-1 digest in
hexadecimal, maybe a colon and how often it was met, lines in the order of digests. It is looked through by halves, on
disk: some thirty short reads for a thousand million lines, and no memory. No password leaves the machine.
"""

import hashlib
import logging
import os
import re
from pathlib import Path

from django.conf import settings

DIGEST = 40
_LINE = re.compile(rb"[0-9A-Fa-f]{40}(?::[0-9]+)?\r?\n?")
_LONGEST = 128
"""More than any line is long."""
_BLOCK = 4096
_SAMPLES = 200
logger = logging.getLogger(__name__)


def holds(password: str) -> bool:
    """Whether the file lists this very password; False without a file. One that cannot be read is told in the log, and
    stops nobody: what `passwords` refuses by itself still holds.
    """
    place = settings.COMPROMISED_PASSWORDS
    if not place:
        return False
    wanted = hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper()
    try:
        with Path(place).open("rb") as file:
            return _found(file.fileno(), os.fstat(file.fileno()).st_size, wanted.encode())
    except OSError:
        logger.exception("PREAU_COMPROMISED_PASSWORDS cannot be read: passwords of breaches are not refused")
        return False


def _line_after(file: int, place: int) -> int | None:
    """Where the first line begins that begins after this place; None when the file ends before."""
    end = os.pread(file, _LONGEST, place).find(b"\n")
    return None if end < 0 else place + end + 1


def _found(file: int, size: int, wanted: bytes) -> bool:
    low, high = 0, size  # the line begins at `low` or after, where one begins, and before `high`
    while high - low > _BLOCK:
        middle = (low + high) // 2
        start = _line_after(file, middle)
        if start is None or start >= high:
            high = middle + 1
        elif os.pread(file, DIGEST, start).upper() <= wanted:
            low = start
        else:
            high = start
    return any(line[:DIGEST].upper() == wanted for line in os.pread(file, high - low + _LONGEST, low).split(b"\n"))


def fault() -> str:
    """Why the file would serve for nothing; "" when it is as it should be, or when none is given.

    Its lines are looked at here and there, for a file of forty gigabytes is not read through.
    """
    place = settings.COMPROMISED_PASSWORDS
    if not place:
        return ""
    try:
        with Path(place).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            before = b""
            for number in range(_SAMPLES):
                start = 0 if number == 0 else _line_after(file.fileno(), number * size // _SAMPLES)
                if start is None or start >= size:
                    continue
                line = _LINE.match(os.pread(file.fileno(), _LONGEST, start))
                if line is None:
                    return f"no SHA-1 digest at byte {start}"
                digest = line[0][:DIGEST].upper()
                if digest < before:
                    return f"digests are not in order at byte {start}"
                before = digest
    except OSError as error:
        return str(error)
    return "" if before else "it is empty"
