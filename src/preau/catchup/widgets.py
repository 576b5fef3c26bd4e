"""What this room puts on home pages and beside the diary: lessons to give, lessons to catch up."""

import uuid

from django.http import HttpRequest
from django.template import engines
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from preau.access.enums import Right
from preau.access.public import can
from preau.catchup.selectors.giving import count_to_give
from preau.catchup.selectors.home import waiting_of
from preau.kernel.steps import Steps
from preau.ui.slots import Tab, card, tab

SHOWN = 3


def _parts() -> object:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return environment.get_template("catchup/_home.html").module


@card("home.teacher", "home.librarian", order=3)
def to_give(request: HttpRequest) -> Steps[Markup | None]:
    """One read, none in a school where no absence is noted; nothing when every lesson missed was given."""
    hat = request.hat  # type: ignore[attr-defined]
    count = (yield from count_to_give.steps(hat)) if can(hat, Right.WRITE_DIARY) else 0
    if not count:
        return None
    made: Markup = _parts().to_give(count)  # type: ignore[attr-defined]
    return made


@card("home.student", "home.guardian", order=2)
def to_catch_up(request: HttpRequest) -> Steps[Markup | None]:
    """One read; nothing when all is done."""
    waiting = yield from waiting_of.steps(request.hat)  # type: ignore[attr-defined]
    if not waiting:
        return None
    made: Markup = _parts().to_catch_up(waiting[:SHOWN], len(waiting))  # type: ignore[attr-defined]
    return made


@card("diary.mine")
def way_to_give(request: HttpRequest) -> Markup | None:
    """The way to the page, from the diary of who teaches."""
    if not can(request.hat, Right.WRITE_DIARY):  # type: ignore[attr-defined]
        return None
    made: Markup = _parts().way_to_give()  # type: ignore[attr-defined]
    return made


@tab("diary.lesson")
def way_from_lesson(request: HttpRequest, about: uuid.UUID) -> Tab | None:
    """The way to the page, from the sheet of a lesson."""
    return Tab(_("Rattrapages"), f"{reverse('catchup:to_give')}?cours={about}#r-{about}")


@card("attendance.absence")
def way_from_absence(request: HttpRequest) -> Markup | None:
    """The way to the page, from an absence."""
    made: Markup = _parts().way_to_pack()  # type: ignore[attr-defined]
    return made


@tab("diary.family")
def way_to_pack(request: HttpRequest, about: uuid.UUID) -> Tab | None:
    """The way to the page, beside what is to do."""
    return Tab(_("À rattraper"), reverse("catchup:pack"))
