"""Due times of the API."""

import datetime as dt

from preau.api.services import count_notes
from preau.kernel.jobs import due


@due("api.count_notes", every=dt.timedelta(minutes=1))
def follow_uses() -> None:
    """When tokens were last used, from what requests noted."""
    count_notes()
