"""Background work of this room."""

from preau.identity.federation.tasks import watch_sources
from preau.identity.forgotten import send_reset as do_send_reset
from preau.kernel.jobs import handler
from preau.kernel.models import Job

__all__ = ["send_reset", "watch_sources"]


@handler("identity.send_reset")
def send_reset(job: Job) -> None:
    """Mail a link to choose a new password."""
    do_send_reset(job)
