"""What this room hangs on lessons."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from preau.diary.selectors.sheet import lessons_written
from preau.timetable.public import LessonLink

LINKS = (LessonLink(_("Remplir le cahier"), "diary:lesson", "notebook"),)


def kept(school_id: uuid.UUID, lesson_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Lessons that have a page, or in which work was given: both are found from them."""
    return lessons_written(school_id, lesson_ids)
