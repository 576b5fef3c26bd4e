"""Slots: a page leaves a named place, rooms above fill it from their `widgets.py`.

    @card("home.head", order=20)
    def waiting_imports(request: HttpRequest) -> Markup | None: ...

The function is called inside the hat's scope, may read and never write, and answers None when it has nothing to say:
an empty place shows nothing. One that reads hands its reads over in steps (`preau.kernel.steps`): a home page is a
dozen cards, whose reads go to the database together.

    @card("home.guardian")
    def words(request: HttpRequest) -> Steps[Markup | None]:
        waiting = yield from waiting_of.steps(request.hat)

A page about one thing has tabs, that rooms above add to:

    @tab("pupil", order=20)
    def timetable_of(request: HttpRequest, student_id: uuid.UUID) -> Tab | None: ...

The counter, where staff act for a family (`counter.family`), tells for whom by `request.served` (access.families).
Above every page, but those that tell of a failure: `page.above`.

Places of the home page are `home.<profile>` (student, guardian, teacher, librarian,
student_life, head, school_staff, external, officer, operator, support); within them rooms stand by `order`: below 100
before what the directory tells, from 100 after it.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest
from markupsafe import Markup

from preau.kernel.registry import modules_named
from preau.kernel.steps import Steps, gathered, run

Maker = Callable[[HttpRequest], Markup | None] | Callable[[HttpRequest], Steps[Markup | None]]
MakerT = TypeVar("MakerT", bound=Maker)
AFTER = 100


@dataclass(frozen=True, slots=True)
class Slot:
    """One function that fills a place."""

    order: int
    make: Maker


_places: dict[str, list[Slot]] = defaultdict(list)


def card(*places: str, order: int = 50) -> Callable[[MakerT], MakerT]:
    """Have a function fill these places."""

    def add(function: MakerT) -> MakerT:
        for place in places:
            _places[place].append(Slot(order, function))
            _places[place].sort(key=lambda slot: slot.order)
        return function

    return add


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab beside a page's own: its words, its address, and how many things wait there."""

    label: str
    url: str
    count: int | None = None


TabMaker = Callable[[HttpRequest, uuid.UUID], Tab | None]
_tabs: dict[str, list[tuple[int, TabMaker]]] = defaultdict(list)


def tab(place: str, order: int = 50) -> Callable[[TabMaker], TabMaker]:
    """Have a function offer a tab to the pages of this place."""

    def add(function: TabMaker) -> TabMaker:
        _tabs[place].append((order, function))
        _tabs[place].sort(key=lambda one: one[0])
        return function

    return add


def tabs(place: str, request: HttpRequest, about: uuid.UUID) -> list[Tab]:
    """Tabs that rooms offer to this reader, on the page about that thing."""
    modules_named("widgets")
    return [made for _order, function in _tabs.get(place, ()) if (made := function(request, about))]


def filled(place: str, request: HttpRequest) -> tuple[list[Markup], list[Markup]]:
    """What rooms put in a place for this page: what stands first, what stands after."""
    return run(filling(place, request))


def filling(place: str, request: HttpRequest) -> Steps[tuple[list[Markup], list[Markup]]]:
    """The same in steps, for a page that has reads of its own beside."""
    modules_named("widgets")
    slots = _places.get(place, ())
    first: list[Markup] = []
    after: list[Markup] = []
    for slot, made in zip(slots, (yield from gathered(*(one.make(request) for one in slots))), strict=True):
        if made:
            (first if slot.order < AFTER else after).append(made)
    return first, after
