"""What this room hangs on lessons."""

import uuid
from collections.abc import Collection

from preau.catchup.selectors.giving import released


def kept(school_id: uuid.UUID, lesson_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Lessons that were given to catch up."""
    return released(school_id, lesson_ids)
