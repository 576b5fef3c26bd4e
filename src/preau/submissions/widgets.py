"""What this room puts beside the diary and on the file of a pupil."""

import uuid

from django.http import HttpRequest
from django.template import engines
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from preau.access.enums import Right
from preau.access.public import can
from preau.ui.slots import Tab, card, tab


@card("home.student", order=1)
def waiting(request: HttpRequest) -> Markup | None:
    """Copies that wait in this browser, told by its script alone; no read."""
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    made: Markup = environment.get_template("submissions/_home.html").module.waiting()
    return made


@tab("diary.work")
def way_to_copies(request: HttpRequest, about: uuid.UUID) -> Tab | None:
    """The way to what a piece of work asks for, and to its copies."""
    if not can(request.hat, Right.WRITE_DIARY):  # type: ignore[attr-defined]
        return None
    return Tab(_("Copies à rendre"), reverse("submissions:copies", args=[about]))


@tab("pupil", order=70)
def way_to_extra_time(request: HttpRequest, about: uuid.UUID) -> Tab | None:
    """The way to a pupil's extra time, for staff."""
    hat = request.hat  # type: ignore[attr-defined]
    return Tab(_("Temps"), reverse("submissions:extra_time", args=[about])) if hat.is_staff else None
