"""Until when a copy is taken: by the server's hour alone."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from preau.diary.public import DueFor
from preau.kernel import clock
from preau.submissions.models import Assignment, Copy

MORNING = 8 * 60
"""When work is due on a day without a lesson, in minutes after midnight."""


@dataclass(frozen=True, slots=True)
class Until:
    """`due`: until when it is in time, extra time counted; `last`: until when it is taken at all. `opens_again`: the
    teacher asked for it again, until that moment.
    """

    due: dt.datetime
    last: dt.datetime
    closed: bool = False
    opens_again: dt.datetime | None = None

    def takes(self, at: dt.datetime) -> bool:
        """Whether a copy is taken at that moment; that of the due hour is in time, one second more is not."""
        if self.opens_again is not None and at <= self.opens_again:
            return True
        return not self.closed and at <= self.last

    def late_minutes(self, at: dt.datetime) -> int:
        """How late it is, in minutes begun: one second late is late."""
        if at <= self.due or (self.opens_again is not None and at <= self.opens_again):
            return 0
        return int((at - self.due).total_seconds() // 60) + 1

    def is_late(self, at: dt.datetime | None = None) -> bool:
        """Whether that moment (now) is after the due hour."""
        return self.late_minutes(at or clock.now()) > 0


def hour_due(assignment: Assignment, due: DueFor, zone: str) -> dt.datetime:
    """The moment that a class has it due for, nobody's extra time counted."""
    minute = assignment.due_minute if assignment.due_minute is not None else due.starts
    minute = MORNING if minute is None else minute
    at = dt.datetime.combine(due.due_on, dt.time(minute // 60, minute % 60), zoneinfo.ZoneInfo(zone))
    return at.astimezone(dt.UTC)


def until(assignment: Assignment, due: DueFor, zone: str, *, hours: int = 0, copy: Copy | None = None) -> Until:
    """Until when somebody may hand in. `hours`: their extra time."""
    at = hour_due(assignment, due, zone) + dt.timedelta(hours=hours)
    return Until(
        at, at + dt.timedelta(days=assignment.late_days), assignment.closed_at is not None,
        copy.open_until if copy else None,
    )  # fmt: skip
