"""What this room typesets: photographed pages as one PDF."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from preau.ui.paper import typeset_in

_TEMPLATE = Path(__file__).parent / "pages.typ"


def joined_pages(folder: Path, title: str, pages: Sequence[tuple[str, str]]) -> bytes:
    """A tagged PDF of the pictures of a folder: their names there, and the line that says what each shows."""
    here = folder / _TEMPLATE.name
    shutil.copyfile(_TEMPLATE, here)
    return typeset_in(here, {"title": title, "pages": [{"file": name, "words": words} for name, words in pages]})
