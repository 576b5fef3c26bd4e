"""Writes of this room. Each takes its actor, and is one transaction."""

from preau.submissions.services.asking import Asking, save_assignment, set_closed
from preau.submissions.services.extra import MOST_HOURS, set_extra_time
from preau.submissions.services.handing import LONGEST_LINK, LONGEST_TEXT, Handed, Sent, hand_in
from preau.submissions.services.joining import join
from preau.submissions.services.paper import note_paper
from preau.submissions.services.teams import MOST_TEAMS, compose_teams
from preau.submissions.services.terms import KEPT_DAYS, forget_old

__all__ = [
    "KEPT_DAYS",
    "LONGEST_LINK",
    "LONGEST_TEXT",
    "MOST_HOURS",
    "MOST_TEAMS",
    "Asking",
    "Handed",
    "Sent",
    "compose_teams",
    "forget_old",
    "hand_in",
    "join",
    "note_paper",
    "save_assignment",
    "set_closed",
    "set_extra_time",
]
