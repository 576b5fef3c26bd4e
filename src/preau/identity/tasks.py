"""Background work of this room."""

from preau.identity.forgotten import send_reset as do_send_reset
from preau.kernel.jobs import handler
from preau.kernel.models import Job


@handler("identity.send_reset")
def send_reset(job: Job) -> None:
    """Mail a link to choose a new password."""
    do_send_reset(job)
