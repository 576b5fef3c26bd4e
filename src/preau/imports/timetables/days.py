"""A CSV of the changes of some days: one line for each lesson that is cancelled, moved, elsewhere, taken by another."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from preau.directory.calendar import year_of
from preau.directory.errors import Refused
from preau.imports.aaf.refusals import FileRefused
from preau.imports.csvfiles import tables
from preau.imports.enums import TimetableFault
from preau.imports.timetables.edt_xml import day_of
from preau.imports.timetables.hours import minutes
from preau.imports.timetables.naming import Naming, why_lacking
from preau.imports.timetables.neutral import Aside, FileLesson, Said, one, teacher
from preau.kernel.text import fold
from preau.timetable.enums import NameKind
from preau.timetable.public import DayChange, Differs, Regular, Stands, YearPlan, is_held

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "day": ("date", "jour"), "starts": ("h debut", "heure debut", "debut", "heure"),
    "classes": ("classe", "classes", "groupe"), "number": ("numero",), "subject": ("matiere", "mat libelle"),
    "kind": ("type", "changement", "nature"), "to_day": ("nouvelle date", "nouveau jour"),
    "to_starts": ("nouveau debut", "nouvelle heure", "nouvelle h debut"), "to_ends": ("nouvelle fin",),
    "room": ("salle", "nouvelle salle"), "stands_in": ("remplacant", "remplacante", "professeur"),
    "absent": ("absent", "professeur absent"), "link": ("lien",), "reason": ("motif", "commentaire"),
}  # fmt: skip
NEEDED = ("day", "starts", "kind")
KINDS = {
    "annul": "cancelled", "suppr": "cancelled", "deplac": "moved", "report": "moved", "salle": "room",
    "remplac": "teacher", "distan": "remote",
}  # fmt: skip
"""Kinds of changes, by how a word of their name begins."""
REASON_MAX = 120
LINES_MAX = 5_000
"""More than a large school changes in a month."""
Cells = Mapping[str, str]
ByHour = Mapping[tuple[int, int], Sequence[Stands]]
"""Slots by weekday and by the minute they begin at."""
_BY_HEADING = {word: name for name, words in COLUMNS.items() for word in words}


@dataclass(frozen=True, slots=True)
class DayLine:
    """A line, as it was read."""

    line: int
    day: dt.date
    starts: int
    kind: str
    cells: Cells


@dataclass(slots=True)
class ReadDays:
    """A file of changes that was read."""

    said: Said
    lines: list[DayLine] = field(default_factory=list)

    @property
    def days(self) -> set[dt.date]:
        """The days it names."""
        return {one.day for one in self.lines}


def is_of_days(path: Path) -> bool:
    """Whether a CSV is one of changes: its headings have a date and a kind."""
    try:
        headings = tables.shape_of(path).headings
    except Refused:
        return False
    return {"day", "kind"} <= _places(headings).keys() and fold("date") in {fold(one) for one in headings}


def _places(headings: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if (name := _BY_HEADING.get(fold(heading))) is not None:
            found.setdefault(name, place)
    return found


def read_days(path: Path, said: Said) -> ReadDays:
    """Read a file of changes; a line that cannot be taken goes aside. Raises Refused when it is no such file."""
    shape = tables.shape_of(path)
    places = _places(shape.headings)
    if any(name not in places for name in NEEDED) or not {"classes", "number"} & places.keys():
        raise Refused(_("Les changements du jour portent les colonnes DATE, H.DEBUT, CLASSE et TYPE."))
    made = ReadDays(said)
    try:
        for line, cells in tables.lines_of(path, shape, most=LINES_MAX):
            told = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
            try:
                made.lines.append(_line(line, told, said))
            except Aside as aside:
                said.refuse(aside.cause, aside.reason, line)
    except FileRefused as fault:
        said.refuse(str(fault.cause), fault.reason, fault.line)
    return made


def _line(line: int, cells: Cells, said: Said) -> DayLine:
    day = day_of(cells["day"])
    if day is None:
        raise Aside(TimetableFault.BAD_TIME, _("« %s » n’est pas une date") % cells["day"][:20])
    if year_of(day) != said.year:
        years = f"{said.year}-{said.year + 1}"
        raise Aside(TimetableFault.BAD_TIME, _("ce jour n’est pas de l’année scolaire %s") % years)
    words = fold(cells["kind"]).split()
    kind = next((code for start, code in KINDS.items() if any(one.startswith(start) for one in words)), "")
    if not kind:
        raise Aside(TimetableFault.BAD_VALUE, _("« %s » n’est pas un changement connu") % cells["kind"][:30])
    return DayLine(line, day, minutes(cells["starts"]), kind, cells)


@dataclass(frozen=True, slots=True)
class Understood:
    """Changes whose lesson was found; the slots they are of, for the report."""

    changes: list[DayChange]
    slots: Mapping[uuid.UUID, Stands]
    is_whole: bool


def understood(file: ReadDays, naming: Naming, plan: YearPlan, week: Collection[Stands]) -> Understood:
    """The lesson of each line, and how it differs. Noted anew each time, since names may be said between two."""
    found: dict[object, DayChange] = {}
    hours: dict[tuple[int, int], list[Stands]] = defaultdict(list)
    for stands in week:
        hours[stands.week.weekday, stands.week.starts].append(stands)
    whole = file.said.is_whole
    for one_line in file.lines:
        try:
            change = _change(one_line, file.said, naming, plan, hours)
        except Aside as aside:
            file.said.refuse(aside.cause, aside.reason, one_line.line)
            whole = False
            continue
        if change is not None:
            found[change.place] = change
    return Understood(list(found.values()), {one.id: one for one in week}, whole)


def _change(line: DayLine, said: Said, naming: Naming, plan: YearPlan, hours: ByHour) -> DayChange | None:
    stands = _lesson(line, said, naming, plan, hours)
    if stands is None:
        return None
    return DayChange(stands.id, line.day, _differs(line, stands, said, naming), said.name, line.line)


def _lesson(line: DayLine, said: Said, naming: Naming, plan: YearPlan, hours: ByHour) -> Stands | None:
    """The lesson that a line is of; None when all its pupils are left out, as somebody said. Raises Aside."""
    cells = line.cells
    there = [one for one in hours.get((line.day.isoweekday(), line.starts), ()) if _is_held(one, plan, line.day)]
    if number := cells.get("number", ""):
        there = [one for one in there if one.key == number] or there
    named = tuple(
        one(NameKind.CLASS, name.strip("[] ")) for name in cells.get("classes", "").split(",") if name.strip()
    )
    if named:
        homerooms, groups, lacking = naming.taught(_as_lesson(line, classes=named), said)
        if lacking:
            reason = why_lacking(lacking) % ", ".join(named.label for named in lacking)
            raise Aside(TimetableFault.UNKNOWN_PUPILS, reason)
        if not (homerooms or groups):
            return None
        there = [one for one in there if one.week.homerooms & homerooms or one.week.groups & groups]
    if len(there) > 1 and (subject := fold(cells.get("subject", ""))):
        there = [one for one in there if subject in (fold(one.week.title), fold(naming.subject_of(one.week)))]
    if len(there) != 1:
        words = (
            _("aucun cours ne commence à cette heure ce jour-là")
            if not there
            else _("plusieurs cours commencent à cette heure : dites le groupe, la matière ou le numéro")
        )
        raise Aside(TimetableFault.UNKNOWN_LESSON, words)
    return there[0]


def _is_held(stands: Stands, plan: YearPlan, day: dt.date) -> bool:
    week = stands.week
    if week.weekday != day.isoweekday() or not stands.first_on <= day <= stands.last_on:
        return False
    regular = Regular(week.weekday, week.starts, week.ends, stands.first_on, stands.last_on, week.letters, week.weeks)
    return is_held(regular, plan, day)


def _as_lesson(line: DayLine, **more: object) -> FileLesson:
    return FileLesson(line=line.line, weekday=line.day.isoweekday(), starts=line.starts, ends=line.starts + 1, **more)  # type: ignore[arg-type]


def _differs(line: DayLine, stands: Stands, said: Said, naming: Naming) -> Differs:
    cells, reason = line.cells, line.cells.get("reason", "")[:REASON_MAX]
    if line.kind == "cancelled":
        return Differs(is_cancelled=True, reason=reason)
    room = naming.room(_as_lesson(line, room=one(NameKind.ROOM, name))) if (name := cells.get("room", "")) else None
    if line.kind == "room" and room is None:
        raise Aside(TimetableFault.BAD_VALUE, _("la nouvelle salle n’est pas dite"))
    told = Differs(has_room=room is not None, room_id=room, reason=reason)
    if line.kind == "room":
        return told
    if line.kind == "moved":
        return _moved(line, stands, told)
    if line.kind == "remote":
        link = cells.get("link", "")
        if link and not link.startswith(("https://", "http://")):
            raise Aside(TimetableFault.BAD_VALUE, _("le lien doit commencer par https://"))
        return Differs(is_remote=True, link=link[:500], reason=reason)
    return _replaced(line, stands, told, said, naming)


def _moved(line: DayLine, stands: Stands, told: Differs) -> Differs:
    cells = line.cells
    day = day_of(cells["to_day"]) if cells.get("to_day") else line.day
    if day is None or year_of(day) != year_of(line.day):
        raise Aside(TimetableFault.BAD_TIME, _("le nouveau jour n’est pas un jour de cette année scolaire"))
    starts = minutes(cells["to_starts"]) if cells.get("to_starts") else line.starts
    length = stands.week.ends - stands.week.starts
    ends = minutes(cells["to_ends"]) if cells.get("to_ends") else starts + length
    if ends <= starts or ends > 24 * 60:
        raise Aside(TimetableFault.BAD_TIME, _("le cours finit avant de commencer"))
    if (day, starts, ends) == (line.day, stands.week.starts, stands.week.ends):
        raise Aside(TimetableFault.BAD_VALUE, _("le cours n’est déplacé nulle part"))
    return Differs(day=day, starts=starts, ends=ends, has_room=told.has_room, room_id=told.room_id, reason=told.reason)


def _replaced(line: DayLine, stands: Stands, told: Differs, said: Said, naming: Naming) -> Differs:
    found = []
    for name in ("stands_in", "absent"):
        text = line.cells.get(name, "")
        people = naming.people(_as_lesson(line, teachers=(teacher(text),)), said) if text else set()
        if text and len(people) != 1:
            raise Aside(TimetableFault.UNKNOWN_TEACHER, _("« %s » n’est pas reconnu") % text[:60])
        found.append(next(iter(people), None))
    stands_in, absent = found
    if stands_in is None:
        raise Aside(TimetableFault.UNKNOWN_TEACHER, _("qui remplace n’est pas dit"))
    if absent is None and len(stands.week.teachers) == 1:
        absent = next(iter(stands.week.teachers))
    if absent is not None and absent not in stands.week.teachers:
        raise Aside(TimetableFault.UNKNOWN_TEACHER, _("qui est remplacé n’assure pas ce cours"))
    return Differs(
        has_room=told.has_room, room_id=told.room_id, teacher_id=stands_in, absent_id=absent, reason=told.reason
    )
