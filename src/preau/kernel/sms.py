"""Short messages to mobiles: the interface, and the two senders that need no contract.

PREAU_SMS_URL says who sends: `file:///folder` (one file each) or `console:`. Without one, no road that needs a mobile
is offered (`is_configured`). A gateway is one more function in `SENDERS`.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from preau.kernel.jobs import enqueue
from preau.kernel.models import Job

JOB = "kernel.send_sms"


def is_configured() -> bool:
    """Whether short messages can leave this installation."""
    return bool(settings.SMS_URL)


def send(*, to: str, text: str, key: str) -> Job | None:
    """Have one message sent after the present transaction, once for a key. None when none can leave."""
    if not is_configured() or not to:
        return None
    # The alphabet of short messages has no space that does not break: one would more than double the message's size.
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    return enqueue("kernel.send_sms", key=f"{JOB}/{key}", payload={"to": to, "text": plain})


def deliver(job: Job) -> None:
    """Send the message of a job, then forget what it said."""
    told = job.payload
    if not told:
        return
    address = urlsplit(settings.SMS_URL)
    SENDERS[address.scheme](unquote(address.path), told["to"], told["text"], str(job.pk))
    Job.objects.filter(pk=job.pk).update(payload={})


def _to_file(folder: str, to: str, text: str, name: str) -> None:
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    (place / f"{name}.txt").write_text(f"{to}\n\n{text}\n", encoding="utf-8")


def _to_console(_folder: str, to: str, text: str, _name: str) -> None:
    sys.stdout.write(f"SMS {to}: {text}\n")


SENDERS: Mapping[str, Callable[[str, str, str, str], None]] = {"file": _to_file, "console": _to_console}
