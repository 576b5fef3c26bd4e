"""Text for spreadsheets: cells that stay text, whatever somebody typed in a name."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins so is run as a formula by common spreadsheets.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_DANGEROUS) or text.startswith(_DANGEROUS) else text


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV that French spreadsheets open rightly: semicolons, CRLF, byte order mark, no formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for row in rows:
        writer.writerow([plain_cell(cell) for cell in row])
    return out.getvalue()
