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
from preau.diary.selectors.sheet import lesson_of
from preau.diary.services import tick
from preau.diary.shaping import shaped, summary
from preau.diary.texts import day_words, duration

__all__ = [
    "GivenThen",
    "Page",
    "Pupil",
    "Written",
    "day_words",
    "duration",
    "lesson_of",
    "pages_of_lessons",
    "shaped",
    "summary",
    "tick",
    "works_of_lessons",
    "written_of",
]
