"""Slots: a page leaves a named place, rooms above fill it from their `widgets.py`.

    @card("home.head", order=20)
    def waiting_imports(request: HttpRequest) -> Markup | None: ...

The function is called inside the hat's scope, may read and never write, and answers None when it has nothing to say:
an empty place shows nothing. A page about one thing has tabs, that rooms above add to:

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

from django.http import HttpRequest
from markupsafe import Markup

from preau.kernel.registry import modules_named

Maker = Callable[[HttpRequest], Markup | None]
AFTER = 100


@dataclass(frozen=True, slots=True)
class Slot:
    """One function that fills a place."""

    order: int
    make: Maker


_places: dict[str, list[Slot]] = defaultdict(list)


def card(*places: str, order: int = 50) -> Callable[[Maker], Maker]:
    """Have a function fill these places."""

    def add(function: Maker) -> Maker:
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
    modules_named("widgets")
    first: list[Markup] = []
    after: list[Markup] = []
    for slot in _places.get(place, ()):
        made = slot.make(request)
        if made:
            (first if slot.order < AFTER else after).append(made)
    return first, after
