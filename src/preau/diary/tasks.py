"""Background work of this room."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from preau.diary.services.telling import EVENING_JOB, NEXT_DAY_JOB, tell_evening, tell_next_day
from preau.kernel.actor import system
from preau.kernel.jobs import handler
from preau.kernel.models import Job


@handler(EVENING_JOB)
def tell_of_evening(job: Job) -> None:
    """What appeared that day is told, once for a child."""
    tell_evening(
        actor=system(_("cahier de textes")), school_id=uuid.UUID(job.payload["school"]),
        evening=dt.datetime.fromisoformat(job.payload["evening"]),
    )  # fmt: skip


@handler(NEXT_DAY_JOB)
def tell_of_next_day(job: Job) -> None:
    """Work due the next day appeared: its pupils are told."""
    tell_next_day(actor=system(_("cahier de textes")), work_id=uuid.UUID(job.payload["work"]))
