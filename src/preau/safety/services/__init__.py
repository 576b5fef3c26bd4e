"""Writes of this room: one named function for each."""

from preau.safety.services.closing import close_case, note_in, stop_sending
from preau.safety.services.opening import note_reading, open_case
from preau.safety.services.purging import expire
from preau.safety.services.reporting import Reported, report
from preau.safety.services.telling import climb_unopened

__all__ = [
    "Reported",
    "climb_unopened",
    "close_case",
    "expire",
    "note_in",
    "note_reading",
    "open_case",
    "report",
    "stop_sending",
]
