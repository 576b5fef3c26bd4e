"""What this room hangs on lessons."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from preau.attendance.selectors.rolls import rolls_called
from preau.timetable.public import LessonLink

LINKS = (LessonLink(_("Faire l’appel"), "attendance:call", "clipboard-check"),)


def kept(school_id: uuid.UUID, lesson_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Lessons whose roll was called."""
    return rolls_called(school_id, lesson_ids)
