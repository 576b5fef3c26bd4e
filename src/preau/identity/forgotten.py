"""Forgotten passwords, asked for by anyone; and reminders to those who never came.

People type their login, or the address the school knows of them: families know the second better. Several may share an
address (sisters and brothers, two parents): one mail lists a link for each account that has it.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from preau.directory.models import Person
from preau.identity import telling, throttle
from preau.identity.mailboxes import Listened, former_since, listened
from preau.identity.models import Account
from preau.identity.proofs import reset_link_of, take_sending
from preau.identity.selectors import account_by_login, accounts_of_mailbox
from preau.identity.slips import never_came
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.jobs import enqueue
from preau.kernel.models import Job

MOST_SHARING = 12
"""Accounts that one mailbox may open at once. What more people share is a placeholder, no mailbox of theirs."""


@transaction.atomic
def ask_reset(*, typed: str, asker: str = "", own: bool = False) -> None:
    """Somebody, at `asker` (throttle.asker), typed this login, or this address, and has forgotten the password.

    The same silence for anything typed.

    The same two reads and one job for all: whether there is a mailbox, and room for one more mail, is looked at by the
    worker, which nobody times.
    """
    by_login = account_by_login(typed)
    by_address = accounts_of_mailbox(typed, most=MOST_SHARING + 1, since=former_since())
    found = [by_login.pk] if by_login else by_address if len(by_address) <= MOST_SHARING else []
    enqueue(
        "identity.send_reset", key=f"identity.send_reset/{new_id()}",
        payload={"accounts": [str(one) for one in found], "asker": asker, "own": own},
    )  # fmt: skip


def send_reset(job: Job) -> None:
    """Send the links in one mail, when there is someone to send it to. A mail written is not written twice."""
    asked = job.payload.get("accounts") or []
    rows = Account.objects.select_related("person").filter(pk__in=asked).order_by("login")
    to = listened([one.person for one in rows])
    accounts = [one for one in rows if one.may_be_reset and _addresses(one.person, to)]
    if not accounts:
        return
    key = f"reset/{job.pk}"
    with transaction.atomic():
        if Job.objects.filter(key=f"mail/{key}/0").exists():
            return  # a mail written is not written twice
        by, own = str(job.payload.get("asker", "")), bool(job.payload.get("own"))
        found = [(one, *reset_link_of(one.person_id)) for one in accounts if _has_room(one.person_id, by, own)]
        if not found:
            return
        minutes = min(minutes for _one, _link, minutes in found)
        by_address: dict[str, list[tuple[Person, str, str]]] = defaultdict(list)
        written: dict[str, str] = {}
        for one, link, _minutes in found:
            for address in _addresses(one.person, to):
                by_address[address.strip().lower()].append((one.person, one.login, _address(link)))
                written.setdefault(address.strip().lower(), address)
        for place, (same, links) in enumerate(sorted(by_address.items())):
            both = any(len(_addresses(person, to)) > 1 for person, _login, _link in links)
            telling.reset_asked(links=links, key=f"{key}/{place}", minutes=minutes, to=written[same], changed=both)


def _addresses(person: Person, to: Mapping[uuid.UUID, Listened]) -> Sequence[str]:
    """Where this person reads links: the address on file, and the former one while it is listened to."""
    said = to.get(person.pk, Listened(on_file=True))
    return [one for one in (person.email if said.on_file else "", said.former) if "@" in one]


def _has_room(person_id: uuid.UUID, asker: str, own: bool) -> bool:
    try:
        take_sending(person_id, kind="resets", asker=asker, own=own)
    except throttle.TooManyTries:
        return False
    return True


def _address(link: str) -> str:
    return settings.PUBLIC_URL + reverse("identity:reset", kwargs={"link": link})


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
