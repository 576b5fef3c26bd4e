"""What this room refuses until it was read."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.directory.errors import Refused


@dataclass(frozen=True, slots=True)
class Overload:
    """An evening of a class that a piece of work would fill beyond what its school asks.

    `minutes`, `tests`: of its busiest pupil, this work counted; `better_on`: a lesson of that class that has room.
    """

    unit: uuid.UUID
    label: str
    day: dt.date
    minutes: int
    tests: int
    is_tests: bool
    better_on: dt.date | None

    @property
    def key(self) -> str:
        """What a form sends back to say that it was read."""
        return f"{self.unit.hex}:{self.day.isoformat()}:{self.minutes}:{self.tests}"


class Overloaded(Refused):
    """The evening of a class would be too full; `overloads` tells each. Nothing was written."""

    def __init__(self, overloads: Sequence[Overload]) -> None:
        super().__init__("too much for one evening")
        self.overloads = overloads
