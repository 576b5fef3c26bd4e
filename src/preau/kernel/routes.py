"""Addresses of all rooms, found by their first words.

Django tries one address after the other, three hundred of them: 60 to 190 µs of each page, more for each room to come.
An address says by its first two words which few of them it may be; those are tried, in the order in which they stand.
"""

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

Word = str | None
"""A word between two slashes; None for whatever it is."""
Found = tuple[URLResolver, URLPattern | URLResolver]
"""An address, and the room that has it."""


def _words(one: URLPattern | URLResolver) -> tuple[Word, Word]:
    """The first two words of all that this may be the address of."""
    if not isinstance(one.pattern, RoutePattern):
        return None, None
    route, place, _rest = str(one.pattern).partition("<")
    words: list[Word] = [*route.split("/")]
    if place or isinstance(one, URLResolver):
        words = [*words[:-1], None, None]  # the last one may go on
    return words[0], words[1] if len(words) > 1 else ""


class Rooms(URLResolver):
    """The addresses of rooms. Each is a resolver without words of its own."""

    def __init__(self, rooms: Sequence[URLResolver]) -> None:
        self.rooms = list(rooms)
        super().__init__(RoutePattern(""), self.rooms)

    def _all(self) -> Iterator[Found]:
        for room in self.rooms:
            for one in room.url_patterns:
                yield room, one

    @functools.cached_property
    def _by_words(self) -> dict[tuple[Word, Word], list[Found]]:
        """What may be at an address of these two words; under (word, None) at another of that word, under (None, None)
        at all others.
        """
        told = [(_words(one), (room, one)) for room, one in self._all()]
        keys = {words for words, _found in told} | {(words[0], None) for words, _found in told} | {(None, None)}
        found = defaultdict(list)
        for first, second in keys:
            for words, one in told:
                if words[0] in (None, first) and (words[0] is None or words[1] in (None, second)):
                    found[first, second].append(one)
        return dict(found)

    def resolve(self, path: str) -> ResolverMatch:
        """As Django's; it is asked itself for what is at no address, to tell which it tried."""
        first, _slash, rest = path.partition("/")
        second = rest.partition("/")[0]
        known = self._by_words
        for key in ((first, second), (first, None), (None, None)):
            if key in known:
                for room, one in known[key]:
                    try:
                        match: Any = one.resolve(path)
                    except Resolver404:
                        continue
                    if match is not None:
                        return ResolverMatch(
                            match.func, match.args, match.kwargs, match.url_name,
                            [room.app_name, *match.app_names], [room.namespace, *match.namespaces], match.route,
                            captured_kwargs=match.captured_kwargs, extra_kwargs=match.extra_kwargs,
                        )  # fmt: skip
                break
        found: ResolverMatch = super().resolve(path)
        return found
