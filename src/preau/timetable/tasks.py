"""Background work of this room."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from preau.kernel.actor import system
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job
from preau.timetable.services import make_near, make_year, tell
from preau.timetable.services.telling import JOB, STRETCH_JOB, tell_stretch


@handler(JOB)
def tell_of_change(job: Job) -> None:
    """A lesson of less than a day away changes: those concerned are told."""
    tell(
        actor=system(_("emploi du temps")), lesson_id=uuid.UUID(job.payload["lesson"]),
        change_id=uuid.UUID(job.payload["change"]), version=job.payload["version"],
        is_usual=job.payload["usual"],
    )  # fmt: skip


@handler(STRETCH_JOB)
def tell_of_stretch(job: Job) -> None:
    """Somebody is absent, or back: those concerned by lessons of less than a day away are told once."""
    tell_stretch(
        actor=system(_("emploi du temps")), replacement_id=uuid.UUID(job.payload["replacement"]),
        at=dt.datetime.fromisoformat(job.payload["at"]),
        lesson_ids=[uuid.UUID(one) for one in job.payload["lessons"]],
        is_usual=job.payload["usual"],
    )  # fmt: skip


@due("timetable.make_lessons", at="01:10", long=True)
def make_dated_lessons() -> None:
    """The next two weeks of every school first, then the rest of the year."""
    make_near()
    make_year()
