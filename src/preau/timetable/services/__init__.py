"""Writes of this room. Each takes its actor, and is one transaction with its line in the journal."""

from preau.timetable.differing import AS_USUAL, Differs
from preau.timetable.services.bulk import write_rooms, write_slots
from preau.timetable.services.changes import cancelled, change_lesson, conflicts_if
from preau.timetable.services.feeds import end_feeds, open_feed
from preau.timetable.services.making import make_lessons, make_near, make_year, settle
from preau.timetable.services.replacements import Unread, remove_replacement, save_replacement
from preau.timetable.services.slots import Conflicting, Written, conflicts_if_written, end_slot, revise_slot, save_slot
from preau.timetable.services.standing import follow
from preau.timetable.services.telling import tell
from preau.timetable.services.terms import forget_old
from preau.timetable.services.year import name_weeks, save_room, settle_year

__all__ = [
    "AS_USUAL",
    "Conflicting",
    "Differs",
    "Unread",
    "Written",
    "cancelled",
    "change_lesson",
    "conflicts_if",
    "conflicts_if_written",
    "end_feeds",
    "end_slot",
    "follow",
    "forget_old",
    "make_lessons",
    "make_near",
    "make_year",
    "name_weeks",
    "open_feed",
    "remove_replacement",
    "revise_slot",
    "save_replacement",
    "save_room",
    "save_slot",
    "settle",
    "settle_year",
    "tell",
    "write_rooms",
    "write_slots",
]
