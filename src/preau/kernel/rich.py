"""Texts with a little shape (strong, lists, links): cleaned when they are written and again when they are shown.

The plain text that says the same is what is searched, mailed, frozen, and read where there is no script.
"""

import re
from html.parser import HTMLParser

import nh3
from markupsafe import Markup

MOST_CLEANINGS = 5
LONGEST = 80_000
"""Characters of a shaped text, marks included: the longest plain one (20,000), amply marked."""
TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3"})
_SCHEMES = frozenset({"http", "https", "mailto"})
_ADDRESS = re.compile(r"(https?://|mailto:)[^\s]", re.IGNORECASE)


def _kept(tag: str, name: str, value: str) -> str | None:
    """An attribute as it stays: the whole address of a link, and what the cleaner itself says of it."""
    return value if name == "rel" or _ADDRESS.match(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(TAGS), attributes={"a": {"href"}}, attribute_filter=_kept, url_schemes=set(_SCHEMES), url_relative="deny",
    clean_content_tags={
        "script", "style", "title", "textarea", "noscript", "template", "iframe", "object", "svg", "math",
    },
    link_rel="noopener noreferrer nofollow", strip_comments=True,
)  # fmt: skip


def clean(html: str) -> str:
    """The same with nothing but what is allowed; "" for what says nothing. What is clean stays as it is."""
    found = html.replace("\0", "").replace("\r\n", "\n")
    # Where the marks of a text cannot stand as they do, a second reading moves them once more (a point of a list in a
    # paragraph); what does not settle says nothing: its plain text stands beside it.
    for _ in range(MOST_CLEANINGS):
        before, found = found, _CLEANER.clean(found)
        if found == before:
            return found if as_text(found) else ""
    return ""


def shown(html: str) -> Markup:
    """A kept text as a page prints it: cleaned again, whoever wrote it into the database."""
    return Markup(_CLEANER.clean(html))  # noqa: S704 (cleaned by the line itself)


class _Plain(HTMLParser):
    """Reads a clean text into lines: paragraphs parted by an empty one, points marked, addresses written out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out = ""
        self.lists: list[int | None] = []
        self.link = ""
        self.from_link = 0
        self.marked = -1  # where the mark of a point or of a quotation ends

    def _part(self, lines: int) -> None:
        """So many ends of line before what follows, the ones that stand there counted."""
        self.out = self.out.rstrip(" ")
        there = len(self.out) - len(self.out.rstrip("\n"))
        if self.out:
            self.out += "\n" * max(0, lines - there)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.out += "\n"
        elif tag in ("p", "h3"):
            if len(self.out) != self.marked:  # the first one stands beside the mark
                self._part(1 if self.lists else 2)
        elif tag in ("ul", "ol"):
            self._part(1 if self.lists else 2)
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._part(1)
            number = self.lists[-1] if self.lists else None
            self.out += "  " * (len(self.lists) - 1) + (f"{number}. " if number else "– ")
            self.marked = len(self.out)
            if number and self.lists:
                self.lists[-1] = number + 1
        elif tag == "blockquote":
            self._part(2)
            self.out += "«\u00a0"
            self.marked = len(self.out)
        elif tag == "a":
            self.link, self.from_link = dict(attrs).get("href") or "", len(self.out)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "h3"):
            self._part(1 if self.lists else 2)
        elif tag in ("ul", "ol"):
            if self.lists:
                self.lists.pop()
            self._part(1 if self.lists else 2)
        elif tag == "blockquote":
            self.out = f"{self.out.rstrip()}\u00a0»"
            self._part(2)
        elif tag == "a" and self.link:
            said, address = self.out[self.from_link :].strip(), self.link.removeprefix("mailto:")
            if said not in (address, self.link):
                self.out += f" ({address})" if said else address
            self.link = ""

    def handle_data(self, data: str) -> None:
        told = re.sub(r"[ \t\n]+", " ", data)
        if self.out.endswith(("\n", " ")) or not self.out:
            told = told.lstrip(" ")
        self.out += told


def as_text(html: str) -> str:
    """The plain text of a clean one."""
    reader = _Plain()
    reader.feed(html)
    reader.close()
    return "\n".join(line.rstrip(" ") for line in reader.out.strip().split("\n"))
