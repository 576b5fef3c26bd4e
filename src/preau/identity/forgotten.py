"""Forgotten passwords, asked for by anyone; and reminders to those who never came."""

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from preau.directory.models import Person
from preau.identity import telling, throttle
from preau.identity.models import Account
from preau.identity.proofs import SENDINGS, new_reset_link
from preau.identity.selectors import account_by_login
from preau.identity.slips import never_came
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.jobs import enqueue
from preau.kernel.models import Job


@transaction.atomic
def ask_reset(*, login: str) -> None:
    """Somebody typed this login and has forgotten the password. The same work and the same silence for any login.

    Whether there is such an account, a mailbox, and room for one more mail is looked at by the worker: nobody times it.
    """
    account = account_by_login(login)
    enqueue(
        "identity.send_reset", key=f"identity.send_reset/{new_id()}",
        payload={"account": str(account.pk) if account else ""},
    )  # fmt: skip


def send_reset(job: Job) -> None:
    """Send the link, when there is someone to send it to. A mail already written is not written twice."""
    if not job.payload.get("account"):
        return
    account = Account.objects.select_related("person").filter(pk=job.payload["account"]).first()
    if account is None or not account.may_be_reset or "@" not in account.person.email:
        return
    with transaction.atomic():
        if Job.objects.filter(key=f"kernel.send_mail/reset/{job.pk}").exists():
            return
        try:
            throttle.take("sending", str(account.person_id), SENDINGS)
        except throttle.TooManyTries:
            return
        link = new_reset_link(account.person_id)
        address = settings.PUBLIC_URL + reverse("identity:reset", kwargs={"link": link})
        telling.reset_asked(person=account.person, login=account.login, link=address, key=f"reset/{job.pk}")


@transaction.atomic
def remind(*, actor: Actor, school_id: uuid.UUID, school_name: str, person_ids: Sequence[uuid.UUID]) -> int:
    """Write to those of these people who never came and have a mailbox on file; how many.

    One mail a day to a person, however often it is asked for.
    """
    waiting = Person.objects.filter(pk__in=never_came(person_ids), email__contains="@").order_by("pk")
    day = clock.today().isoformat()
    count = 0
    for person in waiting:
        telling.please_come(person=person, school_name=school_name, key=f"come/{person.pk}/{school_id}/{day}")
        count += 1
    audit.record(
        actor=actor, action="identity.remind", tenant=school_id, subject="slips", subject_id="", data={"count": count}
    )
    return count
