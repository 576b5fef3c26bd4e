"""The door of this room."""

from preau.access.hats import ALL_CHILDREN, OPERATOR, ChildRef, Hat, SchoolRef, hats_of, reach_words
from preau.access.middleware import CHILD_KEY, HAT_KEY
from preau.access.navigation import everything
from preau.access.operators import HatRequest, platform_wide
from preau.access.pages import page
from preau.access.reasons import Reason, reasons_in_school
from preau.access.rules import FileRights, file_rights, has_all_classes, may_open_class
from preau.access.selectors import TaughtClass, children_of, classes_of, headcounts

__all__ = [
    "ALL_CHILDREN",
    "CHILD_KEY",
    "HAT_KEY",
    "OPERATOR",
    "ChildRef",
    "FileRights",
    "Hat",
    "HatRequest",
    "Reason",
    "SchoolRef",
    "TaughtClass",
    "children_of",
    "classes_of",
    "everything",
    "file_rights",
    "has_all_classes",
    "hats_of",
    "headcounts",
    "may_open_class",
    "page",
    "platform_wide",
    "reach_words",
    "reasons_in_school",
]
