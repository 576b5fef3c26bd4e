"""A school seen from inside: its classes with headcounts, its staff; and a class with its pupils."""

import datetime as dt
import functools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from preau.access.public import Hat, may_open_class
from preau.directory.calendar import year_of
from preau.directory.enums import GroupSource, Profile
from preau.directory.errors import Unknown
from preau.directory.words import class_order, readable
from preau.kernel import clock, scope, sql
from preau.kernel.steps import Steps, in_steps, read
from preau.kernel.text import fold
from preau.portal.selectors.schooling import polite


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of this year and how many pupils it has."""

    id: uuid.UUID
    label: str
    headcount: int


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A member of staff in a school."""

    name: str
    function: str


@dataclass(frozen=True, slots=True)
class PupilLine:
    """A pupil in a list, family name first as lists are read."""

    id: uuid.UUID
    family_name: str
    given_name: str
    boarding_status: str
    homeroom: str


@dataclass(frozen=True, slots=True)
class ClassPage:
    """A class or a group with who is in it and who teaches it."""

    id: uuid.UUID
    label: str
    is_group: bool
    school_id: uuid.UUID
    school_name: str
    head_teachers: Sequence[str]
    teachers: Sequence[tuple[str, str]]
    pupils: Sequence[PupilLine]


def in_scope(school_id: uuid.UUID) -> bool:
    """Whether the open scope reaches this school."""
    tenants = scope.current().tenants
    return tenants is None or school_id in tenants


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """An adult pupil who took over signatures, or closed messages to guardians, of late."""

    id: uuid.UUID
    name: str
    signs: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Office:
    """A school as its office sees it: pupils of the year, staff with a place by profile, classes, pupils without one.

    `choices`: adult pupils who decided something within CHOICE_DAYS, by name.
    `people` and `accounts_used` were counted ahead at `counted_at` (None: not yet): who had come at least once.
    """

    staff: Mapping[str, int]
    classes: Sequence[ClassLine]
    without: int
    people: int = 0
    accounts_used: int = 0
    counted_at: dt.datetime | None = None
    choices: Sequence[ChoiceLine] = ()

    @property
    def students(self) -> int:
        """Pupils of the year, with a class or without."""
        return sum(one.headcount for one in self.classes) + self.without


CHOICE_DAYS = 30
# One pass over the year's pupils within their index, one over the staff's places alone. The school is read from its
# row: a value that PostgreSQL does not see when it plans lets it keep its plan, which otherwise costs half of the read.
_OFFICE = """
    WITH here AS MATERIALIZED (SELECT id FROM directory_school WHERE id = %s)
    SELECT 'pupils', {homeroom}, '', COUNT(*), 0 FROM directory_enrollment
     WHERE school_id = (SELECT id FROM here) AND school_year_id = {year} AND left_on IS NULL GROUP BY homeroom_id
    UNION ALL
    SELECT 'class', {id}, label, 0, 0 FROM directory_homeroom
     WHERE school_id = (SELECT id FROM here) AND school_year_id = {year}
    UNION ALL
    SELECT 'staff', CAST(NULL AS text), profile, COUNT(*), 0 FROM directory_affiliation
     WHERE school_id = (SELECT id FROM here) AND profile IN ({profiles}) AND state = 'active' GROUP BY profile
    UNION ALL
    SELECT 'counted', CAST(NULL AS text), CAST(computed_at AS text), students + guardians + staff, accounts_used
      FROM portal_schoolfigures WHERE school_id = (SELECT id FROM here)
    UNION ALL
    SELECT 'choice', {person}, p.given_name || ' ' || p.family_name,
           CASE WHEN p.takes_over_signatures_on >= %s THEN 1 ELSE 0 END,
           CASE WHEN p.closes_guardian_messages_on >= %s THEN 1 ELSE 0 END
      FROM portal_adultchoice c JOIN directory_person p ON p.id = c.student_id
     WHERE c.school_id = (SELECT id FROM here) AND c.told_on >= %s
       AND EXISTS (SELECT 1 FROM directory_affiliation a WHERE a.school_id = c.school_id AND a.person_id = c.student_id
                      AND a.profile = '{student}' AND a.state = 'active')"""
_STAFF = ", ".join(f"'{profile.value}'" for profile in Profile if profile not in (Profile.STUDENT, Profile.GUARDIAN))


@functools.lru_cache(maxsize=4)
def _office_statement(year: int) -> str:
    # Ids as texts, which are compared by the hundred in no time.
    ids = {"homeroom": sql.id_text("homeroom_id"), "id": sql.id_text("id"), "person": sql.id_text("p.id")}
    return _OFFICE.format(year=year, profiles=_STAFF, student=Profile.STUDENT.value, **ids)


@in_steps
def office_of(school_id: uuid.UUID) -> Steps[Office]:
    """All of it, in one read."""
    if not in_scope(school_id):
        return Office({}, [], 0)
    statement = _office_statement(int(year_of(clock.today())))
    since = (clock.today() - dt.timedelta(days=CHOICE_DAYS)).isoformat()
    parts: dict[str, list[tuple[object, str, int, int]]] = {
        "pupils": [], "class": [], "staff": [], "counted": [], "choice": [],
    }  # fmt: skip
    for kind, *line in (yield from read(statement, [sql.key(school_id), since, since, since])):
        parts[kind].append(tuple(line))
    _key, at, people, used = parts["counted"][0] if parts["counted"] else (None, None, 0, 0)
    return Office(
        staff={profile: count for _key, profile, count, _used in parts["staff"]},
        classes=_class_lines(tuple(parts["class"]), tuple(parts["pupils"])),
        without=next((count for key, _label, count, _used in parts["pupils"] if key is None), 0),
        people=people,
        accounts_used=used,
        counted_at=sql.as_moment(at),
        choices=sorted(
            (
                ChoiceLine(sql.as_id(key), name, bool(signs), bool(closed))
                for key, name, signs, closed in parts["choice"]
                if signs or closed
            ),
            key=lambda line: fold(line.name),
        ),
    )


@functools.lru_cache(maxsize=512)
def _class_lines(classes: tuple[Any, ...], pupils: tuple[Any, ...]) -> tuple[ClassLine, ...]:
    """Classes in order with their headcounts. To put them so is remembered, not what was read."""
    counts = {key: count for key, _label, count, _used in pupils}
    lines = [ClassLine(sql.as_id(key), label, counts.get(key, 0)) for key, label, _count, _used in classes]
    return tuple(sorted(lines, key=lambda line: class_order(line.label)))


def groups_of_school(school_id: uuid.UUID) -> list[ClassLine]:
    """Groups of pupils of the year with their headcounts, those of staff that a rule makes left out. One read."""
    if not in_scope(school_id):
        return []
    found = sql.rows(
        "SELECT g.id, g.label, COUNT(m.id) FROM directory_studentgroup g"
        " LEFT JOIN directory_groupmembership m ON m.school_id = g.school_id AND m.group_id = g.id"
        " WHERE g.school_id = %s AND g.school_year_id = %s GROUP BY g.id, g.label, g.source"
        " HAVING g.source <> %s OR COUNT(m.id) > 0",
        [sql.key(school_id), year_of(clock.today()), GroupSource.RULE.value],
    )
    lines = [ClassLine(sql.as_id(id_), label, count) for id_, label, count in found]
    return sorted(lines, key=lambda line: class_order(line.label))


def staff_of_school(school_id: uuid.UUID) -> dict[str, list[StaffLine]]:
    """Staff with a place today, by profile (values of Profile), with the function the directory gives."""
    if not in_scope(school_id):
        return {}
    found = sql.rows(
        "SELECT a.profile, a.id, p.given_name, p.family_name, f.label, f.discipline_label"
        " FROM directory_affiliation a JOIN directory_person p ON p.id = a.person_id"
        " LEFT JOIN directory_stafffunction f ON f.affiliation_id = a.id AND f.school_id = a.school_id"
        " WHERE a.school_id = %s AND a.state = 'active' AND a.profile NOT IN (%s, %s)"
        " ORDER BY p.family_name, p.given_name, f.code",
        [sql.key(school_id), Profile.STUDENT.value, Profile.GUARDIAN.value],
    )
    # By place, not by name: two people of one name are two lines.
    staff: dict[str, dict[object, tuple[str, list[str]]]] = {}
    for profile, place, given, family, label, discipline in found:
        _name, words = staff.setdefault(profile, {}).setdefault(place, (f"{given} {family}".strip(), []))
        word = readable(discipline or label or "")
        if word and word not in words:
            words.append(word)
    return {
        profile: [StaffLine(name, ", ".join(words)) for name, words in people.values()]
        for profile, people in staff.items()
    }


_CLASS = """
    SELECT h.id, h.label, 0, h.school_id, s.name, h.school_year_id, s.authority_id
      FROM directory_homeroom h JOIN directory_school s ON s.id = h.school_id
     WHERE h.id = %s AND h.school_id IN ({0})
    UNION ALL
    SELECT g.id, g.label, 1, g.school_id, s.name, g.school_year_id, s.authority_id
      FROM directory_studentgroup g JOIN directory_school s ON s.id = g.school_id
     WHERE g.id = %s AND g.school_id IN ({0})"""

_IN_CLASS = """
    SELECT p.id, p.family_name, p.given_name, e.boarding_status, '' FROM directory_enrollment e
      JOIN directory_person p ON p.id = e.student_id
     WHERE e.school_id = %s AND e.school_year_id = %s AND e.homeroom_id = %s AND e.left_on IS NULL"""

_IN_GROUP = """
    SELECT p.id, p.family_name, p.given_name, '', COALESCE(h.label, '') FROM directory_groupmembership gm
      JOIN directory_person p ON p.id = gm.student_id
      LEFT JOIN directory_enrollment e ON e.school_id = gm.school_id AND e.school_year_id = %s
                                      AND e.student_id = gm.student_id
      LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id
     WHERE gm.school_id = %s AND gm.group_id = %s"""

_TEACHERS = """
    SELECT p.id, p.title, p.given_name, p.family_name, COALESCE(m.label, t.subject_code), 0 FROM directory_section t
      JOIN directory_person p ON p.id = t.teacher_id
      LEFT JOIN directory_subject m ON m.authority_id = %s AND m.code = t.subject_code
     WHERE t.school_id = %s AND t.{0} = %s
    UNION ALL
    SELECT p.id, p.title, p.given_name, p.family_name, '', 1 FROM directory_homeroomteacher t
      JOIN directory_person p ON p.id = t.person_id
     WHERE t.school_id = %s AND t.homeroom_id = %s
     ORDER BY 5, 4"""


def class_page(hat: Hat, class_id: uuid.UUID) -> ClassPage:
    """A class or group of the open scope, with its pupils.

    Raises Unknown outside the scope (answered 404), PermissionDenied for a colleague whose class it is not (403).
    """
    schools = sql.keys(hat.school_ids)
    found = sql.rows(
        _CLASS.format(sql.marks(schools)), [sql.key(class_id), *schools, sql.key(class_id), *schools]
    )  # fmt: skip
    if not found:
        raise Unknown("no such class in the open scope")
    id_, label, grouped, school, school_name, year, authority = found[0]
    column = "group_id" if grouped else "homeroom_id"
    taught = sql.rows(_TEACHERS.format(column), [authority, school, id_, school, id_])
    if not may_open_class(hat, sql.as_id(school), class_id, [sql.as_id(row[0]) for row in taught]):
        raise PermissionDenied(_("Cette page est réservée aux enseignants de la classe et à la vie scolaire."))
    pupils = sql.rows(_IN_GROUP, [year, school, id_]) if grouped else sql.rows(_IN_CLASS, [school, year, id_])
    pupils.sort(key=lambda row: (fold(row[1]), fold(row[2])))  # by family name, as lists are read
    teachers: dict[str, list[str]] = {}
    heads = []
    for _id, title, given, family, subject, is_head in taught:
        name = polite(title, given, family)
        if is_head:
            heads.append(name)
        elif name not in teachers.setdefault(readable(subject), []):
            teachers[readable(subject)].append(name)
    return ClassPage(
        id=sql.as_id(id_),
        label=label,
        is_group=bool(grouped),
        school_id=sql.as_id(school),
        school_name=school_name,
        head_teachers=heads,
        teachers=[(subject, ", ".join(names)) for subject, names in teachers.items()],
        pupils=[PupilLine(sql.as_id(row[0]), row[1], row[2], readable(row[3]), row[4]) for row in pupils],
    )
