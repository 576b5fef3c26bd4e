"""What a reader says of an item."""

import uuid
from functools import partial

from django.db import transaction

from preau.access.public import Hat
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.news.models import Acknowledgement
from preau.news.selectors.flashes import has_answered
from preau.news.selectors.reading import is_addressed, item_for
from preau.news.services.telling import matter_of, reminder_of
from preau.notifications.public import seen


@transaction.atomic
def acknowledge(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> bool:
    """Note that this reader knows of an item; False when they had said so. Raises as `item_for` does."""
    item = item_for(hat, item_id)
    if not item.is_flash or not is_addressed(item):
        return False
    assert hat.person_id is not None
    row = Acknowledgement(school_id=item.school_id, item=item, person_id=hat.person_id, at=clock.now())
    Acknowledgement.objects.bulk_create([row], ignore_conflicts=True)
    seen(actor=actor, person_id=hat.person_id, key=matter_of(item))
    if reminder := reminder_of(item):
        seen(actor=actor, person_id=hat.person_id, key=reminder)
    transaction.on_commit(partial(has_answered, hat.person_id))
    is_new = Acknowledgement.objects.filter(school_id=item.school_id, pk=row.pk).exists()
    if is_new:
        audit.record(actor=actor, action="news.acknowledge", tenant=item.school_id, subject="news", subject_id=item.pk)
    return is_new
