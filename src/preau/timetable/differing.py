"""What is said of a lesson that differs from the regular week."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Differs:
    """How a lesson differs from the regular week; nothing said is as the week has it."""

    is_cancelled: bool = False
    day: dt.date | None = None
    starts: int | None = None
    ends: int | None = None
    has_room: bool = False
    room_id: uuid.UUID | None = None
    absent_id: uuid.UUID | None = None
    teacher_id: uuid.UUID | None = None
    is_remote: bool = False
    link: str = ""
    instructions: str = ""
    reason: str = ""


AS_USUAL = Differs()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Who is absent from a day to a day, and who stands in; nobody: the lessons are cancelled. `parts`: for which of
    their lessons (`stretches.part_of`), none for all.
    """

    absent_id: uuid.UUID
    teacher_id: uuid.UUID | None
    first_on: dt.date
    last_on: dt.date
    parts: frozenset[str] = frozenset()
    reason: str = ""
