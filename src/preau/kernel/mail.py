"""Mail to people: written as a job in the present transaction, sent by the worker, never twice for one key.

The address of the sending server is PREAU_MAIL_URL (`smtp://user:password@host:587`, `smtps://…:465`, `file:///folder`,
`console:`). Without one no mail leaves, and pages offer no road that needs one (`is_configured`).
"""

import hashlib
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from preau.kernel.jobs import enqueue
from preau.kernel.models import Job

JOB = "kernel.send_mail"


def is_configured() -> bool:
    """Whether mail can leave this installation."""
    return bool(settings.MAIL_URL)


def send(*, to: str, subject: str, text: str, key: str) -> Job | None:
    """Have one plain-text mail sent after the present transaction; a second call with the same key sends nothing more.

    None when no mail can leave. What was sent is forgotten from the job as soon as it is gone.
    """
    if not is_configured() or not to:
        return None
    one_line = " ".join(subject.split())
    return enqueue("kernel.send_mail", key=f"{JOB}/{key}", payload={"to": to, "subject": one_line, "text": text})


def deliver(job: Job) -> None:
    """Hand the mail of a job to the server, then forget what it said. Raises what the server answers."""
    told = job.payload
    if not told:
        return
    # The same identifier at each attempt: a mailbox that got the first one drops the second.
    host = settings.MAIL_FROM.rpartition("@")[2].rstrip(">") or "localhost"
    mark = hashlib.sha256(job.key.encode()).hexdigest()[:32]
    EmailMessage(
        told["subject"], told["text"], settings.MAIL_FROM, [told["to"]], connection=_connection(),
        headers={"Message-ID": f"<{mark}@{host}>", "Auto-Submitted": "auto-generated"},
    ).send()  # fmt: skip
    Job.objects.filter(pk=job.pk).update(payload={})


def _connection() -> Any:
    parts = urlsplit(settings.MAIL_URL)
    if parts.scheme in {"smtp", "smtps"}:
        return get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=parts.hostname, port=parts.port or (465 if parts.scheme == "smtps" else 587),
            username=unquote(parts.username or "") or None, password=unquote(parts.password or "") or None,
            use_ssl=parts.scheme == "smtps", use_tls=parts.scheme == "smtp" and parts.port not in {25, 1025},
            timeout=20,
        )  # fmt: skip
    if parts.scheme == "file":
        return get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=unquote(parts.path))
    names = {"console": "console", "memory": "locmem"}
    return get_connection(f"django.core.mail.backends.{names[parts.scheme]}.EmailBackend")
