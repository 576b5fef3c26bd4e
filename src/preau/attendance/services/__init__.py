"""Writes of this room. Each takes its actor, and is one transaction with its line in the journal."""

from preau.attendance.services.calling import Called, Seen, call_roll
from preau.attendance.services.justifying import Stretch, announce, announce_for, contest, explain, explain_for
from preau.attendance.services.telling import Asked, plan_reminders, remind, tell_again, tell_board, tell_families
from preau.attendance.services.terms import forget_old

__all__ = [
    "Asked",
    "Called",
    "Seen",
    "Stretch",
    "announce",
    "announce_for",
    "call_roll",
    "contest",
    "explain",
    "explain_for",
    "forget_old",
    "plan_reminders",
    "remind",
    "tell_again",
    "tell_board",
    "tell_families",
]
