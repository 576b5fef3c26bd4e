"""What this room puts on the home page: the lesson under way, and those that follow."""

from django.http import HttpRequest
from markupsafe import Markup

from preau.kernel.steps import Steps
from preau.timetable.drawing import Drawing
from preau.timetable.selectors.pages import coming_of
from preau.timetable.selectors.whose import own
from preau.ui.slots import card


@card("home.student", "home.guardian", "home.teacher", order=1)
def now_and_next(request: HttpRequest) -> Steps[Markup | None]:
    """One read, none in a school without timetable; nothing when no lesson comes within three days."""
    hat = request.hat  # type: ignore[attr-defined]
    told = yield from coming_of.steps(own(hat))
    return Drawing(is_own=True).coming(told) if told else None
