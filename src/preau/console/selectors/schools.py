"""Schools in the order of a heading: counts are read for the page shown, and for all where they are the order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from preau.directory.models import School
from preau.directory.selectors import SchoolLine, school_counts
from preau.kernel.text import fold

NAME, AUTHORITY = "nom", "collectivite"
_COUNTS: Mapping[str, Callable[[SchoolLine], int]] = {
    "eleves": lambda line: line.students, "responsables": lambda line: line.guardians,
    "personnels": lambda line: line.staff, "classes": lambda line: line.homerooms,
}  # fmt: skip
SORTS = (NAME, AUTHORITY, *_COUNTS)


@dataclass(slots=True)
class SchoolsFound(Sequence[SchoolLine]):
    """Schools, by name as they are given, in the order asked for; those alike stay by name."""

    schools: list[School]
    sort: str = NAME
    descending: bool = False
    _lines: list[SchoolLine] | None = None

    def __len__(self) -> int:
        return len(self.schools)

    @overload
    def __getitem__(self, part: int) -> SchoolLine: ...

    @overload
    def __getitem__(self, part: slice) -> list[SchoolLine]: ...

    def __getitem__(self, part: int | slice) -> Any:
        if isinstance(part, int):
            return self[part : part + 1][0]
        if self.sort in _COUNTS:
            if self._lines is None:
                self._lines = sorted(school_counts(self.schools), key=_COUNTS[self.sort], reverse=self.descending)
            return self._lines[part]
        return school_counts(self._ordered()[part])

    def _ordered(self) -> list[School]:
        if self.sort == AUTHORITY:
            return sorted(self.schools, key=_authority, reverse=self.descending)
        return self.schools[::-1] if self.descending else self.schools


def _authority(school: School) -> str:
    return fold(school.local_authority.name) if school.local_authority else ""
