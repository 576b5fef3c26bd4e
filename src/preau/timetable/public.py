"""The door of this room."""

from preau.timetable.selectors.dated import DatedLesson, lessons_held, lessons_of_units
from preau.timetable.selectors.reading import PUPIL, TEACHER, Line, Whose, lessons_of, lessons_of_all
from preau.timetable.selectors.whose import own
from preau.timetable.texts import hour_of, when

__all__ = [
    "PUPIL",
    "TEACHER",
    "DatedLesson",
    "Line",
    "Whose",
    "hour_of",
    "lessons_held",
    "lessons_of",
    "lessons_of_all",
    "lessons_of_units",
    "own",
    "when",
]
