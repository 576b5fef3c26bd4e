"""One piece of work, as who gave it writes it again; or a new one for a class, outside of any lesson."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from preau.access.public import Hat
from preau.diary.models import Work, WorkUnit
from preau.diary.selectors.may import writes_lesson, writes_units
from preau.diary.selectors.mine import unit_named
from preau.diary.selectors.sheet import Choice, choices_of, own_school
from preau.directory.errors import Unknown
from preau.directory.words import readable
from preau.kernel import clock, sql
from preau.timetable.public import lessons_held

_TAUGHT = """
    SELECT s.subject_code, m.label FROM directory_section s
      JOIN directory_school c ON c.id = s.school_id
      LEFT JOIN directory_subject m ON m.authority_id = c.authority_id AND m.code = s.subject_code
     WHERE s.school_id = %(school)s AND s.teacher_id = %(who)s
       AND (s.homeroom_id = %(unit)s OR s.group_id = %(unit)s)"""


@dataclass(frozen=True, slots=True)
class ToGive:
    """What a form about work offers. `work`: none for a new one. `title`: of a subject without a code."""

    school_id: uuid.UUID
    work: Work | None
    subject: str
    subject_code: str
    title: str
    given_on: dt.date
    lesson_id: uuid.UUID | None
    due: Mapping[uuid.UUID, dt.date]
    choices: Sequence[Choice]


def work_to_write(hat: Hat, work_id: uuid.UUID, unit_id: uuid.UUID | None = None, code: str = "") -> ToGive:
    """Work that stands, or a new one for a class (`unit_id`) in a subject that one teaches there (`code`).

    Raises Unknown for a stranger, PermissionDenied.
    """
    school_id = own_school(hat)
    row = Work.objects.filter(pk=work_id).first()
    if row is None:
        return _new(hat, school_id, unit_id, code)
    if row.school_id != school_id:
        raise Unknown("no such work")
    if row.written_by_id != hat.person_id or hat.person_id is None:
        held = next(iter(lessons_held(school_id, [row.given_lesson])), None) if row.given_lesson else None
        if held is None or not writes_lesson(hat, held):
            raise PermissionDenied
    units = list(WorkUnit.objects.filter(school_id=school_id, work=row))
    title = "" if row.subject_code else row.subject
    choices = choices_of(
        hat, school_id, row.subject_code, title, row.given_on, {one.unit: one.label for one in units}
    )  # fmt: skip
    due = {one.unit: one.due_on for one in units}
    return ToGive(
        school_id, row, row.subject, row.subject_code, title, row.given_on, row.given_lesson, due, choices
    )  # fmt: skip


def _new(hat: Hat, school_id: uuid.UUID, unit_id: uuid.UUID | None, asked: str) -> ToGive:
    unit = unit_named(hat, unit_id) if unit_id else None
    if unit is None:
        raise Unknown("no such class")
    if not writes_units(hat, school_id, [unit.id]):
        raise PermissionDenied
    code, subject = taught_there(hat, school_id, unit.id, asked)
    today = clock.today()
    choices = choices_of(hat, school_id, code, "" if code else subject, today, {unit.id: unit.label})
    return ToGive(school_id, None, subject, code, "" if code else subject, today, None, {}, choices)


def taught_in(hat: Hat, school_id: uuid.UUID, unit_id: uuid.UUID) -> list[tuple[str, str]]:
    """What somebody teaches to a class or a group: codes of the subjects, and their names. One read."""
    if hat.person_id is None:
        return []
    params = {"school": sql.key(school_id), "who": sql.key(hat.person_id), "unit": sql.key(unit_id)}
    labels = dict(sql.named_rows(_TAUGHT, params))
    named = [(code, readable(label) if label else code) for code, label in labels.items()]
    return sorted(named, key=lambda one: (one[1], one[0]))


def taught_there(hat: Hat, school_id: uuid.UUID, unit_id: uuid.UUID, code: str = "") -> tuple[str, str]:
    """One of these: that of the code when it is one, else the first."""
    found = taught_in(hat, school_id, unit_id)
    return next((one for one in found if one[0] == code), found[0] if found else ("", ""))
