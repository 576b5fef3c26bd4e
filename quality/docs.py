"""`make docs`: writes the parts of the documentation that the program knows better."""

import re
import sys

from preau.config.environment import as_table
from quality import access_page
from quality.tools import ROOT

SETTINGS = ROOT / "docs" / "operations" / "settings.md"
ACCESS = ROOT / "docs" / "access.md"
_TABLE = re.compile(r"^\| Variable \|.*?(?=^(?!\|)|\Z)", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Put the table of settings in its page, and write the page of rights and rules."""
    text = SETTINGS.read_text()
    written, count = _TABLE.subn(lambda _: as_table(), text, count=1)
    SETTINGS.write_text(written if count else f"{text.rstrip()}\n\n{as_table()}")
    ACCESS.write_text(access_page.text_alone())
    for page in (SETTINGS, ACCESS):
        sys.stdout.write(f"{page.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
