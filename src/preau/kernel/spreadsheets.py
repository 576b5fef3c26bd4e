"""Text for spreadsheets: cells that stay text, whatever somebody typed in a name, and come back as they were.

CSV for French spreadsheets: semicolons, CRLF, byte order mark; a cell that would run as a formula begins with an
apostrophe, which `read_cell` takes off again. XLSX: every cell is typed as text, so none can run and none is changed.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import xlsxwriter

# A cell that begins so is run as a formula by common spreadsheets, or parts a cell in two where quotes are not read.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", ";", "＝", "＋", "－", "＠")
_BLANKS = " \u00a0\u202f"
CELL_LENGTH = 32_767  # what a cell of XLSX holds
XLSX_ROWS = 1_048_576


def _would_run(text: str) -> bool:
    return text.startswith(_DANGEROUS) or text.lstrip(_BLANKS).startswith(_DANGEROUS)


def plain_cell(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would take it for a formula.

    One that holds such an apostrophe already gets another, so that reading it back is exact.
    """
    return f"'{text}" if _would_run(text.lstrip("'")) else text


def read_cell(text: str) -> str:
    """The text as it was before `plain_cell`."""
    return text[1:] if text.startswith("'") and _would_run(text.lstrip("'")) else text


def csv_chunks(chunks: Iterable[Iterable[Sequence[str]]]) -> Iterator[bytes]:
    """Chunks of rows as chunks of one CSV file: nothing of the former chunk is held."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for rows in chunks:
        for row in rows:
            writer.writerow([plain_cell(cell) for cell in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV that French spreadsheets open rightly: semicolons, CRLF, byte order mark, no formula."""
    return b"".join(csv_chunks([rows])).decode()


def write_xlsx(chunks: Iterable[Iterable[Sequence[str]]], file: IO[bytes], *, title: str) -> None:
    """Rows as a workbook of one sheet, row by row: a row is written before the next is asked for.

    The first row is the heading, kept in view. Raises ValueError for more rows than a sheet holds.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("".join(one for one in title if one not in "[]:*?/\\'")[:31] or "1")
        sheet.freeze_panes(1, 0)
        number = 0
        for rows in chunks:
            for row in rows:
                if number >= XLSX_ROWS:
                    raise ValueError("more rows than a sheet holds")
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell[:CELL_LENGTH])
                number += 1
