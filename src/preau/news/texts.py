"""A plain text as a page shows it: paragraphs, lines, and addresses that one can follow. Nothing in it is ever HTML."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)]")
_BREAK = re.compile(r"\n[ \t]*\n\s*")


def paragraphs(text: str) -> Markup:
    """The text, made harmless: one paragraph for each block of lines."""
    blocks = (one.strip() for one in _BREAK.split(text.replace("\r\n", "\n").replace("\r", "\n")))
    return Markup("").join(Markup("<p>{}</p>").format(_lines(one)) for one in blocks if one)


def _lines(block: str) -> Markup:
    return Markup("<br>").join(Markup("").join(_linked(line)) for line in block.split("\n"))


def _linked(line: str) -> Iterator[Markup]:
    at = 0
    for found in _ADDRESS.finditer(line):
        yield escape(line[at : found.start()])
        yield Markup('<a href="{0}" rel="noopener noreferrer nofollow ugc">{0}</a>').format(found.group())
        at = found.end()
    yield escape(line[at:])
