"""What each right could do wrong, and so what it asks of who uses it.

A room says its rights in `rules.py`, each with its bits; a view says which one it uses:

    # rules.py
    SET_LOOK = Right("console.set_look", _("changer les couleurs d’une collectivité"), Risk.CONFIG)

    # views.py
    @page(OFFICER, OPERATOR, service="administration")
    @exercises(rules.SET_LOOK)
    def look(request): ...

A right with CONFIG, or with PERSONAL and BULK together, asks the second factor again at the act. Without a second
factor, an account that has such rights has a teacher's: pages that no teacher opens stay closed to it.
"""

import enum
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver, get_resolver

from preau.access.pages import ATTRIBUTE as PAGE_RULE
from preau.access.pages import PageRule

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "exercised_right"


class Risk(enum.Flag):
    """What may go wrong by a right in the wrong hands."""

    NONE = 0
    PERSONAL = enum.auto()
    """Personal data of others are seen or changed."""
    BULK = enum.auto()
    """Many people at once."""
    CONFIG = enum.auto()
    """What others may do or see, or how the place works, changes."""


@dataclass(frozen=True, slots=True)
class Right:
    """One right: its name (`room.verb_object`), what it lets do, its bits.

    `reads`: it is used by reading, as exports are; else by sending.
    """

    name: str
    words: Any
    risk: Risk
    reads: bool = False

    @property
    def needs_second_factor(self) -> bool:
        """Whether the second factor is asked again at the act."""
        both = Risk.PERSONAL | Risk.BULK
        return Risk.CONFIG in self.risk or both in self.risk


def exercises(right: Right) -> Callable[[View], View]:
    """Declare the right that a view uses when something is sent to it (or read from it, when the right reads)."""

    def declare(view: View) -> View:
        setattr(view, ATTRIBUTE, right)
        return view

    return declare


def right_of(view: Callable[..., Any]) -> Right | None:
    """The right that a view declares."""
    found = getattr(view, ATTRIBUTE, None)
    return found if isinstance(found, Right) else None


def views(resolver: URLResolver | None = None) -> Iterator[Callable[..., Any]]:
    """Every view of the house."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from views(one)
        elif isinstance(one, URLPattern):
            yield one.callback


@functools.cache
def strong_profiles() -> frozenset[str]:
    """Profiles that have at least one right asking for a second factor: told by the views, not by a second list."""
    found: set[str] = set()
    for view in views():
        right, rule = right_of(view), getattr(view, PAGE_RULE, None)
        if right is not None and right.needs_second_factor and isinstance(rule, PageRule):
            found |= rule.profiles
    return frozenset(found)
