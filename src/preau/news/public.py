"""The door of this room."""

from preau.news.selectors.fronts import Front, fronts_of

__all__ = ["Front", "fronts_of"]
