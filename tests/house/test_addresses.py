"""No two pages stand at one address: the second would never be reached."""

from collections import Counter

from django.urls import URLPattern, URLResolver, get_resolver


def _routes(resolver: URLResolver, before: str = "") -> list[str]:
    found = []
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            found += _routes(one, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            found.append(before + str(one.pattern))
    return found


def test_each_page_has_an_address_of_its_own():
    twice = [route for route, count in Counter(_routes(get_resolver())).items() if count > 1]
    assert twice == []
