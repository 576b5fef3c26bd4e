"""Reads of the console that no other room has, cut by subject."""

from preau.console.selectors.accounts import (
    Someone,
    account_found,
    called,
    has_wide_rights,
    homerooms_of_hat,
    lock_words,
    opening_state,
    people_found,
    person_in_reach,
    school_by_uai,
    school_of_hat,
)
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
    "Someone",
    "account_found",
    "called",
    "chains_in_scope",
    "entries_of",
    "has_wide_rights",
    "homerooms_of_hat",
    "lock_words",
    "opening_state",
    "people_found",
    "person_in_reach",
    "person_page",
    "school_by_uai",
    "school_of_hat",
]
