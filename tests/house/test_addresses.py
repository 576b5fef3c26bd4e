"""No two pages stand at one address: the second would never be reached."""

from collections import defaultdict

from django.urls import URLPattern, URLResolver, get_resolver


def _pages(resolver: URLResolver, before: str = "") -> list[tuple[str, str]]:
    found = []
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            found += _pages(one, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            # By name: the API wraps one view anew for each method that it answers.
            found.append((before + str(one.pattern), f"{one.callback.__module__}.{one.callback.__qualname__}"))
    return found


def test_each_page_has_an_address_of_its_own():
    at = defaultdict(set)
    for route, view in _pages(get_resolver()):
        at[route].add(view)
    assert {route: views for route, views in at.items() if len(views) > 1} == {}
