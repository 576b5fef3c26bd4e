"""What the home pages of heads and of the operator say of imports: that something waits for a decision."""

from typing import cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from markupsafe import Markup

from preau.access.enums import Right
from preau.access.public import HatRequest, can, platform_wide
from preau.imports.waiting import oldest_waiting
from preau.ui.slots import card


@card("home.head", "home.operator", order=20)
@platform_wide
def waiting_imports(request: HttpRequest) -> Markup | None:
    """How many changes wait and since when; one read by index, nothing drawn when none does."""
    count, oldest = oldest_waiting()
    if not count:
        return None
    # Without the request: the card asks nothing of the frame, which the page draws itself.
    return Markup(render_to_string("imports/_waiting_card.html", {"count": count, "oldest": oldest}))  # noqa: S704


@card("timetable.choose", order=20)
def timetable_files(request: HttpRequest) -> Markup | None:
    """The way to the files that other programs make, for who writes the timetable."""
    if not can(cast("HatRequest", request).hat, Right.SET_TIMETABLE):
        return None
    return Markup(render_to_string("imports/_timetable_card.html"))  # noqa: S704
