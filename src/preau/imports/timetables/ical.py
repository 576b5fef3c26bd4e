"""Lessons of a calendar (iCalendar, RFC 5545): events that come back at one hour of one weekday are one lesson.

What a calendar does not say by itself is read in the description, as school programs write it: "Classe : 3A".
"""

import datetime as dt
import re
import zoneinfo
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Event

from preau.directory.calendar import bounds_of
from preau.imports.aaf.refusals import FileRefused
from preau.imports.enums import RefusalCause, TimetableFault
from preau.imports.timetables.neutral import (
    LESSONS_MAX,
    Aside,
    FileLesson,
    Said,
    Source,
    checked,
    mask_of_days,
    one,
    teacher,
)
from preau.kernel.text import fold
from preau.timetable.enums import NameKind

EVENT_MAX = 20_000
"""Letters of one event."""
_BEGIN, _END = "BEGIN:VEVENT", "END:VEVENT"
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORDS = {
    "matiere": "subject", "professeur": "teachers", "professeurs": "teachers", "enseignant": "teachers",
    "enseignants": "teachers", "classe": "classes", "classes": "classes", "groupe": "groups", "groupes": "groups",
    "partie": "groups", "parties": "groups", "partie de classe": "groups", "parties de classe": "groups",
    "salle": "room", "salles": "room",
}  # fmt: skip
_TITLE = re.compile(r"(?:M\.|MM\.|Mme|Mlle|Mr)\s+", re.IGNORECASE)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
_Said = Mapping[str, str]
_Same = tuple[int, int, int, str, str, str]
_Of = tuple[str, dt.date]
"""A day of the series of that UID; without one, a day that stands by itself."""


def lessons(source: Source) -> Iterator[FileLesson]:
    """Lessons of a calendar, grouped over its events; one that cannot be read is set aside with its line."""
    said = source.said
    days: dict[_Same, set[_Of]] = defaultdict(set)
    moved: set[_Of] = set()
    lines: dict[_Same, int] = {}
    for line, block in _events(source):
        try:
            for same, of in _held(block, said, moved):
                days[same].add(of)
                lines.setdefault(same, line)
        except Aside as aside:
            said.refuse(aside.cause, aside.reason, line)
        except (ArithmeticError, ValueError):
            said.refuse(TimetableFault.BAD_VALUE, _("cet événement ne se lit pas"), line)
    for same, told in days.items():
        if not (held := {day for _uid, day in told - moved}):
            continue  # each of its days was moved, or cancelled
        try:
            yield checked(_lesson(same, held, lines[same], said), said)
        except Aside as aside:
            said.refuse(aside.cause, aside.reason, lines[same])


def _events(source: Source) -> Iterator[tuple[int, str]]:
    """Each event as text, with the line it begins at."""
    block: list[str] = []
    begun = many = letters = 0
    try:
        with source.path.open(encoding="utf-8-sig") as file:
            for number, text in enumerate(file, start=1):
                told = text.rstrip("\r\n")
                if told.upper() == _BEGIN:
                    block, begun, letters = [], number, 0
                if begun:
                    letters += len(told)
                    if letters > EVENT_MAX:
                        raise FileRefused(
                            RefusalCause.HOSTILE,
                            _("un morceau démesuré, comme aucun export n’en a : la lecture s’arrête à cette ligne"),
                            number,
                        )
                    block.append(told)
                if begun and told.upper() == _END:
                    many += 1
                    if many > LESSONS_MAX:
                        raise FileRefused(
                            RefusalCause.TOO_LONG, _("plus de %s cours : la suite n’est pas lue") % LESSONS_MAX, number
                        )
                    yield begun, "\r\n".join(block) + "\r\n"
                    begun = 0
    except UnicodeDecodeError:
        raise FileRefused(RefusalCause.ENCODING, _("ce calendrier n’est pas en UTF-8")) from None
    if begun:
        raise FileRefused(
            RefusalCause.MALFORMED, _("le fichier est tronqué : il s’arrête dans ce qui commence à cette ligne"), begun
        )


def _held(block: str, said: Said, moved: set[_Of]) -> Iterator[tuple[_Same, _Of]]:
    """The days of an event; those of its series that it is held instead of (RECURRENCE-ID, RFC 5545 § 3.8.4.4) go to
    `moved`, wherever the series stands in the file.
    """
    try:
        event: Any = Event.from_ical(block)
        begins, ends = event.decoded("DTSTART"), _end_of(event)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, ArithmeticError) as fault:
        raise Aside(TimetableFault.BAD_VALUE, _("cet événement ne se lit pas")) from fault
    if not isinstance(begins, dt.datetime) or not isinstance(ends, dt.datetime):
        raise Aside(TimetableFault.BAD_TIME, _("un événement d’une journée entière n’est pas un cours"))
    instead = _instead_of(event, said)
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        moved |= instead
        return
    first, last = _local(begins, said), _local(ends, said)
    if last <= first:
        raise Aside(TimetableFault.BAD_TIME, _("le cours finit avant de commencer"))
    if last.date() != first.date():
        raise Aside(TimetableFault.BAD_TIME, _("le cours finit un autre jour que celui où il commence"))
    hours = first.hour * 60 + first.minute, last.hour * 60 + last.minute
    summary, location, description = (
        str(event.get(name, "")).strip() for name in ("SUMMARY", "LOCATION", "DESCRIPTION")
    )
    moved |= instead
    uid = "" if instead else str(event.get("UID", ""))
    for day in [first.date()] if instead else _days(event, first, said):
        yield (day.isoweekday(), *hours, summary, location, description), (uid, day)


def _instead_of(event: Any, said: Said) -> set[_Of]:
    """The day of its series that an event is held instead of."""
    if any(name == "RECURRENCE-ID" for name, _why in event.errors):
        raise Aside(TimetableFault.BAD_WEEKS, _("la répétition de cet événement ne se lit pas"))
    if "RECURRENCE-ID" not in event:
        return set()
    told = event["RECURRENCE-ID"]
    day = None if isinstance(told, list) or "RANGE" in told.params else told.dt
    if isinstance(day, dt.datetime):
        day = _local(day, said).date()
    uid = str(event.get("UID", ""))
    if not uid or not isinstance(day, dt.date):  # of no series; several, an hour, or RANGE: those that follow too
        raise Aside(TimetableFault.BAD_WEEKS, _("la répétition de cet événement ne se lit pas"))
    return {(uid, day)}


def _end_of(event: Any) -> Any:
    return event.decoded("DTEND") if "DTEND" in event else event.decoded("DTSTART") + event.decoded("DURATION")


def _local(moment: dt.datetime, said: Said) -> dt.datetime:
    """On the school's clock; an hour without zone is already."""
    return moment.astimezone(zoneinfo.ZoneInfo(said.timezone)) if moment.tzinfo else moment


def _days(event: Any, first: dt.datetime, said: Said) -> Iterator[dt.date]:
    """The days an event is held on in the school year, its rule worked out: weekly, or daily, and no other."""
    if "RRULE" not in event:
        yield first.date()
        return
    rule: Any = event["RRULE"]
    if isinstance(rule, list):
        raise Aside(TimetableFault.BAD_WEEKS, _("la répétition de cet événement ne se lit pas"))
    told = {str(name).upper(): rule[name] for name in rule}
    often = str(told.get("FREQ", [""])[0]).upper()
    strange = set(told) - {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT", "WKST"}
    by_day = [str(one).upper() for one in told.get("BYDAY", ())] or [_DAYS[first.weekday()]]
    if often not in ("WEEKLY", "DAILY") or strange or any(one not in _DAYS for one in by_day):
        raise Aside(TimetableFault.BAD_WEEKS, _("la répétition de cet événement n’est pas celle d’un cours"))
    every = max(1, int(told.get("INTERVAL", [1])[0]))
    count = int(told["COUNT"][0]) if "COUNT" in told else None
    until = told.get("UNTIL", [bounds_of(said.year)[1]])[0]
    until = _local(until, said).date() if isinstance(until, dt.datetime) else until
    but = {_local(one.dt, said).date() if isinstance(one.dt, dt.datetime) else one.dt for one in _excepted(event)}
    begins, ends = bounds_of(said.year)
    day, monday = first.date(), first.date() - first.weekday() * DAY
    last = min(until, ends)
    if last < begins or (count is not None and day < bounds_of(said.year - 1)[0]):
        years = f"{said.year}-{said.year + 1}"
        raise Aside(TimetableFault.BAD_WEEKS, _("aucune semaine n’est de l’année scolaire %s") % years)
    if count is None:
        day = max(day, begins)
    while day <= last and (count is None or count > 0):
        turn = (day - monday).days // 7 if often == "WEEKLY" else (day - first.date()).days
        if turn % every == 0 and (often == "DAILY" or _DAYS[day.weekday()] in by_day):
            count = None if count is None else count - 1
            if day not in but:
                yield day
        day += DAY


def _excepted(event: Any) -> Iterator[Any]:
    told = event.get("EXDATE", [])
    for some in told if isinstance(told, list) else [told]:
        yield from some.dts


def _lesson(same: _Same, held: set[dt.date], line: int, said: Said) -> FileLesson:
    weekday, starts, ends, summary, location, description = same
    told = _told(description)
    subject = told.get("subject") or _subject(summary)
    classes = [one(NameKind.CLASS, name) for name in _several(told.get("classes", ""))]
    groups = [one(NameKind.GROUP, name.strip("[]")) for name in _several(told.get("groups", ""))]
    room = _several(told.get("room", "")) or _several(location)
    return FileLesson(
        line=line, weekday=weekday, starts=starts, ends=ends,
        subject=one(NameKind.SUBJECT, subject) if subject else None, classes=tuple(classes), groups=tuple(groups),
        teachers=tuple(teacher(_TITLE.sub("", name)) for name in _several(told.get("teachers", ""))),
        room=one(NameKind.ROOM, room[0], room[0]) if room else None,
        weeks=mask_of_days(sorted(held), said, line), file=said.name,
    )  # fmt: skip


def _told(description: str) -> _Said:
    found: dict[str, str] = {}
    for text in description.splitlines():
        name, colon, value = text.partition(":")
        if colon and (field := _WORDS.get(fold(name))) is not None:
            found.setdefault(field, value.strip())
    return found


def _subject(summary: str) -> str:
    """ "Mathématiques" of "Mathématiques - M. Roux - 3A"."""
    return re.split(r"\s+[-–—|]\s+", summary, maxsplit=1)[0].strip()


def _several(text: str) -> list[str]:
    return [found for part in re.split(r"[,;]", text) if (found := " ".join(part.split()))]
