"""Background work of this room."""

import uuid

from django.utils.translation import gettext as _

from preau.kernel.actor import system
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job
from preau.news.services import forget_circular, show, show_all, spread, tell, tell_again
from preau.news.services.circulars import END_JOB, SPREAD_JOB
from preau.news.services.fronts import JOB as SHOW_JOB
from preau.news.services.telling import JOB, REMIND_JOB


@handler(JOB)
def tell_of_item(job: Job) -> None:
    """An item begins: its people are told."""
    tell(actor=system(_("actualités")), item_id=uuid.UUID(job.payload["item"]), edition=job.payload["edition"])


@handler(REMIND_JOB)
def remind_of_item(job: Job) -> None:
    """Those who have not said that they know are reminded."""
    tell_again(actor=system(_("actualités")), item_id=uuid.UUID(job.payload["item"]), matter=job.payload["matter"])


@handler(SPREAD_JOB, long=True)
def spread_circular(job: Job) -> None:
    """What a collectivity publishes reaches its schools."""
    spread(actor=system(_("actualités")), circular_id=uuid.UUID(job.payload["circular"]))


@handler(END_JOB, long=True)
def end_circular(job: Job) -> None:
    """What a collectivity took away rings nowhere any more."""
    forget_circular(actor=system(_("actualités")), circular_id=uuid.UUID(job.payload["circular"]))


@handler(SHOW_JOB)
def show_front(job: Job) -> None:
    """What a school shows to anybody changed."""
    show(uuid.UUID(job.payload["school"]))


@due("news.show_fronts", at="00:05")
def show_fronts() -> None:
    """The calendar of each public page goes on by a day."""
    show_all()
