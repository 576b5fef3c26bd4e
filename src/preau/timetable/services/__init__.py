"""Writes of this room. Each takes its actor, and is one transaction with its line in the journal."""

from preau.timetable.services.feeds import end_feeds, open_feed
from preau.timetable.services.terms import forget_old

__all__ = ["end_feeds", "forget_old", "open_feed"]
