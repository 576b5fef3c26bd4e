"""What views get from the door, typed; and the operator's pages: a hat over no school, that opens the platform."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest

from preau.access.hats import OPERATOR, Hat
from preau.kernel import scope
from preau.kernel.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])


class HatRequest(HttpRequest):
    """A request behind the door, for type checking: somebody is signed in and wears a hat."""

    hat: Hat
    hats: tuple[Hat, ...]
    actor: Actor


def platform_wide(view: View) -> View:
    """Open the scope of everything for the operator, and leave any other hat's scope as it is.

    For pages, and what rooms put on the home page, that both read: an operator sees the platform, a head or an officer
    their own schools. On a page it stands under `@page`, which has let in only those the page is for.
    """

    @functools.wraps(view)
    def wrapped(request: HatRequest, *args: Any, **kwargs: Any) -> Any:
        if request.hat is None or request.hat.profile != OPERATOR:
            return view(request, *args, **kwargs)
        with scope.everything(f"the operator opens {view.__module__}.{view.__name__}"):
            return view(request, *args, **kwargs)

    return cast(View, wrapped)
