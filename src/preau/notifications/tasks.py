"""Background work of this room."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from preau.kernel.actor import system
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job
from preau.notifications import bounces
from preau.notifications.services import delivery, digests, end_expired, note_refused, pushing
from preau.notifications.services.telling import DELIVER


@handler(DELIVER)
def take_ways_out(job: Job) -> None:
    """A matter rings: its ways out are chosen and taken."""
    told = job.payload
    delivery.deliver(uuid.UUID(told["matter"]), dt.datetime.fromisoformat(told["at"]), rings=told["ring"])


@handler(delivery.PUSH, attempts=8)
def push_to_device(job: Job) -> None:
    """One message to one device."""
    told = job.payload
    pushing.push(uuid.UUID(told["notice"]), uuid.UUID(told["device"]), told["text"])


@handler(digests.JOB)
def write_digests(job: Job) -> None:
    """The digests of some people."""
    digests.send_digests([uuid.UUID(one) for one in job.payload["people"]])


@due("notifications.digests", every=dt.timedelta(minutes=10))
def look_for_digests() -> None:
    """Digests whose hour has come."""
    digests.have_digests_sent()


@due("notifications.end_expired", every=dt.timedelta(minutes=1))
def end_what_expired() -> None:
    """Notices whose term has come, by batches."""
    while end_expired():
        pass


@due("notifications.read_bounces", every=dt.timedelta(minutes=5))
def read_bounces() -> None:
    """Delivery reports that came back."""
    for address, status in bounces.refusals():
        note_refused(actor=system(_("courrier")), address=address, status=status)
