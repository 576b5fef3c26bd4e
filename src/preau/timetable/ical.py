"""Lessons as iCalendar (RFC 5545): subject, time, teacher and room; no pupil's name, no class."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from preau.timetable.selectors.feeds import Told
from preau.timetable.selectors.reading import Line
from preau.timetable.weeks import span_of

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
HOURS = 4
"""Hours after which a calendar is asked to read again."""


def calendar_of(told: Iterable[Told], made_at: dt.datetime) -> bytes:
    """The calendar of these lessons. A lesson that was moved away is told where it went, and cancelled ones are told
    as cancelled: calendars that kept them cross them out.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Preau//Emploi du temps//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Emploi du temps"))
    calendar.add("refresh-interval", dt.timedelta(hours=HOURS), parameters={"value": "DURATION"})
    for one in told:
        moved = {line.lesson_id for line in one.lines if not line.is_gone}
        for line in one.lines:
            if not line.is_gone or line.lesson_id not in moved:
                calendar.add_component(_event(line, one.zone, made_at))
    return bytes(calendar.to_ical())


def _event(line: Line, zone: str, made_at: dt.datetime) -> Event:
    clock = zoneinfo.ZoneInfo(zone)
    starts, ends = (moment.astimezone(dt.UTC) for moment in span_of(line.day, line.starts, line.ends, str(clock)))
    event = Event()
    event.add("uid", f"{line.lesson_id}@preau")
    event.add("dtstamp", made_at.astimezone(dt.UTC))
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("sequence", line.version)
    event.add("summary", _plain(line.subject))
    if line.room:
        event.add("location", _plain(line.room))
    told = [", ".join(line.teachers), *line.notes, line.reason, line.instructions, line.link]
    event.add("description", _plain("\n".join(filter(None, told))))
    event.add("status", "CANCELLED" if line.is_gone else "CONFIRMED")
    return event


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text)
