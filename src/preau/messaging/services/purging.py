"""Messages end: after two years, when nobody has a copy any more; a message goes as one, from all mailboxes."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef

from preau.kernel import clock
from preau.messaging.enums import State
from preau.messaging.models import Delivery, Message
from preau.messaging.services.attaching import let_go_of_files

KEPT_DAYS = 730
"""Two school years: what was agreed on in one is asked about in the next."""
BIN_DAYS = 30
BATCH = 200


def purge(message_ids: Collection[uuid.UUID]) -> int:
    """Take these messages out of every mailbox, with their text and files; how many."""
    let_go_of_files(Message.objects.filter(pk__in=message_ids, attached__gt=0).only("box", "attached"))
    return Message.objects.filter(pk__in=message_ids).delete()[1].get("messaging.Message", 0)


def purge_orphans(message_ids: Collection[uuid.UUID]) -> int:
    """Purge those of these of which nobody has a copy, and that no other message shows."""
    shown = Message.objects.filter(forwards=OuterRef("pk"))
    rows = Message.objects.filter(pk__in=message_ids).exclude(state__in=(State.DRAFT, State.WAITING))
    alone = rows.filter(~Exists(Delivery.objects.filter(message=OuterRef("pk"))), ~Exists(shown))
    return purge(list(alone.values_list("pk", flat=True)))


@transaction.atomic
def _expire_batch() -> tuple[int, int]:
    now = clock.now()
    old = Message.objects.filter(written_at__lt=now - dt.timedelta(days=KEPT_DAYS)).exclude(state=State.WAITING)
    messages = purge(list(old.order_by("written_at").values_list("pk", flat=True)[:BATCH]))
    binned = Delivery.objects.filter(binned_at__lt=now - dt.timedelta(days=BIN_DAYS)).order_by("binned_at")
    copies = dict(binned.values_list("pk", "message_id")[:BATCH])
    Delivery.objects.filter(pk__in=list(copies)).delete()
    purge_orphans(set(copies.values()))
    return messages, len(copies)


def expire() -> dict[str, int]:
    """What was written two years ago, and what waited a month in the bin; by batches."""
    told = {"messages": 0, "binned_messages": 0}
    while True:
        messages, copies = _expire_batch()
        told["messages"] += messages
        told["binned_messages"] += copies
        if not messages and not copies:
            return told
