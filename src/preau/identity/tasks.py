"""Background work of this room."""

from preau.identity.federation.tasks import watch_sources

__all__ = ["watch_sources"]
