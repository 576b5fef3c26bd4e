"""JSON logs."""

from typing import Any


def configure(config: dict[str, Any]) -> None:
    """Called by Django in place of logging.config.dictConfig."""
