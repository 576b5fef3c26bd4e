"""Writes of this room, cut by subject."""

from preau.access.services.consents import set_consents
from preau.access.services.copying import MOST_SCHOOLS, PARTS, Copying, SchoolChanges, copy_settings, copying
from preau.access.services.crises import LONGEST_HOURS, Closing, end_crisis, set_crisis
from preau.access.services.delegations import (
    end_delegation,
    end_mandate,
    end_visits,
    entrust,
    entrust_visitor,
    give_mandate,
)
from preau.access.services.links import declare_link, withdraw_link
from preau.access.services.openings import answer_opening, ask_opening, close_opening, record_look
from preau.access.services.policies import set_authority_entry, set_school_entry
from preau.access.services.replies import close_reply, reopen_reply
from preau.access.services.spaces import set_space_opening

__all__ = [
    "LONGEST_HOURS",
    "MOST_SCHOOLS",
    "PARTS",
    "Closing",
    "Copying",
    "SchoolChanges",
    "answer_opening",
    "ask_opening",
    "close_opening",
    "close_reply",
    "copy_settings",
    "copying",
    "declare_link",
    "end_crisis",
    "end_delegation",
    "end_mandate",
    "end_visits",
    "entrust",
    "entrust_visitor",
    "give_mandate",
    "record_look",
    "reopen_reply",
    "set_authority_entry",
    "set_consents",
    "set_crisis",
    "set_school_entry",
    "set_space_opening",
    "withdraw_link",
]
