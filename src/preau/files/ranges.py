"""Which part of a content a request asks for (RFC 9110, sections 13 and 14). One range; several are answered whole."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Unsatisfiable(ValueError):
    """The part that is asked for lies behind the end: 416."""


@dataclass(frozen=True, slots=True)
class Part:
    """`start` to `end`, both within; `whole` when no part was asked for."""

    start: int
    end: int
    whole: bool

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start + 1


def part_of(asked: str, *, size: int, etag: str, if_range: str = "") -> Part:
    """What the header Range asks for, when If-Range names the content that there is. Raises Unsatisfiable."""
    everything = Part(0, size - 1, whole=True)
    found = _RANGE.fullmatch(asked.replace(" ", "")) if asked else None
    if found is None or found.group(0) == "bytes=-" or (if_range and if_range.strip() != etag):
        return everything
    first, last = found.groups()
    if not first:  # the last so many
        if not int(last) or not size:
            raise Unsatisfiable
        return Part(max(0, size - int(last)), size - 1, whole=False)
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return everything  # no range at all: ignored
    if start >= size:
        raise Unsatisfiable
    return Part(start, end, whole=False)


def matches(if_none_match: str, etag: str) -> bool:
    """Whether the browser has that content already."""
    return any(one.strip().removeprefix("W/") in (etag, "*") for one in if_none_match.split(",") if one.strip())
