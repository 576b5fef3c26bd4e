"""Writes of this room. Each takes its actor, and is one transaction."""

from preau.catchup.services.doing import mark_done
from preau.catchup.services.releasing import LONGEST, release
from preau.catchup.services.terms import KEPT_DAYS, forget_old

__all__ = ["KEPT_DAYS", "LONGEST", "forget_old", "mark_done", "release"]
