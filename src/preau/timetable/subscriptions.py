"""Lessons follow the days on which a school holds no class."""

import datetime as dt

from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent
from preau.timetable.services import settle_year


@subscribe("directory.closures_changed")
def follow(event: OutboxEvent) -> None:
    """Lessons to come of the years that those days are in. Told twice, nothing more is to do."""
    if event.tenant is not None:
        for day in (event.payload["starts_on"], event.payload["ends_on"]):
            settle_year(school_id=event.tenant, day=dt.date.fromisoformat(day))
