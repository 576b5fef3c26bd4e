"""The door of this room."""

from preau.diary.selectors.of_lessons import (
    GivenThen,
    Written,
    pages_of_lessons,
    works_of_lessons,
    written_of,
)
from preau.diary.selectors.pages import Page
from preau.diary.selectors.pupils import Pupil
from preau.diary.services import held_to_write
from preau.diary.shaping import shaped, summary
from preau.diary.texts import day_words, duration

__all__ = [
    "GivenThen",
    "Page",
    "Pupil",
    "Written",
    "day_words",
    "duration",
    "held_to_write",
    "pages_of_lessons",
    "shaped",
    "summary",
    "works_of_lessons",
    "written_of",
]
