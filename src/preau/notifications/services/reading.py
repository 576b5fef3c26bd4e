"""A notice is read, by its person alone; open pages of that person hear of it."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.notifications.models import Notice
from preau.notifications.services.telling import settle_pages


@transaction.atomic
def read_notice(*, actor: Actor, person_id: uuid.UUID, notice_id: uuid.UUID) -> bool:
    """Note that somebody read one of their notices; False when it was read or had ended, or is not theirs.

    Not audited, as all reading of one's own notices: it concerns nobody else.
    """
    return bool(_read(person_id, {"pk": notice_id}))


@transaction.atomic
def read_notices(*, actor: Actor, person_id: uuid.UUID, notice_ids: list[uuid.UUID]) -> int:
    """Note that somebody read those of their notices that a page showed them; how many were still open."""
    return _read(person_id, {"pk__in": notice_ids})


@transaction.atomic
def seen(*, actor: Actor, person_id: uuid.UUID, key: str) -> bool:
    """What a matter told of was opened by this person, from the bell or otherwise: called by the room it leads to."""
    return bool(_read(person_id, {"matter__key": key}))


def _read(person_id: uuid.UUID, which: dict[str, Any]) -> int:
    now: dt.datetime = clock.now()
    open_ones = Notice.objects.filter(person_id=person_id, read_at=None, ended_at=None, **which)
    changed: int = open_ones.update(read_at=now)
    if changed:
        settle_pages([person_id])
    return changed
