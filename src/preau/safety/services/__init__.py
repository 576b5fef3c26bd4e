"""Writes of this room: one named function for each."""

from preau.safety.services.closing import close_case, note_in, stop_sending
from preau.safety.services.containing import contain, note_withdrawn_read, reopen
from preau.safety.services.opening import note_reading, open_case
from preau.safety.services.purging import expire
from preau.safety.services.reporting import Reported, report
from preau.safety.services.telling import climb_unopened

__all__ = [
    "Reported",
    "climb_unopened",
    "close_case",
    "contain",
    "expire",
    "note_in",
    "note_reading",
    "note_withdrawn_read",
    "open_case",
    "reopen",
    "report",
    "stop_sending",
]
