"""Lists that leave the platform as files. A room offers its own in `exports.py`:

    def exports() -> Iterable[Leaving]: ...

The console asks who may take them, counts the people they name, asks for a reason and a second person beyond 200, and
writes them as CSV or as a workbook (preau.console.services).
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import translation

from preau.kernel import scope

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Export:
    """A list ready to be written: how many people it names, its name, its headings, its rows in chunks."""

    title: str
    count: int
    headings: Row
    rows: Callable[[], Iterator[list[Row]]]

    def chunks(self, school_id: uuid.UUID) -> Iterator[list[Row]]:
        """Headings, then rows. Written after the page's own scope has closed, so each chunk opens the school's.

        The scope is closed between chunks: a file that nobody finishes reading leaves none open.
        """
        language = translation.get_language() or "fr"
        yield [self.headings]
        source = self.rows()
        while True:
            with scope.use(scope.Scope.of([school_id])), translation.override(language):
                rows = next(source, None)
            if rows is None:
                return
            yield rows


@dataclass(frozen=True, slots=True)
class Leaving:
    """A list of a room: the right that its page asks for, and so its file too.

    `asked` reads from a form what is asked of the list, as it is kept (JSON); `opened` makes it ready, for a school.
    """

    kind: str
    right: str
    asked: Callable[[QueryDict], Mapping[str, Any]]
    opened: Callable[[uuid.UUID, Mapping[str, Any]], Export]
