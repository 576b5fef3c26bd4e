"""Writes of this room."""

from preau.notifications.services.addresses import follow_mailboxes, note_refused, try_again
from preau.notifications.services.choosing import choose, resubscribe, set_calm, set_habits, unsubscribe
from preau.notifications.services.devices import add_device, end_devices, remove_device
from preau.notifications.services.ending import (
    end_expired,
    follow_child,
    follow_joining,
    follow_leaving,
    withdraw,
    withdraw_all,
    withdraw_under,
)
from preau.notifications.services.reading import read_notice, read_notices, seen
from preau.notifications.services.telling import Sending, To, notify

__all__ = [
    "Sending",
    "To",
    "add_device",
    "choose",
    "end_devices",
    "end_expired",
    "follow_child",
    "follow_joining",
    "follow_leaving",
    "follow_mailboxes",
    "note_refused",
    "notify",
    "read_notice",
    "read_notices",
    "remove_device",
    "resubscribe",
    "seen",
    "set_calm",
    "set_habits",
    "try_again",
    "unsubscribe",
    "withdraw",
    "withdraw_all",
    "withdraw_under",
]
