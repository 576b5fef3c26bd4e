"""A plain text as a page shows it: paragraphs, lines, and addresses that one can follow. Nothing in it is ever HTML."""

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)\]}…]")
_BREAK = re.compile(r"\n[ \t]*\n\s*")


def linked(text: str) -> Markup:
    """The text, made harmless: its lines, and its addresses to follow; the point after one is no part of it."""
    return Markup("<br>").join(Markup("").join(_pieces(line)) for line in text.split("\n"))


def paragraphs(text: str, shown: Callable[[str], Markup] = linked) -> Markup:
    """One paragraph for each block of lines, as `shown` makes it harmless."""
    blocks = (one.strip() for one in _BREAK.split(text.replace("\r\n", "\n").replace("\r", "\n")))
    return Markup("").join(Markup("<p>{}</p>").format(shown(one)) for one in blocks if one)


def _pieces(line: str) -> Iterator[Markup]:
    at = 0
    for found in _ADDRESS.finditer(line):
        yield escape(line[at : found.start()])
        yield Markup('<a href="{0}" rel="noopener noreferrer nofollow ugc">{0}</a>').format(found.group())
        at = found.end()
    yield escape(line[at:])
