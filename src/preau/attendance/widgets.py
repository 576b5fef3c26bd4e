"""What this room puts on the home page of who explains absences: those that wait for them."""

from django.http import HttpRequest
from django.template import engines
from markupsafe import Markup

from preau.attendance.selectors.family import waiting_of
from preau.kernel.steps import Steps
from preau.ui.slots import card

SHOWN = 3


@card("home.guardian", "home.student", order=0)
def absences(request: HttpRequest) -> Steps[Markup | None]:
    """One read at most; nothing when no absence waits."""
    waiting = yield from waiting_of.steps(request.hat)  # type: ignore[attr-defined]
    if not waiting:
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    made: Markup = environment.get_template("attendance/_home.html").module.absences(waiting[:SHOWN], len(waiting))
    return made
