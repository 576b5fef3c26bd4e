"""A content as a file that is read from its start, wherever it lies."""

import io
from typing import Any, BinaryIO, cast

from preau.files.stores import BLOCK, store


class _Content(io.RawIOBase):
    def __init__(self, digest: str, size: int) -> None:
        super().__init__()
        self._digest, self._size, self._place = digest, size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        length = min(len(buffer), self._size - self._place)
        if length <= 0:
            return 0
        block = store().read(self._digest, self._place, length)
        buffer[: len(block)] = block
        self._place += len(block)
        return len(block)


def opened(digest: str, size: int) -> BinaryIO:
    """The content. Reads raise Missing and StoreError."""
    return cast("BinaryIO", io.BufferedReader(_Content(digest, size), BLOCK))
