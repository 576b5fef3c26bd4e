"""Addresses that refuse our mail: believed, told in the bell, tried again when asked or after a month."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import F

from preau.directory.models import Person
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.notifications.models import DeadAddress
from preau.notifications.services.ending import withdraw
from preau.notifications.services.telling import To, notify

DEAD_DAYS = 30


@transaction.atomic
def note_refused(*, actor: Actor, address: str, status: str) -> int:
    """An address took no mail: nothing more than codes goes there, and its people are told; how many they are.

    Not audited: no person did it. Twice changes nothing.
    """
    told = 0
    now = clock.now()
    for person in Person.objects.filter(email__iexact=address, suspended_at=None, erased_at=None):
        row, made = DeadAddress.objects.get_or_create(
            person_id=person.pk, address=person.email, defaults={"status": status[:12], "refused_at": now}
        )
        if not made:
            continue
        notify(
            actor=actor, kind="notifications.address_refused", key=f"notifications.address/{row.pk}",
            to=[To(person.pk)], data={"address": person.email}, link="/avis/reglages/",
            expires_at=now + dt.timedelta(days=DEAD_DAYS),
        )  # fmt: skip
        told += 1
    return told


@transaction.atomic
def try_again(*, actor: Actor, person_id: uuid.UUID) -> int:
    """The person says that their address works: mail goes there again; how many addresses."""
    count = _revive(DeadAddress.objects.filter(person_id=person_id), actor)
    if count:
        audit.record(actor=actor, action="notifications.try_address", subject="person", subject_id=person_id)
    return count


def _revive(rows, actor: Actor) -> int:  # type: ignore[no-untyped-def]
    found = list(rows)
    for row in found:
        withdraw(actor=actor, key=f"notifications.address/{row.pk}")
        row.delete()
    return len(found)


@transaction.atomic
def follow_mailboxes(*, actor: Actor) -> int:
    """Addresses were replaced in the directory: former ones are no trouble any more."""
    return _revive(DeadAddress.objects.exclude(address=F("person__email")), actor)


def dead_among(people: list[Person]) -> set[uuid.UUID]:
    """Those of these people whose present address refuses our mail."""
    rows = DeadAddress.objects.filter(person__in=people).values_list("person_id", "address")
    dead = set(rows)
    return {one.pk for one in people if (one.pk, one.email) in dead}


def forget_dead_addresses() -> int:
    """Forget refusals of a month ago; the next mail tries again."""
    limit = clock.now() - dt.timedelta(days=DEAD_DAYS)
    return DeadAddress.objects.filter(refused_at__lt=limit).delete()[0]
