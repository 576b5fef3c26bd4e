"""What rooms above hang on a lesson, said in their `lessons.py`:

    LINKS = (LessonLink(_("Faire l’appel"), "attendance:call", "clipboard-check"),)

    def kept(school_id, lesson_ids): ...

`LINKS`: where a lesson under way leads whoever teaches it, by its number. `kept`: those of these lessons that something
hangs on; they stay, even where the week loses them.
"""

import functools
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from preau.kernel.registry import modules_named


@dataclass(frozen=True, slots=True)
class LessonLink:
    """A page about one lesson: its words, the name of its address (which takes `lesson_id`), its icon."""

    words: Any
    address: str
    icon: str


@functools.cache
def links() -> tuple[LessonLink, ...]:
    """Every link, room by room."""
    return tuple(one for module in modules_named("lessons") for one in getattr(module, "LINKS", ()))


def kept_lessons(school_id: uuid.UUID, lesson_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these lessons that a room keeps."""
    found: set[uuid.UUID] = set()
    for module in modules_named("lessons"):
        if hasattr(module, "kept"):
            found |= module.kept(school_id, lesson_ids)
    return found
