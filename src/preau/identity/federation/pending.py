"""An answer that named nobody for sure, kept in the browser's session until its person proves who they are."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.http import HttpRequest

from preau.identity.federation.keys import Key
from preau.identity.federation.linking import Assertion
from preau.identity.federation.sources import source_named
from preau.kernel import clock

_KEY = "sso_pending"
LIFE = 900
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Road:
    """A way to prove who one is that ends signed in, on the page that links: "activation code" for instance."""

    label: object
    url_name: str


_roads: list[Road] = []


def offer_road(label: object, url_name: str) -> None:
    """Offer another way than signing in with a password. Its page leads, signed in, to `identity:sso_link`."""
    road = Road(label, url_name)
    if road not in _roads:
        _roads.append(road)


def roads() -> Sequence[Road]:
    """The ways that were offered."""
    return tuple(_roads)


def keep(request: HttpRequest, assertion: Assertion) -> None:
    """Keep the answer in this browser's session."""
    request.session[_KEY] = {
        "source": assertion.source.name, "identifier": assertion.identifier, "at": clock.real_now().timestamp(),
        "keys": [asdict(key) for key in assertion.keys],
    }  # fmt: skip


def kept(request: HttpRequest) -> Assertion | None:
    """The answer that waits, None when there is none (any more)."""
    told = request.session.get(_KEY)
    if not told or clock.real_now().timestamp() - told["at"] > LIFE:
        return None
    source = source_named(told["source"])
    if source is None:
        return None
    keys = tuple(Key(one["reads"], one["value"], one["academy"], tuple(one["kinds"])) for one in told["keys"])
    return Assertion(source, keys, told["identifier"])


def forget(request: HttpRequest) -> None:
    """Nothing waits any more."""
    request.session.pop(_KEY, None)
