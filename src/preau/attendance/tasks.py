"""Background work of this room."""

import uuid

from django.utils.translation import gettext as _

from preau.attendance.services import plan_reminders, remind
from preau.attendance.services.telling import REMIND_JOB
from preau.kernel.actor import system
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job


@handler(REMIND_JOB)
def remind_teachers(job: Job) -> None:
    """Lessons began ten minutes ago: who did not call the roll is told."""
    remind(actor=system(_("appel")), school_id=uuid.UUID(job.payload["school"]))


@due("attendance.plan_reminders", at="05:10", long=True)
def plan_the_day() -> None:
    """The hours of lessons until tomorrow, in every school that calls rolls."""
    plan_reminders()
