"""Background work of this room."""

import uuid

from preau.kernel.jobs import handler
from preau.kernel.models import Job
from preau.people.services import make_export


@handler("people.make_export", long=True)
def write_copy(job: Job) -> None:
    """The copy of somebody's data that they asked for."""
    make_export(uuid.UUID(job.payload["export"]))
