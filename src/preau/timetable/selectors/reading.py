"""Lessons of some days, as they will be held: of a pupil, a class, a group, a teacher or a room, by one statement
written by hand. What differs from the regular week is said in words.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from preau.directory.calendar import year_of
from preau.directory.words import readable
from preau.kernel import scope, sql
from preau.kernel.steps import Steps, in_steps, read
from preau.timetable.texts import hour_of, when

PUPIL, CLASS, GROUP, TEACHER, ROOM = "pupil", "class", "group", "teacher", "room"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose lessons they are, in one school. `zone`: of its holidays; `clock`: the time zone it lives by."""

    kind: str
    id: uuid.UUID
    school_id: uuid.UUID
    label: str = ""
    zone: str = ""
    clock: str = "Europe/Paris"


class Line(NamedTuple):
    """One lesson, where it is shown. `notes`: what differs from the regular week, in words, the first the most
    important; `is_gone`: it is not held there, for this reader. `link`, `instructions`: of one held at a distance.
    """

    key: Any
    day: dt.date
    starts: int
    ends: int
    subject: str
    pupils: tuple[str, ...]
    teachers: tuple[str, ...]
    room: str
    notes: tuple[str, ...] = ()
    is_gone: bool = False
    is_cancelled: bool = False
    is_remote: bool = False
    link: str = ""
    instructions: str = ""
    reason: str = ""
    version: int = 0

    @property
    def lesson_id(self) -> uuid.UUID:
        """Its number; `key` as the database tells it: a page shows many lessons and few numbers."""
        return sql.as_id(self.key)

    @property
    def is_usual(self) -> bool:
        """Whether nothing differs from the regular week."""
        return not self.version

    @property
    def begins(self) -> str:
        """Its first hour, in words."""
        return hour_of(self.starts)

    @property
    def when(self) -> str:
        """Its day and its first hour, in words."""
        return when(self.day, self.starts)

    @property
    def state(self) -> str:
        """How it differs, as a timeline shows it: cancelled, changed, or nothing."""
        return "cancelled" if self.is_cancelled else "changed" if self.notes else ""

    def told(self, whose: "Whose") -> str:
        """To whom, by whom and where, in a few words: what the reader of those lessons does not know already."""
        pupils = [one for one in self.pupils if whose.kind not in (PUPIL, CLASS, GROUP) or one != whose.label]
        teachers = self.teachers if whose.kind != TEACHER or len(self.teachers) > 1 else ()
        place = "" if whose.kind == ROOM else self.room
        parts = ("" if whose.kind == PUPIL else ", ".join(pupils), ", ".join(teachers), place)
        return " · ".join(filter(None, parts))

    @property
    def stops(self) -> str:
        """Its last hour, in words."""
        return hour_of(self.ends)


# Slots of each of whom it is told, by their place in the question.
_MINE = {
    PUPIL: """
        SELECT t.school_id, t.n, p.slot_id FROM told t JOIN directory_enrollment e
            ON e.school_id = t.school_id AND e.student_id = t.who AND e.left_on IS NULL
           AND e.school_year_id BETWEEN %(year)s AND %(last_year)s
          JOIN timetable_slotpupils p ON p.school_id = e.school_id AND p.homeroom_id = e.homeroom_id
        UNION SELECT t.school_id, t.n, p.slot_id FROM told t
          JOIN directory_groupmembership m ON m.school_id = t.school_id AND m.student_id = t.who
          JOIN timetable_slotpupils p ON p.school_id = m.school_id AND p.group_id = m.group_id""",
    CLASS: """
        SELECT t.school_id, t.n, p.slot_id FROM told t
          JOIN timetable_slotpupils p ON p.school_id = t.school_id AND p.homeroom_id = t.who
        UNION SELECT t.school_id, t.n, p.slot_id FROM told t
          JOIN directory_grouphomeroom d ON d.school_id = t.school_id AND d.homeroom_id = t.who
          JOIN timetable_slotpupils p ON p.school_id = d.school_id AND p.group_id = d.group_id""",
    GROUP: """
        SELECT t.school_id, t.n, p.slot_id FROM told t
          JOIN timetable_slotpupils p ON p.school_id = t.school_id AND p.group_id = t.who""",
    TEACHER: """
        SELECT t.school_id, t.n, p.slot_id FROM told t
          JOIN timetable_slotteacher p ON p.school_id = t.school_id AND p.teacher_id = t.who""",
    ROOM: """
        SELECT t.school_id, t.n, s.id AS slot_id FROM told t
          JOIN timetable_slot s ON s.school_id = t.school_id AND s.room_id = t.who""",
}
_CAME = """
    UNION SELECT t.school_id, t.n, l.id, l.slot_id, l.day FROM told t
      JOIN timetable_change c ON c.school_id = t.school_id AND c.{0} = t.who
      JOIN timetable_lesson l ON l.id = c.lesson_id"""
# Lessons of others' slots that a change brings here. `day`: the one of the regular week.
_BROUGHT = {TEACHER: _CAME.format("teacher_id"), ROOM: _CAME.format("room_id")}


# The places of each lesson, the first day on which one of them is left, and what is held that day. When it ends matters
# on the first day alone: only then is it looked for.
_COMING = """,
        near AS (
          SELECT k.*, k.day AS held, NULL AS ends FROM picked k
          UNION ALL SELECT k.*, c.day, c.ends FROM picked k
            JOIN timetable_change c ON c.school_id = k.school_id AND c.lesson_id = k.id AND c.day IS NOT NULL),
        soonest AS (
          SELECT n, MIN(held) AS held FROM near
           WHERE held <= %(until)s AND (held > %(since)s OR (held = %(since)s AND %(minutes)s < COALESCE(
                   ends, (SELECT s.ends FROM timetable_slot s WHERE s.id = near.slot_id))))
           GROUP BY n),
        shown AS (
          SELECT DISTINCT o.school_id, o.n, o.id, o.slot_id, o.day
            FROM near o JOIN soonest f ON f.n = o.n AND f.held = o.held)"""


# Which classes and groups; a pupil knows. Each label is looked for by itself, as are the names that a change brings:
# joined, PostgreSQL reads whole tables for each lesson.
_LABEL = """COALESCE((SELECT h.label FROM directory_homeroom h WHERE h.id = p.homeroom_id),
                (SELECT g.label FROM directory_studentgroup g WHERE g.id = p.group_id))"""
_PUPILS = "(SELECT {} FROM timetable_slotpupils p WHERE p.school_id = s.school_id AND p.slot_id = s.id)"


@functools.lru_cache(maxsize=64)
def _statement(kind: str, count: int, vendor: str, *, is_coming: bool = False) -> str:
    """For so many pupils, or others, who are a table apart: PostgreSQL then keeps its plan.

    `is_coming`: of the first day alone that has something left.
    """
    del vendor  # what `joined` writes depends on it
    name = "p.given_name || ' ' || p.family_name"
    person = f"(SELECT {name} FROM directory_person p WHERE p.id = {{}})"  # noqa: S608 (ours)
    told = ", ".join(f"(%(school{number})s, %(who{number})s, {number})" for number in range(count))
    text = f"""
        WITH told (school_id, who, n) AS MATERIALIZED (VALUES {told}),
        mine AS ({_MINE[kind]}),
        picked AS (
          SELECT mine.school_id, mine.n, l.id, l.slot_id, l.day FROM mine
            JOIN timetable_lesson l ON l.school_id = mine.school_id AND l.slot_id = mine.slot_id
             AND l.day BETWEEN %(since)s AND %(until)s
          UNION SELECT mine.school_id, mine.n, l.id, l.slot_id, l.day FROM told t
            JOIN timetable_change c ON c.school_id = t.school_id AND c.day BETWEEN %(since)s AND %(until)s
            JOIN timetable_lesson l ON l.id = c.lesson_id
            JOIN mine ON mine.school_id = t.school_id AND mine.n = t.n AND mine.slot_id = l.slot_id
          {_BROUGHT.get(kind, "")}){_COMING if is_coming else ""}
        SELECT {sql.id_text("k.id")}, k.day, s.starts, s.ends, s.title, m.label, r.name,
               CASE WHEN c.has_room THEN r.id END,
               (SELECT {sql.joined(name)} FROM timetable_slotteacher t
                  JOIN directory_person p ON p.id = t.teacher_id
                 WHERE t.school_id = s.school_id AND t.slot_id = s.id),
               {"NULL" if kind == PUPIL else _PUPILS.format(sql.joined(_LABEL))},
               c.version, c.is_cancelled, c.day, c.starts, c.ends, c.has_room,
               CASE WHEN c.has_room THEN (SELECT cr.name FROM timetable_room cr WHERE cr.id = c.room_id) END,
               c.room_id, c.absent_id, {person.format("c.absent_id")}, c.teacher_id, {person.format("c.teacher_id")},
               c.is_remote, c.link, c.instructions, c.reason,
               k.n
          FROM {"shown" if is_coming else "picked"} k
          JOIN timetable_slot s ON s.id = k.slot_id AND s.school_id = k.school_id
          JOIN directory_school o ON o.id = k.school_id
          LEFT JOIN directory_subject m ON m.authority_id = o.authority_id AND m.code = s.subject_code
          LEFT JOIN timetable_room r ON r.id = s.room_id
          LEFT JOIN timetable_change c ON c.school_id = k.school_id AND c.lesson_id = k.id
         WHERE k.day BETWEEN %(since)s AND %(until)s OR c.day BETWEEN %(since)s AND %(until)s"""  # noqa: S608 (ours)
    return " ".join(text.split())


def lessons_of(whose: Whose, since: dt.date, until: dt.date) -> list[Line]:
    """Lessons between two days, both counted, in order. One read.

    The caller has asked whether the reader may see them. Those moved away are shown at both places.
    """
    return lessons_of_all([whose], since, until)[whose]


@in_steps
def lessons_of_all(all_whose: Sequence[Whose], since: dt.date, until: dt.date) -> Steps[dict[Whose, list[Line]]]:
    """The same for several of one kind (the children of a guardian), by one read."""
    return (yield from _read(all_whose, since, until))


@in_steps
def coming_lessons(
    all_whose: Sequence[Whose], today: dt.date, minutes: int, until: dt.date
) -> Steps[dict[Whose, list[Line]]]:  # fmt: skip
    """Of each of them, the lessons of the first day that has some left: of today when one ends after that minute."""
    return (yield from _read(all_whose, today, until, minutes))


def _read(
    all_whose: Sequence[Whose], since: dt.date, until: dt.date, minutes: int | None = None
) -> Steps[dict[Whose, list[Line]]]:  # fmt: skip
    tenants = scope.current().tenants
    found: dict[Whose, list[Line]] = {one: [] for one in all_whose}
    asked = [one for one in all_whose if tenants is None or one.school_id in tenants]
    if not asked:
        return found
    params: dict[str, Any] = {"year": year_of(since), "last_year": year_of(until), "since": since, "until": until}
    for number, one in enumerate(asked):
        params[f"school{number}"], params[f"who{number}"] = sql.key(one.school_id), sql.key(one.id)
    if minutes is not None:
        params["minutes"] = minutes
    told: list[list[Line]] = [[] for _ in asked]
    statement = _statement(asked[0].kind, len(asked), sql.vendor(), is_coming=minutes is not None)
    for row in (yield from read(statement, params)):
        place = row[-1]
        told[place] += [line for line in _lines(asked[place], row) if since <= line.day <= until]
    found |= zip(asked, told, strict=True)
    for lines in found.values():
        lines.sort(key=lambda one: (one.day, one.starts, one.ends, one.subject, one.key))
    return found


def _names(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple(sorted(text.split("\n"))) if "\n" in text else (text,)


def _lines(whose: Whose, row: Sequence[Any]) -> list[Line]:
    """Where one lesson is shown: once, or twice when it was moved."""
    title, subject = row[4], readable(row[5]) if row[5] else ""
    day = sql.as_day(row[1])
    assert day is not None
    plain = Line(
        row[0], day, row[2], row[3], title or subject or _("Cours"), _names(row[9]), _names(row[8]),
        row[6] or "",
    )  # fmt: skip
    return [plain] if row[10] is None else _changed(whose, plain, row)


def _changed(whose: Whose, plain: Line, row: Sequence[Any]) -> list[Line]:
    """The same, as its change has it."""
    (version, is_cancelled, to_day, to_starts, to_ends, has_room, room, room_id, absent_id, absent, teacher_id, teacher,
     is_remote, link, instructions, reason) = row[10:-1]  # fmt: skip
    told = plain._replace(version=version, reason=reason)
    if is_cancelled:
        return [told._replace(notes=(_("Annulé"),), is_gone=True, is_cancelled=True)]
    notes, gone = [], False
    if teacher_id or absent_id:
        left = {*plain.teachers} - ({absent} if absent_id else set())
        told = told._replace(teachers=tuple(sorted(left | ({teacher} if teacher_id else set()))))
        if teacher_id and absent_id:
            notes.append(_("%(who)s remplace %(absent)s") % {"who": teacher, "absent": absent})
        elif teacher_id:
            notes.append(_("Avec %(who)s") % {"who": teacher})
        else:
            notes.append(_("Sans %(absent)s") % {"absent": absent})
        gone = whose.kind == TEACHER and absent_id is not None and sql.as_id(absent_id) == whose.id
    if has_room and (room or "") != plain.room:
        told = told._replace(room=room or "")
        before, after = plain.room or _("sans salle"), room or _("sans salle")
        notes.append(_("Salle %(before)s → %(after)s") % {"before": before, "after": after})
        here = sql.as_id(row[7]) if row[7] else None
        gone = gone or (whose.kind == ROOM and here == whose.id and room_id != row[7])
    if is_remote:
        notes.append(_("À distance"))
        told = told._replace(is_remote=True, link=link, instructions=instructions)
    if to_day is None:
        return [told._replace(notes=tuple(notes), is_gone=gone)]
    day = sql.as_day(to_day)
    assert day is not None
    came = _("Déplacé, au lieu de %(when)s") % {"when": when(plain.day, plain.starts)}
    left_for = _("Déplacé à %(when)s") % {"when": when(day, to_starts)}
    moved = told._replace(day=day, starts=to_starts, ends=to_ends, notes=(came, *notes), is_gone=gone)
    if (day, to_starts) == (plain.day, plain.starts):
        return [moved._replace(notes=(_("Finit à %(hour)s") % {"hour": hour_of(to_ends)}, *notes))]
    return [plain._replace(version=version, reason=reason, notes=(left_for,), is_gone=True), moved]
