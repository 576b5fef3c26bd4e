"""The door of this room."""

from preau.access.hats import ALL_CHILDREN, OPERATOR, ChildRef, Hat, SchoolRef, hats_of, reach_words
from preau.access.middleware import CHILD_KEY, HAT_KEY
from preau.access.navigation import everything
from preau.access.operators import HatRequest, platform_wide
from preau.access.own_data import Subject, may_still_ask, subject_of, subjects_of
from preau.access.pages import page
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
    "SchoolRef",
    "Subject",
    "TaughtClass",
    "children_of",
    "classes_of",
    "everything",
    "file_rights",
    "has_all_classes",
    "hats_of",
    "headcounts",
    "may_open_class",
    "may_still_ask",
    "page",
    "platform_wide",
    "reach_words",
    "subject_of",
    "subjects_of",
]
