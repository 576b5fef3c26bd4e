"""No two pages stand at one address: the second would never be reached."""

from collections import defaultdict

from django.urls import URLPattern, URLResolver, get_resolver


def _pages(resolver: URLResolver, before: str = "") -> list[tuple[str, object]]:
    found = []
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            found += _pages(one, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            found.append((before + str(one.pattern), one.callback))
    return found


def test_each_page_has_an_address_of_its_own():
    at = defaultdict(set)
    for route, view in _pages(get_resolver()):
        at[route].add(view)  # one view may answer at one address under two names, as the API's do
    assert {route: views for route, views in at.items() if len(views) > 1} == {}
