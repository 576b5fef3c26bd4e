"""The door of this room."""

from preau.notifications.enums import Channel, Level, Pace, Reader, Timing
from preau.notifications.kinds import Kind, Ways
from preau.notifications.selectors.calm import calm_of, leaves_at
from preau.notifications.selectors.notices import mailed
from preau.notifications.services import Sending, To, notify, seen, withdraw

__all__ = [
    "Channel",
    "Kind",
    "Level",
    "Pace",
    "Reader",
    "Sending",
    "Timing",
    "To",
    "Ways",
    "calm_of",
    "leaves_at",
    "mailed",
    "notify",
    "seen",
    "withdraw",
]
