"""Writes of this room. Each takes its actor, and is one transaction with its line in the journal."""

from preau.diary.services.entries import Place, is_late, place_of, save_entry, undo_entry
from preau.diary.services.filling import fill_lesson
from preau.diary.services.plans import Planned, Step, copy_plan, remove_plan, save_plan
from preau.diary.services.publishing import HIDDEN, NOW, Publication, shown_of
from preau.diary.services.telling import is_late_for
from preau.diary.services.terms import forget_old, forget_ticks
from preau.diary.services.ticking import remove_task, save_task, tell_minutes, tick, tick_task
from preau.diary.services.visas import endorse, set_rule
from preau.diary.services.works import Given, overloads, remove_work, save_work

__all__ = [
    "HIDDEN",
    "NOW",
    "Given",
    "Place",
    "Planned",
    "Publication",
    "Step",
    "copy_plan",
    "endorse",
    "fill_lesson",
    "forget_old",
    "forget_ticks",
    "is_late",
    "is_late_for",
    "overloads",
    "place_of",
    "remove_plan",
    "remove_task",
    "remove_work",
    "save_entry",
    "save_plan",
    "save_task",
    "save_work",
    "set_rule",
    "shown_of",
    "tell_minutes",
    "tick",
    "tick_task",
    "undo_entry",
]
