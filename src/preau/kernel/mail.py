"""Mail to people: one door for every room, in the background, never doubled.

    mail.send(to=person.email, subject=_("…"), text=_("…"), key=f"imports.ended/{run.pk}/{person.pk}")

Written in the transaction that makes it necessary; the worker hands it to the mail server. The same key is sent once,
ever. A mail that a dying worker may already have handed over is not sent again: a mail lost in that second is asked
for anew by whoever misses it, a doubled one cannot be called back. A server that does not answer is tried again.

The text holds no personal data that the reader's mailbox should not keep. What was sent, or given up, is emptied
from the job.

A mail that tells a family of one of its own names both: `recipient`, who reads it, and `about`, whom it tells of. It
leaves only if that still holds when it leaves: a judge may have decided since. Rooms answer in `informing.py`:

    def may_be_told(*, recipient_id: UUID, about_id: UUID) -> bool: ...
"""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from preau.kernel import clock, jobs
from preau.kernel.models import Job
from preau.kernel.registry import modules_named

log = structlog.get_logger("preau.mail")
JOB = "kernel.send_mail"
ATTEMPTS = 10
"""Over about four hours; then the mail is given up, and its text emptied too."""


def is_configured() -> bool:
    """True when a mail server is set; without one nothing is ever sent."""
    return bool(settings.MAIL_URL)


def send(
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    recipient: uuid.UUID | None = None,
    about: uuid.UUID | None = None,
) -> bool:
    """Have one plain mail sent after the present transaction; False when nothing will be (no server, bad address).

    `key`: what makes this mail one, at most 180 characters. A second call with it changes nothing.
    `recipient` and `about`: the person who reads it and the one it tells of, asked again when it leaves. Raises
    ValueError for one without the other.
    """
    if (recipient is None) != (about is None):
        raise ValueError("A mail about somebody names both: recipient and about.")
    if not is_configured() or not _is_address(to):
        return False
    payload = {"to": to, "subject": _one_line(subject), "text": text}
    if recipient and about:
        payload |= {"recipient": str(recipient), "about": str(about)}
    jobs.enqueue(JOB, key=f"mail/{key}", payload=payload)
    return True


def _is_address(to: str) -> bool:
    try:
        validate_email(to)
    except ValidationError:
        return False
    return True


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]


def _message_id(key: str) -> str:
    """The same for the same key, so that a mailbox knows a mail it has."""
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "preau.invalid"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{sender}>"


def deliver(job: Job) -> None:
    """Hand one mail to the server. Raises what the server answers, for a later attempt; never after it took the mail.

    The mark is committed before the server hears of the mail: an attempt that finds it was cut while the server had
    it.
    """
    kept: Mapping[str, Any] = job.payload
    if "to" not in kept:
        return
    if kept.get("handed_at"):
        log.warning("mail left as it is: its worker died while the server had it", job=str(job.pk))
        _forget(job, sent=False)
        return
    if not is_configured():
        _forget(job, sent=False)
        return
    if not _may_still_be_told(kept):
        log.info("mail dropped: its reader may no longer be told of whom it is about", job=str(job.pk))
        _forget(job, sent=False)
        return
    _keep(job, {**kept, "handed_at": clock.now().isoformat()})
    message = EmailMessage(
        kept["subject"], kept["text"], settings.DEFAULT_FROM_EMAIL, [kept["to"]],
        headers={"Message-ID": _message_id(job.key), "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    try:
        message.send()
    except Exception:
        if job.attempts >= ATTEMPTS:
            _forget(job, sent=False)
            raise
        _keep(job, {name: value for name, value in kept.items() if name != "handed_at"})
        raise
    _forget(job, sent=True)


def _may_still_be_told(kept: Mapping[str, Any]) -> bool:
    """Every room that has a word to say agrees; a mail about nobody is no one's business."""
    if "about" not in kept:
        return True
    reader, about = uuid.UUID(kept["recipient"]), uuid.UUID(kept["about"])
    return all(one.may_be_told(recipient_id=reader, about_id=about) for one in modules_named("informing"))


def _keep(job: Job, payload: Mapping[str, Any]) -> None:
    Job.objects.filter(pk=job.pk).update(payload=dict(payload))


def _forget(job: Job, *, sent: bool) -> None:
    """Nothing of the mail stays: an address and a text have no use once it went."""
    _keep(job, {"sent": sent})
