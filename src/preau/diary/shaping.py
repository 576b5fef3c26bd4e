"""What is written in a diary as a page shows it: paragraphs, addresses that lead, formulas."""

import functools
import re

from markupsafe import Markup

from preau.diary.maths import drawn, typed
from preau.ui.texts import linked, paragraphs

_PIECE = re.compile(r"\$\$(?P<block>[^$]{1,600})\$\$|\$(?P<inline>[^$\n]{1,600})\$|(?P<address>https?://[^\s<>\"'«»]+)")


@functools.lru_cache(maxsize=2048)
def shaped(text: str) -> Markup:
    """A text with its formulas and links. What it says beside is shown as it was typed."""
    return paragraphs(text, _with_formulas)


def _with_formulas(text: str) -> Markup:
    made, since = Markup(""), 0
    for piece in _PIECE.finditer(text):
        if piece["address"] or _is_price(piece, text):
            continue  # a dollar there begins no formula
        found = drawn(piece["block"] or piece["inline"], is_block=piece["block"] is not None)
        made += linked(text[since : piece.start()]) + (typed(piece[0]) if found is None else found)
        since = piece.end()
    return made + linked(text[since:])


def _is_price(piece: re.Match[str], text: str) -> bool:
    """Two sums of money are no formula: a dollar beside a space, or a figure after the second, says no mathematics."""
    inner = piece["inline"]
    after = text[piece.end() : piece.end() + 1]
    return inner is not None and (inner[0].isspace() or inner[-1].isspace() or after.isdigit())


def summary(text: str, most: int = 160) -> str:
    """A text in one line, for a list; formulas as they were typed."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
