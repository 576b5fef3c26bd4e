"""Reads of this room that pages of several rooms need, cut by subject; within the open scope."""

from preau.access.selectors.classes import TaughtClass, children_of, classes_of, headcounts
from preau.access.selectors.confided import (
    DelegationLine,
    Holder,
    MandateLine,
    confided_to,
    delegations_of,
    holders_of,
    mandates_of,
)
from preau.access.selectors.links import LinkLine, link_words, links_of_school
from preau.access.selectors.openings import OpeningLine, opened_people, openings_asked_by, openings_of
from preau.access.selectors.places import PersonLine, classes_of_year, people_of_school, subjects_taught, unit_names
from preau.access.selectors.replies import replies_closed_by
from preau.access.selectors.spaces import OpeningDay, SpacePreview, levels_of, preview_space, space_openings

__all__ = [
    "DelegationLine",
    "Holder",
    "LinkLine",
    "MandateLine",
    "OpeningDay",
    "OpeningLine",
    "PersonLine",
    "SpacePreview",
    "TaughtClass",
    "children_of",
    "classes_of",
    "classes_of_year",
    "confided_to",
    "delegations_of",
    "headcounts",
    "holders_of",
    "levels_of",
    "link_words",
    "links_of_school",
    "mandates_of",
    "opened_people",
    "openings_asked_by",
    "openings_of",
    "people_of_school",
    "preview_space",
    "replies_closed_by",
    "space_openings",
    "subjects_taught",
    "unit_names",
]
