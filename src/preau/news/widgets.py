"""What this room puts on home pages: flashes that wait, then the most recent news."""

from django.http import HttpRequest
from django.template import engines
from markupsafe import Markup

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
def news(request: HttpRequest) -> Markup | None:
    """One read of who they are, one of levels for a family, one of items."""
    waiting, recent = at_home(request.hat)  # type: ignore[attr-defined]
    if not waiting and not recent:
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    several = len(request.hat.school_ids) > 1  # type: ignore[attr-defined]
    made: Markup = environment.get_template("news/_home.html").module.news(
        waiting, recent, several, TokenInput(token_of(request))
    )
    return made
