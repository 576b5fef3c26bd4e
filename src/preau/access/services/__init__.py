"""Writes of this room, cut by subject."""

from preau.access.services.delegations import end_delegation, end_mandate, entrust, give_mandate
from preau.access.services.links import declare_link, withdraw_link
from preau.access.services.openings import answer_opening, ask_opening, close_opening, record_look
from preau.access.services.policies import set_authority_entry, set_school_entry

__all__ = [
    "answer_opening",
    "ask_opening",
    "close_opening",
    "declare_link",
    "end_delegation",
    "end_mandate",
    "entrust",
    "give_mandate",
    "record_look",
    "set_authority_entry",
    "set_school_entry",
    "withdraw_link",
]
