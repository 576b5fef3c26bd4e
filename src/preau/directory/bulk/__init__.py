"""Bulk writing of the directory, for imports: named functions with an actor over COPY and multi-row statements.

Callers audit once per school and run with counts (the list of differences is kept by the import).
"""

from preau.directory.bulk.changes import PeopleChanges, SchoolChanges
from preau.directory.bulk.journal import Journal, Kept, folded, unfolded
from preau.directory.bulk.listing import follow_names, relist, relist_everywhere, relist_in_all
from preau.directory.bulk.mailboxes import note_mailboxes
from preau.directory.bulk.people import settle_people, write_people
from preau.directory.bulk.school import write_school
from preau.directory.bulk.undoing import Conflict, Undone, look, undo

__all__ = [
    "Conflict",
    "Journal",
    "Kept",
    "PeopleChanges",
    "SchoolChanges",
    "Undone",
    "folded",
    "follow_names",
    "look",
    "note_mailboxes",
    "relist",
    "relist_everywhere",
    "relist_in_all",
    "settle_people",
    "undo",
    "unfolded",
    "write_people",
    "write_school",
]
