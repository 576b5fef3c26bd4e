"""Reads of the console that no other room has, cut by subject."""

from preau.console.selectors.journal import PLATFORM, JournalLine, chains_in_scope, entries_of
from preau.console.selectors.people import PeopleFound, PeopleQuery, PersonRow
from preau.console.selectors.person import PersonPage, person_page

__all__ = [
    "PLATFORM",
    "JournalLine",
    "PeopleFound",
    "PeopleQuery",
    "PersonPage",
    "PersonRow",
    "chains_in_scope",
    "entries_of",
    "person_page",
]
