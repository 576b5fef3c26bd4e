"""The report of a file of changes of some days: as that of a week, for the same page and the same terminal."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from preau.directory.models import School
from preau.imports.timetables.days import ReadDays, Understood
from preau.imports.timetables.naming import Naming
from preau.imports.timetables.telling import SHOWN_MAX, Telling, faults_of, names_of
from preau.kernel import clock
from preau.timetable.public import DayChange, DayMatched, Differs, Overlap


def report_of_days(
    school: School, file: ReadDays, naming: Naming, changes: Understood, matched: DayMatched,
    beside: Sequence[Overlap], *, dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """What a file changes of some days."""
    said = file.said
    lines = [one for one in said.faults if not one.is_warning]
    told = _Telling(naming, changes)
    return {
        "school": school.uai, "name": school.name, "file": said.name, "format": said.format, "year": said.year,
        "since": min(file.days).isoformat(), "dry_run": dry_run, "at": clock.now().isoformat(),
        "counts": {
            "added": len(matched.added), "changed": len(matched.changed), "ended": len(matched.removed),
            "same": matched.same, "kept": len(matched.kept), "aside": len(lines) + said.beyond,
            "warned": len(said.faults) - len(lines), "spared": matched.spared, "rooms": len(naming.new_rooms),
            "groups": 0, "lessons_kept": 0, "overlaps": len(beside),
        },
        **faults_of(said),
        "differences": list(told.differences(matched))[:SHOWN_MAX],
        "conflicts": [
            {"was": told.of(one, before), "now": told.of(one, one.differs), "file": one.file, "line": one.line,
             "ended": False}
            for before, one in matched.kept
        ][:SHOWN_MAX],
        "overlaps": [Telling(naming).overlap(one) for one in beside[:SHOWN_MAX]],
        **names_of(naming),
        "groups": [], "needs_weeks": False,
    }  # fmt: skip


class _Telling:
    """Changes as a report keeps them."""

    def __init__(self, naming: Naming, changes: Understood) -> None:
        self.naming, self.slots = naming, changes.slots

    def of(self, change: DayChange, differs: Differs) -> dict[str, Any]:
        """How a lesson differs: plain values."""
        stands = self.slots.get(change.slot_id)
        week, labels = (stands.week if stands else None), self.naming.labels
        return {
            "date": change.day.isoformat(), "starts": week.starts if week else 0,
            "subject": self.naming.subject_of(week) if week else "",
            "pupils": sorted(labels.get(one, "") for one in (*week.homerooms, *week.groups)) if week else [],
            "cancelled": differs.is_cancelled, "to_day": _iso(differs.day), "to_starts": differs.starts or 0,
            "room": labels.get(differs.room_id, "") if differs.room_id else "",
            "stands_in": differs.teacher_id.hex if differs.teacher_id else "", "remote": differs.is_remote,
            "reason": differs.reason,
        }  # fmt: skip

    def differences(self, matched: DayMatched) -> Iterator[dict[str, Any]]:
        """What is changed, then taken back, then added."""
        for before, one in matched.changed:
            yield {
                "op": "changed", "was": self.of(one, before), "now": self.of(one, one.differs), "file": one.file,
                "line": one.line,
            }  # fmt: skip
        for one in matched.removed:
            yield {"op": "ended", "was": self.of(one, one.differs)}
        for one in matched.added:
            yield {"op": "added", "now": self.of(one, one.differs), "file": one.file, "line": one.line}


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
