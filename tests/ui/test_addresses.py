"""Addresses that are remembered without their ids are those that Django gives."""

import uuid

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from preau.kernel.ids import new_id
from preau.ui.addresses import url


def _names():
    """The name of every address of the site that holds ids and nothing else, and how many."""
    for space, (_prefix, resolver) in get_resolver().namespace_dict.items():
        for name, found in resolver.reverse_dict.lists():
            for _possible, _pattern, _defaults, converters in found:
                kinds = [type(one).__name__ for one in converters.values()]
                if isinstance(name, str) and kinds and set(kinds) == {"UUIDConverter"}:
                    yield f"{space}:{name}", len(kinds)


NAMES = sorted(set(_names()))


def test_there_are_such_addresses() -> None:
    assert len(NAMES) > 50
    assert max(number for _name, number in NAMES) > 1


@pytest.mark.parametrize(("name", "number"), NAMES, ids=[name for name, _number in NAMES])
def test_ids_stand_where_django_puts_them(name, number) -> None:
    for _ in range(2):
        ids = [new_id() for _ in range(number)]
        assert url(name, *ids) == reverse(name, args=ids)


def test_what_is_no_id_goes_the_usual_way() -> None:
    one = new_id()
    assert url("portal:home") == reverse("portal:home")
    assert url("messaging:folder", "envoyes") == reverse("messaging:folder", args=["envoyes"])
    assert url("messaging:thread", thread_id=one) == reverse("messaging:thread", args=[one])
    assert url("messaging:thread", str(one)) == reverse("messaging:thread", args=[one])
    with pytest.raises(NoReverseMatch):
        url("messaging:inbox", uuid.uuid4())
