"""Regular work of accounts."""

import datetime as dt

from preau.identity.services import close_ended_locks
from preau.kernel.jobs import due


@due("identity.close_ended_locks", every=dt.timedelta(minutes=10))
def close_locks() -> None:
    """Note the locks whose end has passed: pages ask less as soon as none stands."""
    close_ended_locks()
