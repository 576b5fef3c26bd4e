"""Secret addresses of feeds: one for each person, shown once, ended in one tap."""

import hashlib
import secrets
import uuid

from django.db import transaction

from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.news.models import NewsFeed

BYTES = 16
"""128 bits: nobody guesses one, however many there are."""


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_feed(*, actor: Actor, person_id: uuid.UUID) -> str:
    """A new address for this person's news, in place of the one before: its secret, told this once."""
    secret = secrets.token_hex(BYTES)
    NewsFeed.objects.filter(person_id=person_id).delete()
    NewsFeed.objects.create(person_id=person_id, digest=digest_of(secret), made_at=clock.now())
    audit.record(actor=actor, action="news.open_feed", subject="person", subject_id=person_id)
    return secret


@transaction.atomic
def end_feeds(*, actor: Actor, person_id: uuid.UUID) -> int:
    """This person's address opens nothing any more; how many there were."""
    count: int = NewsFeed.objects.filter(person_id=person_id).delete()[0]
    if count:
        audit.record(actor=actor, action="news.end_feed", subject="person", subject_id=person_id)
    return count
