"""The door of this room."""

from preau.access.hats import ALL_CHILDREN, OPERATOR, SUPPORT, ChildRef, Hat, SchoolRef, hats_of, reach_words
from preau.access.locks import locks_of, may_write, require_may_write
from preau.access.middleware import CHILD_KEY, HAT_KEY
from preau.access.navigation import everything
from preau.access.operators import HatRequest, platform_wide
from preau.access.pages import page
from preau.access.risks import Right, Risk, exercises, strong_profiles
from preau.access.rules import may_open_class
from preau.access.selectors import TaughtClass, children_of, classes_of, headcounts
from preau.access.viewing import ASKERS, VIEWING

__all__ = [
    "ALL_CHILDREN",
    "ASKERS",
    "CHILD_KEY",
    "HAT_KEY",
    "OPERATOR",
    "SUPPORT",
    "VIEWING",
    "ChildRef",
    "Hat",
    "HatRequest",
    "Right",
    "Risk",
    "SchoolRef",
    "TaughtClass",
    "children_of",
    "classes_of",
    "everything",
    "exercises",
    "hats_of",
    "headcounts",
    "locks_of",
    "may_open_class",
    "may_write",
    "page",
    "platform_wide",
    "reach_words",
    "require_may_write",
    "strong_profiles",
]
