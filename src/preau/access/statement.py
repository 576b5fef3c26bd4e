"""Statements put together from declared pieces, with the values they carry."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from preau.directory.listed_words import LISTED_WORDS, listed_word
from preau.kernel import sql

_FEW = 8
"""Of the lists of so many schools at most, words are looked for in the index of words."""


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

    def borne(self, words: Sequence[str], schools: Collection[uuid.UUID]) -> str:
        """The same as `bears`, asked of each row as it is met: for lists that are read in their order."""
        begun = [self.begins("l.search_name", one) for one in words]
        return " AND ".join([self.within("l.school_id", schools), *begun])

    def bears(self, words: Sequence[str], schools: Collection[uuid.UUID]) -> str:
        """The condition that a row of the lists (directory_listedperson l) is of these schools, and that each of these
        folded words begins a word of its name.
        """
        if not words or not sql.takes_lists() or not 0 < len(schools) <= _FEW:
            return self.borne(words, schools)
        asked = " & ".join(f"({' | '.join(listed_word(one, word) for one in schools)})" for word in words)
        # The words as a select of its own: which they are does not bear on the plan, which is then made once. The
        # school as a text: by its number all its rows would be found first, and held against the few that are asked.
        return (
            f"{LISTED_WORDS} @@ (SELECT {self.of(asked)}::tsquery)"
            f" AND l.school_id::text IN ({self.among(map(str, schools))})"
        )
