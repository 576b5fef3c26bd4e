"""Background work of this room."""

import uuid

from django.utils.translation import gettext as _

from preau.kernel.actor import system
from preau.kernel.jobs import handler
from preau.kernel.models import Job
from preau.liaison.services import remind_at_due, tell, tell_again
from preau.liaison.services.telling import DUE_JOB, JOB, REMIND_JOB


@handler(JOB)
def tell_of_word(job: Job) -> None:
    """A word was sent: its families are told."""
    tell(actor=system(_("carnet de liaison")), word_id=uuid.UUID(job.payload["word"]))


@handler(REMIND_JOB)
def remind_of_word(job: Job) -> None:
    """Those who are waited for are reminded."""
    tell_again(
        actor=system(_("carnet de liaison")), word_id=uuid.UUID(job.payload["word"]), matter=job.payload["matter"]
    )


@handler(DUE_JOB)
def remind_before_last_day(job: Job) -> None:
    """The last day is near."""
    remind_at_due(actor=system(_("carnet de liaison")), word_id=uuid.UUID(job.payload["word"]))
