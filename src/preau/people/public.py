"""The door of this room."""

from preau.people.token_desk import Desk, token_desk

__all__ = ["Desk", "token_desk"]
