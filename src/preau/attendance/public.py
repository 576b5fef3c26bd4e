"""The door of this room."""

from preau.attendance.selectors.family import with_absences
from preau.attendance.selectors.missed import Away, lessons_missed, pupils_missing, pupils_told
from preau.attendance.selectors.noted import STILL_MISSED, absences_noted
from preau.attendance.services import Stretch, announce_for

__all__ = [
    "STILL_MISSED",
    "Away",
    "Stretch",
    "absences_noted",
    "announce_for",
    "lessons_missed",
    "pupils_missing",
    "pupils_told",
    "with_absences",
]
