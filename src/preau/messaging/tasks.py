"""Background work of this room."""

import datetime as dt
import uuid

from preau.kernel.jobs import due, handler
from preau.kernel.models import Job
from preau.messaging.services import answer_absence, appear, deliver, give_up_late
from preau.messaging.services.absence import ANSWER
from preau.messaging.services.delivering import APPEAR
from preau.messaging.services.sending import DELIVER


@handler(DELIVER)
def deliver_message(job: Job) -> None:
    """A message leaves, unless it was taken back."""
    deliver(message_id=uuid.UUID(job.payload["message"]), version=job.payload["version"])


@handler(APPEAR)
def let_appear(job: Job) -> None:
    """Somebody's own calm hours end: what they held comes into the inbox."""
    appear(message_id=uuid.UUID(job.payload["message"]), at=dt.datetime.fromisoformat(job.payload["at"]))


@handler(ANSWER)
def answer_for_absent(job: Job) -> None:
    """Whoever is away answers, once."""
    answer_absence(mailbox_id=uuid.UUID(job.payload["mailbox"]), message_id=uuid.UUID(job.payload["message"]))


@due("messaging.give_up_late", every=dt.timedelta(minutes=10))
def look_for_late() -> None:
    """What no job could deliver goes back to its sender."""
    give_up_late()
