"""What this room puts on the home page of who signs: the words that wait for them."""

from django.http import HttpRequest
from django.template import engines
from markupsafe import Markup

from preau.kernel.steps import Steps
from preau.liaison.selectors.home import waiting_of
from preau.ui.slots import card

SHOWN = 3


@card("home.guardian", "home.student", order=2)
def words(request: HttpRequest) -> Steps[Markup | None]:
    """One read; nothing when no word waits."""
    waiting = yield from waiting_of.steps(request.hat)  # type: ignore[attr-defined]
    if not waiting:
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    made: Markup = environment.get_template("liaison/_home.html").module.words(waiting[:SHOWN], len(waiting))
    return made
