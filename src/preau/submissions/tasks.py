"""Background work of this room."""

import uuid

from preau.kernel.jobs import handler
from preau.kernel.models import Job
from preau.submissions import services
from preau.submissions.services.giving_back import give_back_at_the_hour
from preau.submissions.services.planning import GIVE_BACK_JOB


@handler("submissions.join", long=True)
def join(job: Job) -> None:
    """Photographed pages of a copy, in one PDF."""
    services.join(uuid.UUID(job.payload["version"]))


@handler(GIVE_BACK_JOB)
def give_back(job: Job) -> None:
    """Corrected copies of a piece of work, at the hour that its teacher set."""
    give_back_at_the_hour(assignment_id=uuid.UUID(job.payload["assignment"]))
