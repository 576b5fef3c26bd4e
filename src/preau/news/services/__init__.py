"""Writes of this room. Each takes its actor, and is one transaction with its line in the journal."""

from preau.news.services.answering import acknowledge, acknowledge_for, contest
from preau.news.services.circulars import (
    Circulated,
    agree,
    circulate,
    decline,
    end_circular,
    forget_circular,
    save_circular,
    spread,
)
from preau.news.services.feeds import end_feeds, open_feed
from preau.news.services.fronts import close_days, open_days, set_front, show, show_all
from preau.news.services.joining import add_attachments, add_picture, remove_joined
from preau.news.services.polling import ask, settle_polls, unask, vote, vote_for
from preau.news.services.publishing import pin, publish, publishes_widely, unpin, withdraw
from preau.news.services.telling import remind, tell, tell_again
from preau.news.services.terms import forget_old
from preau.news.services.writing import Written, reopen, save_draft, send_back, submit

__all__ = [
    "Circulated",
    "Written",
    "acknowledge",
    "acknowledge_for",
    "add_attachments",
    "add_picture",
    "agree",
    "ask",
    "circulate",
    "close_days",
    "contest",
    "decline",
    "end_circular",
    "end_feeds",
    "forget_circular",
    "forget_old",
    "open_days",
    "open_feed",
    "pin",
    "publish",
    "publishes_widely",
    "remind",
    "remove_joined",
    "reopen",
    "save_circular",
    "save_draft",
    "send_back",
    "set_front",
    "settle_polls",
    "show",
    "show_all",
    "spread",
    "submit",
    "tell",
    "tell_again",
    "unask",
    "unpin",
    "vote",
    "vote_for",
    "withdraw",
]
