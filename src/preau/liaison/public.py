"""The door of this room."""

from preau.liaison.enums import Choice
from preau.liaison.selectors.family import FamilyLine, line_for, lines_of, replies_of
from preau.liaison.services import LENGTH, answer, reply

__all__ = ["LENGTH", "Choice", "FamilyLine", "answer", "line_for", "lines_of", "replies_of", "reply"]
