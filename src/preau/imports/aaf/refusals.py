"""What is refused, or taken with a warning: cause, place, and a reason in French."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from preau.imports.enums import RefusalCause

REFUSALS_MAX = 100_000
"""Lines that one run keeps of what it refused: beyond, they are only counted."""
SCHOOLS_COUNTED = 5000
"""Different counts that one file may need: beyond, no school is told from another."""
Beyond = tuple[Sequence[str], str, bool, str, int]
"""(schools, cause, whether it is a warning only, kind of record, how many) of refusals whose lines are not kept."""


@dataclass(slots=True)
class Refusal:
    """One line of the report. `schools`: join keys of the schools the entry names."""

    cause: str
    reason: str
    file: str = ""
    line: int | None = None
    record_kind: str = ""
    join_key: str = ""
    is_warning: bool = False
    schools: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Sequence[Any]) -> "Refusal":
        """A refusal from its plain values."""
        cause, reason, file, line, record_kind, join_key, is_warning, schools = values
        return cls(cause, reason, file, line, record_kind, join_key, is_warning, tuple(schools))

    def as_tuple(self) -> tuple[object, ...]:
        """Plain values, for the staging area."""
        return (
            self.cause, self.reason, self.file, self.line, self.record_kind, self.join_key, self.is_warning,
            self.schools,
        )  # fmt: skip


class EntryRefused(Exception):
    """This entry cannot be taken; the rest of the file goes on."""

    def __init__(self, cause: RefusalCause, reason: str) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason


class FileRefused(Exception):
    """This file cannot be read further; what was read of it stays."""

    def __init__(self, cause: RefusalCause, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason
        self.line = line


class SourceRefused(Exception):
    """The whole source cannot be imported; the message says why, in French."""

    def __init__(self, reason: str, cause: RefusalCause | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cause = cause
