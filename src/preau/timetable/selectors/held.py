"""Lessons of a day as they are held, for rooms that hang something on them: who teaches them, to which classes, where.

The caller asks what its reader may see.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from preau.directory.calendar import year_of
from preau.directory.words import readable
from preau.kernel import scope, sql
from preau.timetable.texts import hour_of, when

Named = tuple[uuid.UUID, str]


class Held(NamedTuple):
    """A lesson as it is held: moved, elsewhere or by another where its change says so. `clock`: its school's zone.

    `teachers`: who gives it that day, with names; `homerooms`, `groups`: whom it teaches, with labels.
    """

    id: uuid.UUID
    school_id: uuid.UUID
    clock: str
    day: dt.date
    starts: int
    ends: int
    subject: str
    room: str
    teachers: tuple[Named, ...]
    homerooms: tuple[Named, ...]
    groups: tuple[Named, ...]
    is_cancelled: bool = False

    @property
    def begins(self) -> str:
        """Its first hour, in words."""
        return hour_of(self.starts)

    @property
    def stops(self) -> str:
        """Its last hour, in words."""
        return hour_of(self.ends)

    @property
    def when(self) -> str:
        """Its day and its first hour, in words."""
        return when(self.day, self.starts)

    @property
    def pupils(self) -> str:
        """Its classes and groups, in words."""
        return ", ".join(label for _number, label in (*self.homerooms, *self.groups))

    @property
    def taught_by(self) -> str:
        """Who gives it, in words."""
        return ", ".join(name for _number, name in self.teachers)


_OF_ONE = "SELECT l.id, l.school_id, l.slot_id, l.day FROM timetable_lesson l WHERE l.id = %(lesson)s"
_OF_DAY = """
    SELECT l.id, l.school_id, l.slot_id, l.day FROM timetable_slot s
      JOIN timetable_lesson l ON l.school_id = s.school_id AND l.slot_id = s.id AND l.day = %(day)s
     WHERE s.school_id = %(school)s AND s.school_year_id = %(year)s AND s.weekday = %(weekday)s
    UNION SELECT l.id, l.school_id, l.slot_id, l.day FROM timetable_change c
      JOIN timetable_lesson l ON l.id = c.lesson_id
     WHERE c.school_id = %(school)s AND c.day = %(day)s"""
_UNDER_WAY = """
    SELECT l.id, l.school_id, l.slot_id, l.day FROM timetable_slot s
      JOIN timetable_lesson l ON l.school_id = s.school_id AND l.slot_id = s.id AND l.day = %(day)s
     WHERE s.school_id = %(school)s AND s.school_year_id = %(year)s AND s.weekday = %(weekday)s
       AND s.starts <= %(minutes)s AND s.ends > %(minutes)s
    UNION SELECT l.id, l.school_id, l.slot_id, l.day FROM timetable_change c
      JOIN timetable_lesson l ON l.id = c.lesson_id
     WHERE c.school_id = %(school)s AND c.day = %(day)s AND c.starts <= %(minutes)s AND c.ends > %(minutes)s"""
_LABEL = """CASE WHEN p.homeroom_id IS NULL
    THEN 'g' || {group} || ' ' || (SELECT g.label FROM directory_studentgroup g WHERE g.id = p.group_id)
    ELSE 'h' || {homeroom} || ' ' || (SELECT h.label FROM directory_homeroom h WHERE h.id = p.homeroom_id) END"""


@functools.lru_cache(maxsize=4)
def _statement(picked: str, vendor: str) -> str:
    del vendor  # what `joined` writes depends on it
    name = "{0}.given_name || ' ' || {0}.family_name".format
    label = _LABEL.format(group=sql.id_text("p.group_id"), homeroom=sql.id_text("p.homeroom_id"))
    teacher = f"{sql.id_text('p.id')} || ' ' || {name('p')}"
    text = f"""
        WITH picked AS ({picked})
        SELECT k.id, k.school_id, o.timezone, k.day, s.starts, s.ends, s.title, m.label, r.name,
               (SELECT {sql.joined(teacher)} FROM timetable_slotteacher t JOIN directory_person p ON p.id = t.teacher_id
                 WHERE t.school_id = s.school_id AND t.slot_id = s.id),
               (SELECT {sql.joined(label)} FROM timetable_slotpupils p
                 WHERE p.school_id = s.school_id AND p.slot_id = s.id),
               c.version, c.is_cancelled, c.day, c.starts, c.ends, c.has_room, cr.name, c.absent_id, c.teacher_id,
               {name("n")}
          FROM picked k JOIN timetable_slot s ON s.id = k.slot_id
          JOIN directory_school o ON o.id = k.school_id
          LEFT JOIN directory_subject m ON m.authority_id = o.authority_id AND m.code = s.subject_code
          LEFT JOIN timetable_room r ON r.id = s.room_id
          LEFT JOIN timetable_change c ON c.school_id = k.school_id AND c.lesson_id = k.id
          LEFT JOIN timetable_room cr ON cr.id = c.room_id
          LEFT JOIN directory_person n ON n.id = c.teacher_id"""  # noqa: S608 (ours)
    return " ".join(text.split())


def held_lesson(lesson_id: uuid.UUID) -> Held | None:
    """One lesson; None when there is none under that number in the schools of the present scope. One read."""
    tenants = scope.current().tenants
    rows = sql.named_rows(_statement(_OF_ONE, sql.vendor()), {"lesson": sql.key(lesson_id)})
    found = _held(rows[0]) if rows else None
    return found if found is not None and (tenants is None or found.school_id in tenants) else None


def is_lesson(lesson_id: uuid.UUID) -> bool:
    """Whether there is a lesson under that number, in any school: nothing else is told of it. One read."""
    return bool(sql.named_rows(_OF_ONE, {"lesson": sql.key(lesson_id)}))


def held_on(school_id: uuid.UUID, day: dt.date, minutes: int | None = None) -> list[Held]:
    """The lessons that a school holds on a day, in order: not those cancelled or moved to another. One read.

    `minutes`: those under way at that minute alone.
    """
    tenants = scope.current().tenants
    if tenants is not None and school_id not in tenants:
        return []
    params: dict[str, Any] = {
        "school": sql.key(school_id),
        "day": day,
        "year": year_of(day),
        "weekday": day.isoweekday(),
    }
    if minutes is not None:
        params["minutes"] = minutes
    which = _OF_DAY if minutes is None else _UNDER_WAY
    found = [_held(row) for row in sql.named_rows(_statement(which, sql.vendor()), params)]
    there = [
        one for one in found
        if one.day == day and not one.is_cancelled and (minutes is None or one.starts <= minutes < one.ends)
    ]  # fmt: skip
    return sorted(there, key=lambda one: (one.starts, one.pupils, one.subject, one.id))


@functools.lru_cache(maxsize=4096)
def _named(text: str | None, kind: str = "") -> tuple[Named, ...]:
    """Who or whom such a text names. Reading it is remembered, not what it says: what changed is another text."""
    if not text:
        return ()
    lines = [one[len(kind) :] for one in text.split("\n") if one and one.startswith(kind)]
    pairs = [(sql.as_id(number), label) for number, _space, label in [one.partition(" ") for one in lines]]
    if len(pairs) > 1:
        pairs.sort(key=lambda one: one[1])
    return tuple(pairs)


def _held(row: Sequence[Any]) -> Held:
    number, school, zone, day, starts, ends, title, subject, room, taught, pupils, version = row[:12]
    is_cancelled, to_day, to_starts, to_ends, has_room, to_room, absent, teacher, name = row[12:]
    held_day, teachers = sql.as_day(day), _named(taught)
    assert held_day is not None
    if version is not None:
        if to_day is not None:
            held_day, starts, ends = sql.as_day(to_day) or held_day, to_starts, to_ends
        if has_room:
            room = to_room
        gone = sql.as_id(absent) if absent else None
        teachers = tuple(one for one in teachers if one[0] != gone)
        if teacher and sql.as_id(teacher) not in dict(teachers):
            teachers += ((sql.as_id(teacher), name),)
    return Held(
        sql.as_id(number), sql.as_id(school), zone, held_day, starts, ends,
        title or (readable(subject) if subject else "") or _("Cours"), room or "", teachers, _named(pupils, "h"),
        _named(pupils, "g"), bool(is_cancelled),
    )  # fmt: skip
