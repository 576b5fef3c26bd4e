"""Mail to people: one door for every room, in the background, never lost.

    mail.send(to=person.email, subject=_("…"), text=_("…"), key=f"imports.ended/{run.pk}/{person.pk}")

Written in the transaction that makes it necessary; the worker hands it to the mail server. The same key is written
once, ever. A mail that a dying worker may already have handed over is handed over again under the same Message-ID, by
which mailboxes know what they have: of the two faults, losing it is the worse. A server that does not answer is tried
again for a day; one that says that there is no such mailbox is believed, and "kernel.mail_refused" says so
(`address`, `status`: what the server or a delivery report said). Any other refusal is about us or about the day (a
relay denied, a list of unwanted senders, a full box) and is tried again like silence.

The text holds no personal data that the reader's mailbox should not keep. What was sent, or given up, is emptied
from the job.

A mail that tells a family of one of its own names both: `recipient`, who reads it, and `about`, whom it tells of. It
leaves only if that still holds when it leaves, for each: a judge may have decided since. Rooms answer in
`informing.py`:

    def may_be_told(*, recipient_id: UUID, about_id: UUID) -> bool: ...
"""

import hashlib
import re
import smtplib
import uuid
from collections.abc import Collection, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from preau.kernel import events, jobs
from preau.kernel.models import Job
from preau.kernel.registry import modules_named

log = structlog.get_logger("preau.mail")
JOB = "kernel.send_mail"
ATTEMPTS = 30
"""Over about a day; then the mail is given up, and its text emptied too."""
REFUSED = "kernel.mail_refused"


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
    about: uuid.UUID | Collection[uuid.UUID] | None = None,
    unsubscribe: str = "",
) -> bool:
    """Have one plain mail sent after the present transaction; False when nothing will be (no server, bad address).

    `key`: what makes this mail one, at most 180 characters. A second call with it changes nothing.
    `recipient` and `about`: the person who reads it and whom it tells of, asked again when it leaves. Raises ValueError
    for one without the other. `unsubscribe`: the address that ends such mails by one POST (RFC 8058).
    """
    if (recipient is None) != (about is None):
        raise ValueError("A mail about somebody names both: recipient and about.")
    told_of = [about] if isinstance(about, uuid.UUID) else sorted(about or (), key=str)
    if not is_configured() or not _is_address(to):
        return False
    payload = {"to": to, "subject": _one_line(subject), "text": text}
    if recipient and told_of:
        payload |= {"recipient": str(recipient), "about": " ".join(map(str, told_of))}
    if unsubscribe:
        payload["unsubscribe"] = unsubscribe
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


_OURS = re.compile(r"<([0-9a-f]{32})\.([0-9a-f]{20})@[^<>@\s]+>")


def _seal(digest: str, to: str) -> str:
    return salted_hmac("preau.kernel.mail", f"{digest} {to.casefold()}", algorithm="sha256").hexdigest()[:20]


def _message_id(key: str, to: str) -> str:
    """The same for the same key, so that a mailbox knows a mail it has; sealed with its address (see `was_sent`)."""
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "preau.invalid"
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}.{_seal(digest, to)}@{sender}>"


def was_sent(message_id: str, to: str) -> bool:
    """Whether we sent a mail of this Message-ID to this address: nobody else can have made it up."""
    found = _OURS.fullmatch(message_id.strip())
    return found is not None and constant_time_compare(found[2], _seal(found[1], to))


def deliver(job: Job) -> None:
    """Hand one mail to the server. Raises what the server answers, for a later attempt.

    An attempt that is cut before it wrote down that the server took the mail is made again.
    """
    kept: Mapping[str, Any] = job.payload
    if "to" not in kept:
        return
    if not is_configured():
        _forget(job, sent=False)
        return
    if not _may_still_be_told(kept):
        log.info("mail dropped: its reader may no longer be told of whom it is about", job=str(job.pk))
        _forget(job, sent=False)
        return
    headers = {"Message-ID": _message_id(job.key, kept["to"]), "Auto-Submitted": "auto-generated"}
    if address := kept.get("unsubscribe"):
        headers |= {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMessage(kept["subject"], kept["text"], settings.DEFAULT_FROM_EMAIL, [kept["to"]], headers=headers)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()), (0, b""))
        if status := no_such_mailbox(code, words):
            with transaction.atomic():
                _forget(job, sent=False)
                refused(kept["to"], status)
            return
        _given_up(job)
        raise
    except Exception:
        _given_up(job)
        raise
    _forget(job, sent=True)


_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?![.\d])")
_NO_MAILBOX = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox, no such system, no address, moved away, no host that takes mail (RFC 3463, RFC 7505); disabled."""
_BARE = frozenset({550, 551, 553})
"""The same from a server that says no enhanced status (RFC 5321, 4.2.3)."""


def no_such_mailbox(code: int, words: bytes | str) -> str:
    """The status by which a server says that an address will never take a mail; "" when it says anything else.

    `code`: the reply's, 0 for a report that has only its enhanced status, in `words`.
    """
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = _ENHANCED.match(text)
    if said is not None:
        return said[1] if said[1] in _NO_MAILBOX and (code == 0 or code >= 500) else ""
    return str(code) if code in _BARE else ""


def refused(address: str, status: str) -> None:
    """Tell rooms that an address takes no mail: a server said so, or a delivery report that came back."""
    events.publish(REFUSED, {"address": address, "status": status[:12]})


def _given_up(job: Job) -> None:
    if job.attempts >= ATTEMPTS:
        _forget(job, sent=False)


def _may_still_be_told(kept: Mapping[str, Any]) -> bool:
    """Every room that has a word to say agrees; a mail about nobody is no one's business."""
    if "about" not in kept:
        return True
    reader = uuid.UUID(kept["recipient"])
    return all(may_be_told(recipient_id=reader, about_id=uuid.UUID(one)) for one in kept["about"].split())


def may_be_told(*, recipient_id: uuid.UUID, about_id: uuid.UUID) -> bool:
    """Whether every room that has a word to say lets this person hear of that one today."""
    return all(one.may_be_told(recipient_id=recipient_id, about_id=about_id) for one in modules_named("informing"))


def _keep(job: Job, payload: Mapping[str, Any]) -> None:
    Job.objects.filter(pk=job.pk).update(payload=dict(payload))


def _forget(job: Job, *, sent: bool) -> None:
    """Nothing of the mail stays: an address and a text have no use once it went."""
    _keep(job, {"sent": sent})
