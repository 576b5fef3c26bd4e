"""Writes of this room: one named function for each."""

from preau.helpdesk.services.answering import answer, close, settle
from preau.helpdesk.services.asking import Asked, ask
from preau.helpdesk.services.climbing import climb_unanswered
from preau.helpdesk.services.purging import forget_old

__all__ = ["Asked", "answer", "ask", "climb_unanswered", "close", "forget_old", "settle"]
