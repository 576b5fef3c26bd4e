"""What is written in a diary as a page shows it: paragraphs, addresses that lead, formulas."""

import functools
import re

from markupsafe import Markup, escape

from preau.diary.maths import drawn, typed

_PIECE = re.compile(
    r"\$\$(?P<block>[^$]{1,600})\$\$|\$(?P<inline>[^$\n]{1,600})\$|(?P<address>https?://[^\s<>\"'«»]{1,500})"
)
_AFTER = ".,;:!?)]}…"


@functools.lru_cache(maxsize=2048)
def shaped(text: str) -> Markup:
    """A text with its formulas and links. What it says beside is shown as it was typed."""
    paragraphs = [one.strip("\n") for one in re.split(r"\n{2,}", text.replace("\r\n", "\n")) if one.strip()]
    return Markup("").join(Markup("<p>") + _line(one) + Markup("</p>") for one in paragraphs)


def _line(text: str) -> Markup:
    made, since = Markup(""), 0
    for piece in _PIECE.finditer(text):
        made += _plain(text[since : piece.start()])
        since = piece.end()
        if piece["address"]:
            address = piece["address"].rstrip(_AFTER)
            since = piece.start() + len(address)
            made += Markup('<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>').format(address)
            continue
        latex = piece["block"] or piece["inline"]
        is_block = piece["block"] is not None
        found = None if _is_price(piece, text) else drawn(latex, is_block=is_block)
        made += found if found is not None else (_plain(piece[0]) if _is_price(piece, text) else typed(piece[0]))
    return made + _plain(text[since:])


def _is_price(piece: re.Match[str], text: str) -> bool:
    """Two sums of money are no formula: a dollar beside a space, or a figure after the second, says no mathematics."""
    inner = piece["inline"]
    after = text[piece.end() : piece.end() + 1]
    return inner is not None and (inner[0].isspace() or inner[-1].isspace() or after.isdigit())


def _plain(text: str) -> Markup:
    return Markup("<br>").join(escape(one) for one in text.split("\n"))


def summary(text: str, most: int = 160) -> str:
    """A text in one line, for a list; formulas as they were typed."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
