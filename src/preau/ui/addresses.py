"""Addresses of pages, remembered: on the reference machine `reverse()` costs 31 µs, and a list needs one per line."""

import functools
import uuid
from typing import Any

from django.urls import reverse

_STAND_IN = uuid.UUID("5f4dcc3b-5aa7-465d-8b1d-9fc1a0f3c500").int
"""An id that no row has: it stands in an address where another is put afterwards."""


@functools.lru_cache(maxsize=8192)
def _address(name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, args=args or None, kwargs=dict(kwargs) or None)


@functools.lru_cache(maxsize=2048)
def _pieces(name: str, ids: int) -> list[str]:
    """The parts of an address between its `ids` ids: "/messages/" and "/"."""
    stand_ins = [uuid.UUID(int=_STAND_IN + place) for place in range(ids)]
    rest = reverse(name, args=stand_ins)
    pieces = []
    for one in stand_ins:
        before, found, rest = rest.partition(str(one))
        if not found:
            raise ValueError(f"the ids of {name!r} do not stand in its address in their order")
        pieces.append(before)
    return [*pieces, rest]


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """`reverse`, remembered. Raises NoReverseMatch.

    Ids are put into an address that is remembered without them: those of a page's lines are hardly ever asked twice.
    """
    if args and not kwargs and all(type(one) is uuid.UUID for one in args):
        pieces = _pieces(name, len(args))
        if len(args) == 1:
            return f"{pieces[0]}{args[0]}{pieces[1]}"
        return "".join(f"{piece}{one}" for piece, one in zip(pieces, (*args, ""), strict=True))
    return _address(name, args, tuple(kwargs.items()))
