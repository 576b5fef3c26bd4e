"""The door of this room."""

from preau.timetable.selectors.dated import DatedLesson, lessons_held, lessons_of_units
from preau.timetable.selectors.plan import with_timetables
from preau.timetable.selectors.reading import CLASS, PUPIL, TEACHER, Line, Whose, lessons_of, lessons_of_all
from preau.timetable.selectors.whose import own
from preau.timetable.texts import hour_of, when

__all__ = [
    "CLASS",
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
    "with_timetables",
]
