"""The mark of a sign-in, kept in the session: a name of its own for tickets and services, and when it was proved.

The session's key is never written elsewhere. `fresh` is true from a proof of identity until the first ticket given
for it: a service that asks for a new proof (`renew`, `prompt=login`) is content with that one alone.
"""

import secrets
from typing import Any

from django.http import HttpRequest

from preau.federation.services.leaving import leave
from preau.kernel import clock

KEY = "federation"
FRESH_SECONDS = 120


def _seconds() -> int:
    return int(clock.real_now().timestamp())


def begin(sender: object, request: HttpRequest, **_: Any) -> None:
    """Somebody signed in."""
    request.session[KEY] = {"id": secrets.token_hex(16), "at": _seconds(), "fresh": True}


def end(sender: object, request: HttpRequest, **_: Any) -> None:
    """Somebody signs out: services hear of it, tickets are forgotten."""
    mark = request.session.get(KEY)
    if mark:
        leave(session=mark["id"])


def mark_of(request: HttpRequest) -> dict[str, Any]:
    """The mark of this session; one opened before this room existed gets its own now."""
    mark: dict[str, Any] | None = request.session.get(KEY)
    if mark is None:
        mark = request.session[KEY] = {"id": secrets.token_hex(16), "at": _seconds(), "fresh": False}
    return mark


def prove(request: HttpRequest) -> None:
    """The person has just proved again who they are."""
    request.session[KEY] = {**mark_of(request), "at": _seconds(), "fresh": True}


def is_fresh(request: HttpRequest) -> bool:
    """Whether the last proof is recent and was not used for a ticket yet."""
    mark = mark_of(request)
    return bool(mark["fresh"]) and _seconds() - int(mark["at"]) <= FRESH_SECONDS


def use_up(request: HttpRequest) -> bool:
    """Whether the proof is fresh; from now on it is not."""
    fresh = is_fresh(request)
    if mark_of(request)["fresh"]:
        request.session[KEY] = {**mark_of(request), "fresh": False}
    return fresh
