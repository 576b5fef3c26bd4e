"""The diary of a class over a school year, whole: what its school keeps, and may take along."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from preau.diary.selectors.pages import DiaryDay, diary_of
from preau.directory.calendar import bounds_of
from preau.kernel import clock


def year_diary(school_id: uuid.UUID, unit_id: uuid.UUID, year: int, *, hidden: bool = True) -> list[DiaryDay]:
    """What the class did and was given in a school year, from its first day on. Its reader was asked before."""
    first, last = bounds_of(year)
    return list(reversed(diary_of(school_id, unit_id, first, min(last, clock.today()), hidden=hidden)))


def as_json(school: str, label: str, year: int, days: list[DiaryDay]) -> Mapping[str, Any]:
    """The same, as programs read it: days and moments as ISO 8601 says, minutes, formulas as they were typed."""
    return {
        "format": "preau.diary", "version": 1, "school": school, "class": label, "school_year": f"{year}-{year + 1}",
        "made_at": clock.now().isoformat(),
        "days": [
            {
                "day": day.day.isoformat(),
                "lessons": [
                    {
                        "starts": one.starts, "subject": one.subject, "text": one.text, "written_by": one.written_by,
                        "published_at": _moment(one.published_at), "endorsed": one.is_locked,
                        "files": [file.name for file in one.files],
                    }
                    for one in day.pages
                ],
                "work": [
                    {
                        "subject": one.subject, "kind": one.kind, "text": one.text, "minutes": one.minutes,
                        "due": sorted({due.isoformat() for due in one.due.values()}), "written_by": one.written_by,
                        "files": [file.name for file in one.files],
                    }
                    for one in day.given
                ],
            }
            for day in days
        ],
    }  # fmt: skip


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
