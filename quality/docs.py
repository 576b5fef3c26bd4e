"""`make docs`: writes the parts of the documentation that the program knows better."""

import os
import re
import sys

from preau.config.environment import as_table
from quality import access_page, figures
from quality.tools import ROOT

SETTINGS = ROOT / "docs" / "operations" / "settings.md"
ACCESS = ROOT / "docs" / "access.md"
REGISTER = ROOT / "docs" / "protection-des-donnees" / "registre.md"
_TABLE = re.compile(r"^\| Variable \|.*?(?=^(?!\|)|\Z)", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Put the table of settings and the last figures in their pages, write the page of rights, and the register."""
    text = SETTINGS.read_text()
    written, count = _TABLE.subn(lambda _: as_table(), text, count=1)
    SETTINGS.write_text(written if count else f"{text.rstrip()}\n\n{as_table()}")
    ACCESS.write_text(access_page.text_alone())
    REGISTER.write_text(register())
    figures.PAGE.write_text(figures.page())
    for page in (SETTINGS, ACCESS, REGISTER, figures.PAGE):
        sys.stdout.write(f"{page.relative_to(ROOT)}\n")
    return 0


def register() -> str:
    """The register of processing in French, with the durations of an installation that sets none."""
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
    django.setup()
    from preau.kernel.register import register_as_markdown

    with translation.override("fr"):
        return register_as_markdown()


if __name__ == "__main__":
    raise SystemExit(main())
