"""The door of this room."""

from preau.diary.hanging import Hung
from preau.diary.selectors.hanging import (
    DueFor,
    Piece,
    files_of_piece,
    piece_of,
    piece_to_do,
    piece_to_write,
)
from preau.diary.selectors.of_lessons import (
    GivenThen,
    Written,
    pages_of_lessons,
    works_of_lessons,
    written_of,
)
from preau.diary.selectors.pages import Page
from preau.diary.selectors.pupils import Pupil, pupils_of
from preau.diary.selectors.sheet import lesson_of
from preau.diary.selectors.todo import works_of
from preau.diary.services import tick
from preau.diary.shaping import shaped, summary
from preau.diary.texts import day_words, duration

__all__ = [
    "DueFor",
    "GivenThen",
    "Hung",
    "Page",
    "Piece",
    "Pupil",
    "Written",
    "day_words",
    "duration",
    "files_of_piece",
    "lesson_of",
    "pages_of_lessons",
    "piece_of",
    "piece_to_do",
    "piece_to_write",
    "pupils_of",
    "shaped",
    "summary",
    "tick",
    "works_of",
    "works_of_lessons",
    "written_of",
]
