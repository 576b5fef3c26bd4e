"""The door of this room."""

from preau.console.services import NeedsAnother, take_through_api

__all__ = ["NeedsAnother", "take_through_api"]
