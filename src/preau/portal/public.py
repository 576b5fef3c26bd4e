"""The door of this room."""

from preau.portal.selectors.contact import contact_for
from preau.portal.selectors.pupils import PupilFile, PupilRow, pupil_file, pupils_after
from preau.portal.selectors.schools import (
    ClassLine,
    ClassPage,
    class_page,
    groups_of_school,
    office_of,
    staff_of_school,
)
from preau.portal.services import tell_difficulty

__all__ = [
    "ClassLine",
    "ClassPage",
    "PupilFile",
    "PupilRow",
    "class_page",
    "contact_for",
    "groups_of_school",
    "office_of",
    "pupil_file",
    "pupils_after",
    "staff_of_school",
    "tell_difficulty",
]
