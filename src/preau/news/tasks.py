"""Background work of this room."""

import uuid

from django.utils.translation import gettext as _

from preau.kernel.actor import system
from preau.kernel.jobs import handler
from preau.kernel.models import Job
from preau.news.services import tell, tell_again
from preau.news.services.telling import JOB, REMIND_JOB


@handler(JOB)
def tell_of_item(job: Job) -> None:
    """An item begins: its people are told."""
    tell(actor=system(_("actualités")), item_id=uuid.UUID(job.payload["item"]), edition=job.payload["edition"])


@handler(REMIND_JOB)
def remind_of_item(job: Job) -> None:
    """Those who have not said that they know are reminded."""
    tell_again(actor=system(_("actualités")), item_id=uuid.UUID(job.payload["item"]), matter=job.payload["matter"])
