"""Whether a person closed the answers to what they write: read where the right to answer is."""

import uuid
from collections.abc import Collection

from django.db.models import Q

from preau.access.models import ReplyClosing
from preau.kernel import scope


def is_reply_closed(
    *, sender_id: uuid.UUID, receiver_id: uuid.UUID, thread_id: uuid.UUID | None, school_ids: Collection[uuid.UUID]
) -> bool:
    """Whether who sent a message closed the answers of who received it, in one of these schools. One read, by index."""
    to_them = Q(towards_id=receiver_id, thread=None)
    if thread_id is not None:
        to_them |= Q(thread=thread_id) & (Q(towards=None) | Q(towards_id=receiver_id))
    with scope.everything("whether a person of a linked school closed the answer: yes or no, and nothing more"):
        rows = ReplyClosing.objects.filter(
            to_them, school_id__in=list(school_ids), closed_by_id=sender_id, reopened_at=None
        )
        return rows.exists()
