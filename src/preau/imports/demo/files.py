"""Batches of records in files: header, encoding, at most so many records each."""

import datetime as dt
from pathlib import Path
from types import TracebackType
from typing import TextIO

from preau.imports.demo.plan import ACADEMY_CODE, RECORDS_PER_FILE

_HEADER = (
    '<?xml version="1.0" encoding="{encoding}"?>\n'
    '<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">\n'
    "<ficAlimMENESR>\n"
    '<!-- versionAF="AAF-VE2407" -->\n'
    '<!-- versionSDET="Annexe 4bis version 6.4" -->\n'
    '<!-- codeAcademieExport="{academy}" -->\n'
    '<!-- degre="{degree}" -->\n'
    '<!-- dateGenerationExport="{day:%d/%m/%Y}" -->\n\n'
)
_FOOTER = "</ficAlimMENESR>\n"

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&apos;"})


def esc(text: str) -> str:
    """Text as XML content, apostrophes included (as the real exports write them)."""
    return text.translate(_ESCAPES)


class Batches:
    """Writes records one after the other into `<stem>_0000.xml`, `<stem>_0001.xml`, … of a folder.

    A file is opened by its first record and closed when full, so that memory stays flat. `latin` makes
    the first file ISO-8859-15; letters it has not are written as character references.
    """

    def __init__(self, folder: Path, stem: str, degree: str, day: dt.date, *, latin: bool = False) -> None:
        self.folder, self.stem, self.degree, self.day, self.latin = folder, stem, degree, day, latin
        self.names: list[str] = []
        self.records = 0
        self._left = 0
        self._file: TextIO | None = None

    def __enter__(self) -> "Batches":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def write(self, record: str) -> None:
        """Add one record (a whole addRequest, modifyRequest or deleteRequest)."""
        if not self._left or self._file is None:
            self._open()
        assert self._file is not None
        self._file.write(record)
        self._left -= 1
        self.records += 1

    def _open(self) -> None:
        self._close()
        name = f"{self.stem}_{len(self.names):04d}.xml"
        encoding = "ISO-8859-15" if self.latin and not self.names else "UTF-8"
        self._file = (self.folder / name).open(
            "w", encoding=encoding, errors="xmlcharrefreplace", newline="\n", buffering=1 << 18
        )
        self._file.write(_HEADER.format(encoding=encoding, academy=ACADEMY_CODE, degree=self.degree, day=self.day))
        self.names.append(name)
        self._left = RECORDS_PER_FILE

    def _close(self) -> None:
        if self._file is not None:
            self._file.write(_FOOTER)
            self._file.close()
            self._file = None
