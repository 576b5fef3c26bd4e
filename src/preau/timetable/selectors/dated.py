"""Lessons as rooms that hang on them ask for them: when each is held, to whom, by whom, as it was changed."""

import datetime as dt
import functools
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from preau.directory.words import readable
from preau.kernel import scope, sql


@dataclass(frozen=True, slots=True)
class DatedLesson:
    """One lesson. `units`: its classes and groups, by their number, with their label. `teachers`: who teaches it,
    whoever stands in counted; `absent`: who is stood in for. `title`: of a lesson whose subject has no code.
    """

    lesson_id: uuid.UUID
    school_id: uuid.UUID
    school_year: int
    day: dt.date
    starts: int
    ends: int
    subject_code: str
    title: str
    subject: str
    is_cancelled: bool
    teachers: frozenset[uuid.UUID]
    absent: uuid.UUID | None
    units: Mapping[uuid.UUID, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Its classes and groups, in words."""
        return ", ".join(sorted(self.units.values()))


_BY_NUMBER = "l.id IN ({0})"
_OF_UNITS = """l.slot_id IN (SELECT x.slot_id FROM timetable_slotpupils x WHERE x.school_id = %(school)s
    AND (x.homeroom_id IN ({0}) OR x.group_id IN ({0})))
   AND s.subject_code = %(code)s AND s.title = %(title)s
   AND (l.day BETWEEN %(since)s AND %(until)s OR c.day BETWEEN %(since)s AND %(until)s)"""
_OF_TEACHERS = """l.id IN (
    SELECT d.id FROM timetable_slotteacher t
      JOIN timetable_lesson d ON d.school_id = t.school_id AND d.slot_id = t.slot_id
       AND d.day BETWEEN %(since)s AND %(until)s
     WHERE t.school_id = %(school)s AND t.teacher_id IN ({0})
    UNION SELECT w.lesson_id FROM timetable_change w WHERE w.school_id = %(school)s AND w.teacher_id IN ({0})
    UNION SELECT w.lesson_id FROM timetable_change w
      JOIN timetable_lesson d ON d.id = w.lesson_id
      JOIN timetable_slotteacher t ON t.school_id = w.school_id AND t.slot_id = d.slot_id AND t.teacher_id IN ({0})
     WHERE w.school_id = %(school)s AND w.day BETWEEN %(since)s AND %(until)s)
   AND (l.day BETWEEN %(since)s AND %(until)s OR c.day BETWEEN %(since)s AND %(until)s)"""


@functools.lru_cache(maxsize=64)
def _statement(where: str, count: int, vendor: str) -> str:
    del vendor  # what `listed` writes depends on it
    marks = ", ".join(f"%(one{number})s" for number in range(count))
    text = f"""
        SELECT l.id, l.day, s.starts, s.ends, s.school_year_id, s.subject_code, s.title, m.label,
               c.is_cancelled, c.day, c.starts, c.ends, c.absent_id, c.teacher_id,
               (SELECT {sql.listed("t.teacher_id")} FROM timetable_slotteacher t
                 WHERE t.school_id = l.school_id AND t.slot_id = l.slot_id),
               COALESCE(p.homeroom_id, p.group_id),
               COALESCE((SELECT h.label FROM directory_homeroom h WHERE h.id = p.homeroom_id),
                        (SELECT g.label FROM directory_studentgroup g WHERE g.id = p.group_id))
          FROM timetable_lesson l
          JOIN timetable_slot s ON s.school_id = l.school_id AND s.id = l.slot_id
          JOIN directory_school o ON o.id = l.school_id
          LEFT JOIN timetable_slotpupils p ON p.school_id = l.school_id AND p.slot_id = l.slot_id
          LEFT JOIN timetable_change c ON c.school_id = l.school_id AND c.lesson_id = l.id
          LEFT JOIN directory_subject m ON m.authority_id = o.authority_id AND m.code = s.subject_code
         WHERE l.school_id = %(school)s AND {where.format(marks)}"""  # noqa: S608 (ours)
    return " ".join(text.split())


def _read(
    school_id: uuid.UUID, where: str, ids: Collection[uuid.UUID], more: Mapping[str, Any] | None = None
) -> list[DatedLesson]:  # fmt: skip
    tenants = scope.current().tenants
    if not ids or (tenants is not None and school_id not in tenants):
        return []
    params: dict[str, Any] = {"school": sql.key(school_id), **(more or {})}
    params |= {f"one{number}": key for number, key in enumerate(sql.keys(ids))}
    found: dict[uuid.UUID, DatedLesson] = {}
    for row in sql.named_rows(_statement(where, len(ids), sql.vendor()), params):
        number = sql.as_id(row[0])
        held = found.get(number) or _held(school_id, number, row)
        if row[15]:
            held = replace(held, units={**held.units, sql.as_id(row[15]): row[16]})
        found[number] = held
    return sorted(found.values(), key=lambda one: (one.day, one.starts, one.lesson_id))


def _held(school_id: uuid.UUID, number: uuid.UUID, row: Sequence[Any]) -> DatedLesson:
    moved = sql.as_day(row[9])
    day = moved or sql.as_day(row[1])
    assert day is not None
    starts, ends = (row[2], row[3]) if moved is None else (row[10], row[11])
    absent, stands_in = (sql.as_id(one) if one else None for one in (row[12], row[13]))
    teachers = set(sql.as_ids(row[14] or "")) - {absent} | ({stands_in} if stands_in else set())
    subject = row[6] or (readable(row[7]) if row[7] else "") or _("Cours")
    return DatedLesson(
        number, school_id, row[4], day, starts, ends, row[5], row[6], subject, bool(row[8]),
        frozenset(one for one in teachers if one is not None), absent,
    )  # fmt: skip


def lessons_held(school_id: uuid.UUID, lesson_ids: Collection[uuid.UUID]) -> list[DatedLesson]:
    """These lessons of a school, in order, as they are held. One read. The caller has asked who may know."""
    return _read(school_id, _BY_NUMBER, lesson_ids)


def lessons_of_units(
    school_id: uuid.UUID, units: Collection[uuid.UUID], *, subject_code: str, title: str, since: dt.date, until: dt.date
) -> list[DatedLesson]:
    """Lessons of one subject that these classes or groups have between two days, in order. One read."""
    asked = {"code": subject_code, "title": title, "since": since, "until": until}
    return [one for one in _read(school_id, _OF_UNITS, units, asked) if since <= one.day <= until]


def lessons_taught(school_id: uuid.UUID, person_id: uuid.UUID, since: dt.date, until: dt.date) -> list[DatedLesson]:
    """Lessons of somebody between two days, in order, as they are held: alone or with others, in place of somebody, or
    given by who stands in for them. One read. The caller has asked who may know.
    """
    found = _read(school_id, _OF_TEACHERS, [person_id], {"since": since, "until": until})
    return [one for one in found if since <= one.day <= until]
