"""What this room puts on home pages: new devices that nobody has answered for."""

from django.http import HttpRequest
from django.template import engines
from markupsafe import Markup

from preau.identity.public import notices_for
from preau.ui.slots import card

_HOMES = tuple(
    f"home.{one}"
    for one in (
        "student", "guardian", "teacher", "librarian", "student_life", "head", "school_staff", "external", "officer",
        "operator", "support",
    )
)  # fmt: skip


@card(*_HOMES, order=1)
def new_devices(request: HttpRequest) -> Markup | None:
    """ "Nouvel appareil sur votre compte": before everything else, until it is answered. Support sees none of it."""
    if request.viewing is not None:  # type: ignore[attr-defined]
        return None
    notices = notices_for(request.user.person_id)  # type: ignore[union-attr]
    if not notices:
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    module = environment.get_template("people/_notices.html").make_module({"request": request})
    made: Markup = module.new_devices(notices)
    return made
