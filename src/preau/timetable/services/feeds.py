"""Secret addresses of timetables: one for each person and whose lessons it tells, shown once, ended in one tap."""

import hashlib
import secrets
import uuid

from django.db import transaction

from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.timetable.models import TimetableFeed

BYTES = 16
"""128 bits: nobody guesses one, however many there are."""


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_feed(*, actor: Actor, person_id: uuid.UUID, about_id: uuid.UUID) -> str:
    """A new address for this person, in place of the one before: its secret, told this once.

    The caller has asked whether the person may read the lessons of `about_id`; it is asked again at each reading.
    """
    secret = secrets.token_hex(BYTES)
    TimetableFeed.objects.filter(person_id=person_id, about_id=about_id).delete()
    TimetableFeed.objects.create(
        person_id=person_id, about_id=about_id, digest=digest_of(secret), made_at=clock.now()
    )  # fmt: skip
    audit.record(actor=actor, action="timetable.open_feed", subject="person", subject_id=about_id)
    return secret


@transaction.atomic
def end_feeds(*, actor: Actor, person_id: uuid.UUID, about_id: uuid.UUID | None = None) -> int:
    """This person's addresses open nothing any more (those that tell of `about_id` alone, when given); how many."""
    rows = TimetableFeed.objects.filter(person_id=person_id)
    if about_id is not None:
        rows = rows.filter(about_id=about_id)
    count: int = rows.delete()[0]
    if count:
        audit.record(actor=actor, action="timetable.end_feed", subject="person", subject_id=about_id or person_id)
    return count
