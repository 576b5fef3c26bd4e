"""Background and regular work of accounts."""

import datetime as dt

from preau.identity.federation.tasks import watch_sources
from preau.identity.forgotten import send_reset as do_send_reset
from preau.identity.services import close_ended_locks
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job

__all__ = ["send_reset", "watch_sources"]


@handler("identity.send_reset")
def send_reset(job: Job) -> None:
    """Mail a link to choose a new password."""
    do_send_reset(job)


@due("identity.close_ended_locks", every=dt.timedelta(minutes=10))
def close_locks() -> None:
    """Note the locks whose end has passed: pages ask less as soon as none stands."""
    close_ended_locks()
