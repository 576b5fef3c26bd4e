"""Answers that people closed, as they read it themselves."""

import uuid
from collections.abc import Sequence

from preau.access.models import ReplyClosing


def replies_closed_by(person_id: uuid.UUID) -> Sequence[ReplyClosing]:
    """What a person closed and did not open again, in the open scope, latest first: their own list."""
    rows = ReplyClosing.objects.filter(closed_by_id=person_id, reopened_at=None).select_related("towards")
    return list(rows.order_by("-closed_at", "-pk"))
