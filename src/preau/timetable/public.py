"""The door of this room."""

from preau.timetable.hanging import LessonLink
from preau.timetable.selectors.held import Held, held_lesson, held_on
from preau.timetable.selectors.reading import PUPIL, TEACHER, Line, Whose, lessons_of
from preau.timetable.selectors.whose import TEACHING, own
from preau.timetable.texts import hour_of, when
from preau.timetable.weeks import clock_of, span_of

__all__ = [
    "PUPIL",
    "TEACHER",
    "TEACHING",
    "Held",
    "LessonLink",
    "Line",
    "Whose",
    "clock_of",
    "held_lesson",
    "held_on",
    "hour_of",
    "lessons_of",
    "own",
    "span_of",
    "when",
]
