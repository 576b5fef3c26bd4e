"""Background work of this room."""

import datetime as dt

from preau.kernel.jobs import due
from preau.safety.services import climb_unopened


@due("safety.climb_unopened", every=dt.timedelta(minutes=10))
def look_for_unopened() -> None:
    """What nobody opened in a working day climbs."""
    climb_unopened()
