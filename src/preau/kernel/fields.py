"""Columns that both databases keep alike."""

from typing import Any

from django.db import models


class PlainOrderField(models.CharField):
    """A text of plain letters, sorted by their codes on both databases, whatever the language of the server."""

    def db_parameters(self, connection: Any) -> Any:
        """As Django's, with the order said to PostgreSQL; SQLite has no other."""
        told = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            told["collation"] = "C"
        return told
