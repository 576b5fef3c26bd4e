"""Classes and people of one school, for those who set its rules."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from preau.access.enums import GroupKind
from preau.access.groups import rows_of, values_of_today
from preau.directory.calendar import year_of
from preau.directory.words import class_order, readable
from preau.kernel import clock, scope, sql
from preau.kernel.text import fold

EVERYONE = (GroupKind.STUDENTS.value, GroupKind.GUARDIANS.value, GroupKind.STAFF.value)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of a school, with what tells them from a namesake: what they are there, and a class."""

    person_id: uuid.UUID
    name: str
    kinds: tuple[str, ...]
    classes: tuple[str, ...]


def in_scope(school_id: uuid.UUID) -> bool:
    """Whether the open scope reaches this school."""
    tenants = scope.current().tenants
    return tenants is None or school_id in tenants


def classes_of_year(school_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """Classes of this school year, in the order of schooling."""
    if not in_scope(school_id):
        return []
    rows = sql.rows(
        "SELECT id, label FROM directory_homeroom WHERE school_id = %s AND school_year_id = %s",
        [sql.key(school_id), year_of(clock.today())],
    )
    return sorted(((sql.as_id(id_), label) for id_, label in rows), key=lambda one: class_order(one[1]))


def unit_names(school_id: uuid.UUID) -> Mapping[object, str]:
    """Names of this year's classes and groups."""
    if not in_scope(school_id):
        return {}
    year, school = year_of(clock.today()), sql.key(school_id)
    rows = sql.rows(
        "SELECT id, label FROM directory_homeroom WHERE school_id = %s AND school_year_id = %s"
        " UNION ALL SELECT id, label FROM directory_studentgroup WHERE school_id = %s AND school_year_id = %s",
        [school, year, school, year],
    )
    return {sql.as_id(id_): label for id_, label in rows}


def subjects_taught(school_id: uuid.UUID, person_id: uuid.UUID) -> Mapping[str, str]:
    """Codes and names of the subjects that somebody teaches in a school this year: who shares the space of each."""
    if not in_scope(school_id):
        return {}
    rows = sql.rows(
        "SELECT DISTINCT t.subject_code, COALESCE(m.label, t.subject_code) FROM directory_section t"
        " JOIN directory_affiliation a ON a.school_id = t.school_id AND a.person_id = t.teacher_id"
        " AND a.state = 'active' AND a.profile <> 'National_elv'"
        " JOIN directory_school s ON s.id = t.school_id"
        " LEFT JOIN directory_subject m ON m.authority_id = s.authority_id AND m.code = t.subject_code"
        " WHERE t.school_id = %s AND t.school_year_id = %s AND t.teacher_id = %s",
        [sql.key(school_id), year_of(clock.today()), sql.key(person_id)],
    )
    return {code: readable(label) for code, label in rows}


def people_of_school(
    school_id: uuid.UUID,
    *,
    text: str = "",
    person_ids: Collection[uuid.UUID] = (),
    kinds: Collection[str] = EVERYONE,
    limit: int = 20,
) -> list[PersonLine]:
    """People of a school whose name holds every word of the text, or these of them; for who sets rules there.

    Nothing for fewer than two letters and nobody named.
    """
    words = fold(text).split()
    if not in_scope(school_id) or (not person_ids and sum(map(len, words)) < 2):
        return []
    values = values_of_today()
    wanted = values.among(person_ids) if person_ids else ""
    parts = " UNION ALL ".join(rows_of(kind, values, schools=[school_id], person=wanted) for kind in kinds)
    tests = [
        f"(p.search_name LIKE {values.of(f'{word}%')} OR p.search_name LIKE {values.of(f'% {word}%')})"
        for word in words
    ]
    where = f"WHERE {' AND '.join(tests)}" if tests else ""
    rows = sql.named_rows(
        f"SELECT DISTINCT p.search_name, p.id, p.given_name, p.family_name, m.kind, h.label FROM ({parts}) m"  # noqa: S608
        " JOIN directory_person p ON p.id = m.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL"
        f" LEFT JOIN directory_homeroom h ON h.id = m.unit_id {where} ORDER BY p.search_name, p.id"
        f" LIMIT {values.of(limit * 20)}",
        values.params,
    )
    lines: dict[uuid.UUID, PersonLine] = {}
    for _name, id_, given, family, kind, label in rows:
        key = sql.as_id(id_)
        before = lines.get(key)
        # The classes of staff are those they teach: not what tells them apart.
        own = label if label and kind != GroupKind.STAFF else ""
        lines[key] = PersonLine(
            key,
            f"{given} {family}".strip(),
            tuple(dict.fromkeys((*(before.kinds if before else ()), kind))),
            tuple(dict.fromkeys((*(before.classes if before else ()), *([own] if own else ())))),
        )
    return list(lines.values())[:limit]
