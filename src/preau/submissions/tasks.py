"""Background work of this room."""

import uuid

from preau.kernel.jobs import handler
from preau.kernel.models import Job
from preau.submissions import services


@handler("submissions.join", long=True)
def join(job: Job) -> None:
    """Photographed pages of a copy, in one PDF."""
    services.join(uuid.UUID(job.payload["version"]))
