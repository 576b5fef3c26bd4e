"""The door of this room."""

from preau.access.hats import ALL_CHILDREN, OPERATOR, ChildRef, Hat, SchoolRef, hats_of, reach_words
from preau.access.middleware import CHILD_KEY, HAT_KEY
from preau.access.navigation import everything
from preau.access.operators import HatRequest, platform_wide
from preau.access.pages import page
from preau.access.rules import ServiceReach, may_open_class, may_run_service, schools_served
from preau.access.selectors import TaughtClass, children_of, classes_of, headcounts

__all__ = [
    "ALL_CHILDREN",
    "CHILD_KEY",
    "HAT_KEY",
    "OPERATOR",
    "ChildRef",
    "Hat",
    "HatRequest",
    "SchoolRef",
    "ServiceReach",
    "TaughtClass",
    "children_of",
    "classes_of",
    "everything",
    "hats_of",
    "headcounts",
    "may_open_class",
    "may_run_service",
    "page",
    "platform_wide",
    "reach_words",
    "schools_served",
]
