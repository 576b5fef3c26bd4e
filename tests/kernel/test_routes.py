"""An address leads where Django, which tries them all, would lead."""

import re

import pytest
from django.urls import Resolver404, URLResolver, get_resolver
from hypothesis import given
from hypothesis import strategies as st

from preau.kernel.routes import Rooms

ROOMS = get_resolver().url_patterns[0]
assert isinstance(ROOMS, Rooms)
ID = "0190a0b0-1111-7222-8333-444455556666"


def _addresses():
    """An address for each that a room has."""
    for room in ROOMS.rooms:
        for one in room.url_patterns:
            route = re.sub(r"\(\?P<\w+>[^)]*\)", "mot", str(one.pattern).strip("^$"))
            yield re.sub(r"<(?:(\w+):)?\w+>", lambda kind: {"uuid": ID, "int": "3"}.get(kind[1], "0690001Z"), route)


ALL = sorted(set(_addresses()))
WORDS = sorted({word for one in ALL for word in one.split("/")})


def _led(resolve, path):
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.func, match.args, match.kwargs, match.view_name, match.route


def _same(path):
    found = _led(ROOMS.resolve, path)
    assert found == _led(lambda asked: URLResolver.resolve(ROOMS, asked), path)
    return found


def test_most_addresses_of_the_house_lead_somewhere() -> None:
    assert len(ALL) > 200
    assert sum(_same(one) is not None for one in ALL) > 0.95 * len(ALL)


@pytest.mark.parametrize(
    "path", ["", "/", "console", "console/", "console/annuaire", f"console/annuaire/{ID}/x", "a//b"]
)
def test_beside_an_address(path) -> None:
    _same(path)


@given(st.lists(st.sampled_from([*WORDS, ID, "3", "…"]), max_size=5), st.booleans())
def test_any_words_lead_to_the_same(words, ended) -> None:
    _same("/".join(words) + ("/" if ended else ""))
