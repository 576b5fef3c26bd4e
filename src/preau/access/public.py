"""The door of this room."""

from preau.access.desk import (
    HELPS,
    OPENS_CLASSES,
    OpenableClass,
    class_to_open,
    classes_to_open,
    may_show_code,
    pupils_to_help,
)
from preau.access.hats import ALL_CHILDREN, OPERATOR, ChildRef, Hat, SchoolRef, hats_of, reach_words
from preau.access.middleware import CHILD_KEY, HAT_KEY
from preau.access.navigation import everything
from preau.access.operators import HatRequest, platform_wide
from preau.access.pages import page
from preau.access.rules import may_open_class
from preau.access.selectors import TaughtClass, children_of, classes_of, headcounts

__all__ = [
    "ALL_CHILDREN",
    "CHILD_KEY",
    "HAT_KEY",
    "HELPS",
    "OPENS_CLASSES",
    "OPERATOR",
    "ChildRef",
    "Hat",
    "HatRequest",
    "OpenableClass",
    "SchoolRef",
    "TaughtClass",
    "children_of",
    "class_to_open",
    "classes_of",
    "classes_to_open",
    "everything",
    "hats_of",
    "headcounts",
    "may_open_class",
    "may_show_code",
    "page",
    "platform_wide",
    "pupils_to_help",
    "reach_words",
]
