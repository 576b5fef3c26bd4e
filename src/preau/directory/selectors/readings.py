"""Who looked at a pupil's file."""

import uuid
from collections.abc import Sequence

from preau.directory.models import FileReading


def readings_of(school_id: uuid.UUID, student_id: uuid.UUID, *, limit: int = 30) -> Sequence[FileReading]:
    """Readings of one pupil's file in one school, latest first; the reader's name may have been erased since."""
    rows = FileReading.objects.filter(school_id=school_id, student_id=student_id).select_related("reader")
    return list(rows.order_by("-day", "-last_at")[:limit])
