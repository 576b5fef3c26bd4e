"""`make docs`: writes the parts of the documentation that the program knows better."""

import re
import sys

from preau.config.environment import as_table
from quality.tools import ROOT

SETTINGS = ROOT / "docs" / "operations" / "settings.md"
_TABLE = re.compile(r"^\| Variable \|.*?(?=^(?!\|)|\Z)", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Put the table of settings in its page."""
    text = SETTINGS.read_text()
    written, count = _TABLE.subn(lambda _: as_table(), text, count=1)
    SETTINGS.write_text(written if count else f"{text.rstrip()}\n\n{as_table()}")
    sys.stdout.write(f"{SETTINGS.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
