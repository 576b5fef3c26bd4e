"""What this room puts on the home page of who explains absences: those that wait for them; and at the counter, where
staff act for a family."""

from django.http import HttpRequest
from django.template import engines
from markupsafe import Markup

from preau.access.enums import Right
from preau.access.public import Thing, can
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


@card("counter.family", order=20)
def absences_at_counter(request: HttpRequest) -> Markup | None:
    """Absences of that child which wait for whom staff act for, and one to announce; for who follows absences."""
    served = request.served  # type: ignore[attr-defined]
    if served is None or not any(
        can(request.hat, Right.FOLLOW_ABSENCES, Thing(one, pupil_id=served.pupil_id))  # type: ignore[attr-defined]
        for one in served.hat.school_ids
    ):
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    made: Markup = environment.get_template("attendance/_counter.html").module.absences(
        waiting_of(served.hat), served.pupil_id
    )
    return made
