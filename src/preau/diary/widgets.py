"""What this room puts on home pages: what is due, for pupils and families; lessons to fill, for who teaches."""

from django.http import HttpRequest
from django.template import engines
from markupsafe import Markup

from preau.access.enums import Right
from preau.access.public import can
from preau.diary.selectors.home import coming_of, waiting_of
from preau.diary.shaping import summary
from preau.diary.texts import day_words, duration
from preau.kernel.steps import Steps
from preau.ui.slots import card


def _parts() -> object:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return environment.get_template("diary/_home.html").module


@card("home.student", "home.guardian", order=1)
def due(request: HttpRequest) -> Steps[Markup | None]:
    """One read; nothing where no work is due soon."""
    told = yield from coming_of.steps(request.hat)  # type: ignore[attr-defined]
    if not told:
        return None
    made: Markup = _parts().due(told, day_words, duration, summary)  # type: ignore[attr-defined]
    return made


@card("home.teacher", order=2)
def to_fill(request: HttpRequest) -> Steps[Markup | None]:
    """Two reads, none in a school without timetable; nothing when every lesson has its page."""
    hat = request.hat  # type: ignore[attr-defined]
    waiting = (yield from waiting_of.steps(hat)) if can(hat, Right.WRITE_DIARY) else []
    if not waiting:
        return None
    made: Markup = _parts().to_fill(waiting)  # type: ignore[attr-defined]
    return made
