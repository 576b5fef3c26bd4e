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


class SearchedField(models.TextField):
    """Folded words in which something is searched (kernel.text.fold): on PostgreSQL as French words by their stems, on
    SQLite as they are, for an FTS5 table beside them. Written and read by hand (kernel.sql).
    """

    def db_type(self, connection: Any) -> str:
        """A tsvector, which the server knows without any extension; a text on SQLite."""
        return "tsvector" if connection.vendor == "postgresql" else "text"


class NamedField(models.CharField):
    """A name out of a list of the code. The database knows its length alone: one more name needs no migration."""

    def deconstruct(self) -> Any:
        """As a text of that length."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs
