"""What this room refuses, said in French to who asked."""

from collections.abc import Sequence

from preau.directory.errors import Overtaken, Refused, Unknown

__all__ = ["Overtaken", "Recounted", "Refused", "RefusedRecipients", "Unknown"]


class RefusedRecipients(Refused):
    """Some addressees may not be written to, or are here no more: their names."""

    def __init__(self, message: str, names: Sequence[str]) -> None:
        super().__init__(message)
        self.names = tuple(names)


class Recounted(Refused):
    """Those whom the message reaches are not as many as were read of; nothing was sent."""
