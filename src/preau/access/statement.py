"""Statements put together from declared pieces, with the values they carry."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from preau.kernel import sql


class Values:
    """The values of one statement; `of` gives the place of each."""

    def __init__(self, **named: Any) -> None:
        self.params: dict[str, Any] = dict(named)
        self._lists: dict[tuple[object, ...], str] = {}

    def of(self, value: Any) -> str:
        """The place of a value."""
        name = f"v{len(self.params)}"
        self.params[name] = sql.key(value) if isinstance(value, uuid.UUID) else value
        return f"%({name})s"

    def among(self, values: Iterable[Any]) -> str:
        """A list for IN; one that matches nothing when empty."""
        return ", ".join(self.of(value) for value in values) or "NULL"

    def within(self, column: str, values: Collection[uuid.UUID] | Collection[str]) -> str:
        """The condition that a column is one of these ids or texts; on PostgreSQL one plan for any number."""
        if len(values) == 1:  # tables joined by the same column are then all read by that id
            return f"{column} = {self.of(*values)}"
        if not sql.takes_lists():
            return f"{column} IN ({self.among(values)})"
        listed = tuple(values)
        if listed not in self._lists:
            self._lists[listed] = f"v{len(self.params)}"
            self.params[self._lists[listed]] = list(listed)
        return f"{column} = ANY (%({self._lists[listed]})s)"

    def begins(self, column: str, word: str) -> str:
        """The condition that a word of a folded text (kernel.text) begins so."""
        return f"({column} LIKE {self.of(f'{word}%')} OR {column} LIKE {self.of(f'% {word}%')})"
