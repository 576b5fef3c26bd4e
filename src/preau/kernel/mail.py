"""Mail to people: one door for every room, in the background, never doubled.

mail.send(to=person.email, subject=_("…"), text=_("…"), key=f"identity.new_device/{notice.pk}")
"""

from django.conf import settings
from django.core.mail import send_mail

from preau.kernel import jobs
from preau.kernel.models import Job

JOB = "kernel.send_mail"


def is_configured() -> bool:
    """True when a mail server is set; without one nothing is ever sent."""
    return bool(getattr(settings, "MAIL_URL", ""))


def send(*, to: str, subject: str, text: str, key: str) -> bool:
    """Have one plain mail sent after the present transaction; False when nothing will be (no server, no address).

    `key`: what makes this mail one, at most 180 characters. A second call with it changes nothing.
    """
    if not is_configured() or not to:
        return False
    jobs.enqueue(JOB, key=f"mail/{key}", payload={"to": to, "subject": " ".join(subject.split()), "text": text})
    return True


def deliver(job: Job) -> None:
    """Hand one mail to the server, then forget what it said."""
    kept = job.payload
    if "to" in kept:
        send_mail(kept["subject"], kept["text"], None, [kept["to"]])
        Job.objects.filter(pk=job.pk).update(payload={"sent": True})
