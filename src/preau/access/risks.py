"""What each act could do wrong, and so what it asks of who does it.

A room says its acts in `rules.py`, each with its bits; a view says which one it does:

    # rules.py
    SET_LOOK = Act("console.set_look", _("changer les couleurs d’une collectivité"), Risk.CONFIG)

    # views.py
    @page(OFFICER, OPERATOR, service="administration")
    @exercises(rules.SET_LOOK)
    def look(request): ...

A page that shows what an act would do before it does it says by which field the act is sent:

    @exercises(rules.COPY_SETTINGS, sent="lu")
    def copy(request): ...

What is sent without that field is read, as a GET is: nothing can be written, and no second factor is asked.

An act with CONFIG, or with PERSONAL and BULK together, asks for the second factor again. Without a second factor, an
account that has such acts in its reach has a teacher's: pages that no teacher opens stay closed to it, and a right that
opens such acts is not held when the school confided it, or gave it to a role (access.rights).
"""

import enum
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

from preau.access.hats import Hat
from preau.directory.enums import Profile
from preau.kernel import readonly

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "exercised_act"
SENT = "exercised_when_sent"
PAGE_RULE = "page_rule"
"""Where a view keeps who may open it (access.pages, which stands on this module)."""


class Risk(enum.Flag):
    """What may go wrong by an act of the wrong hands."""

    NONE = 0
    PERSONAL = enum.auto()
    """Personal data of others are seen or changed."""
    BULK = enum.auto()
    """Many people at once."""
    CONFIG = enum.auto()
    """What others may do or see, or how the place works, changes."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its name (`room.verb_object`), what it lets do, its bits.

    Who may do it is said by the page (`@page`); rights as data are `access.enums.Right`.
    `reads`: it is done by reading, as exports are; else by sending.
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


def exercises(act: Act, *, sent: str = "") -> Callable[[View], View]:
    """Declare the act that a view does when something is sent to it (or read from it, when the act reads).

    `sent`: the field without which a POST only reads what the act would do; nothing can be written by such a one.
    """

    def declare(view: View) -> View:
        found = _reading_without(sent, view) if sent else view
        setattr(found, ATTRIBUTE, act)
        setattr(found, SENT, sent)
        return found

    return declare


def _reading_without(field: str, view: View) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method in readonly.SAFE_METHODS or request.POST.get(field):
            return view(request, *args, **kwargs)
        with readonly.nothing_written():
            return view(request, *args, **kwargs)

    return cast("View", guarded)


def does_its_act(view: Callable[..., Any], request: HttpRequest) -> bool:
    """Whether this request does the act of the view, or only reads; a safe method does an act that reads."""
    act, sent = act_of(view), getattr(view, SENT, "")
    if act is None or request.method in readonly.SAFE_METHODS:
        return act is not None and act.reads
    return bool(not sent or request.POST.get(sent))


def act_of(view: Callable[..., Any]) -> Act | None:
    """The act that a view declares."""
    found = getattr(view, ATTRIBUTE, None)
    return found if isinstance(found, Act) else None


def views(resolver: URLResolver | None = None) -> Iterator[Callable[..., Any]]:
    """Every view of the house."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from views(one)
        elif isinstance(one, URLPattern):
            yield one.callback


def _strong_rules() -> Iterator[Any]:
    """The rule of each page that does an act asking for a second factor."""
    for view in views():
        act, rule = act_of(view), getattr(view, PAGE_RULE, None)
        if act is not None and act.needs_second_factor and rule is not None:
            yield rule


@functools.cache
def strong_profiles() -> frozenset[str]:
    """Profiles that reach at least one act asking for a second factor: told by the views, not by a second list.

    Of a page declared by a right, the profiles that have that right before a school changes anything. A teacher's
    rights are what an account without a second factor keeps; an act of theirs that asks for one asks all the same.
    """
    found: set[str] = set()
    for rule in _strong_rules():
        found |= rule.profiles_by_default()
    return frozenset(found) - {Profile.TEACHER.value}


@functools.cache
def wide_rights() -> frozenset[str]:
    """Rights that open at least one act asking for a second factor: told by the views too.

    To whom a school confided one, it is held with a second factor only, and their password is a long one.
    """
    return frozenset(rule.right for rule in _strong_rules() if rule.right)


def needs_second_factor(hats: Iterable[Hat]) -> bool:
    """Whether one of these hats has rights that ask for a second factor."""
    return any(hat.profile in strong_profiles() for hat in hats)
