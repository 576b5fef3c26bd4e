"""The door of this room."""

from preau.notifications.enums import Channel, Level, Pace, Reader, Timing
from preau.notifications.kinds import Kind, Ways
from preau.notifications.selectors.calm import calm_of, held_until, leaves_at
from preau.notifications.selectors.notices import Line, centre_of, mailed
from preau.notifications.services import Sending, To, notify, read_notices, seen, withdraw, withdraw_all, withdraw_under

__all__ = [
    "Channel",
    "Kind",
    "Level",
    "Line",
    "Pace",
    "Reader",
    "Sending",
    "Timing",
    "To",
    "Ways",
    "calm_of",
    "centre_of",
    "held_until",
    "leaves_at",
    "mailed",
    "notify",
    "read_notices",
    "seen",
    "withdraw",
    "withdraw_all",
    "withdraw_under",
]
