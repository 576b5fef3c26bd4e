"""Background work of this room."""

import datetime as dt

from preau.helpdesk.services import climb_unanswered
from preau.kernel.jobs import due


@due("helpdesk.climb_unanswered", every=dt.timedelta(minutes=10))
def look_for_unanswered() -> None:
    """What nobody answered in a working day climbs."""
    climb_unanswered()
