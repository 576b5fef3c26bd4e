"""What this room puts on home pages: flashes that wait, then the most recent news; and above
other pages, the flash that waits."""

from typing import Any

from django.http import HttpRequest
from django.template import engines
from markupsafe import Markup

from preau.kernel.steps import Steps
from preau.news.selectors.counter import asking_of
from preau.news.selectors.flashes import flash_of
from preau.news.selectors.home import at_home
from preau.ui.slots import card
from preau.ui.tokens import TokenInput, token_of

_HOMES = tuple(
    f"home.{one}"
    for one in (
        "student", "guardian", "teacher", "librarian", "student_life", "head", "school_staff", "external",
    )
)  # fmt: skip


@card(*_HOMES, order=3)
def news(request: HttpRequest) -> Steps[Markup | None]:
    """One read of who they are, one of levels for a family, one of items."""
    waiting, recent = yield from at_home.steps(request.hat)  # type: ignore[attr-defined]
    if not waiting and not recent:
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    several = len(request.hat.school_ids) > 1  # type: ignore[attr-defined]
    made: Markup = environment.get_template("news/_home.html").module.news(
        waiting, recent, several, TokenInput(token_of(request))
    )
    return made


@card("counter.family")
def asked_of_family(request: HttpRequest) -> Markup | None:
    """What asks something of whom staff act for."""
    served = request.served  # type: ignore[attr-defined]
    told = asking_of(served) if served is not None else ()
    if not told:
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    made: Markup = environment.get_template("news/_counter.html").module.asking(told, served)
    return made


@card("page.above")
def flash(request: HttpRequest) -> Markup | None:
    """The flash that waits for whoever looks. The home page shows it in full; the page of an item asks by itself."""
    asked: Any = request
    match = request.resolver_match
    if match is None or match.view_name == "portal:home" or asked.opens_on is not None:
        return None
    waiting = [one for one in flash_of(asked.hat) if one.id != match.kwargs.get("item_id")]
    if not waiting:
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    back = request.path if request.method in ("GET", "HEAD") else ""
    made: Markup = environment.get_template("news/_flash.html").module.flash(
        waiting[0], len(waiting) - 1, back, TokenInput(token_of(request))
    )
    return made
