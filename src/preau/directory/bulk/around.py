"""What stands around rows that are put back: who names them, what they name, whether their place is free."""

from collections.abc import Iterable

from django.db import models

from preau.directory.bulk.journal import TABLES, read
from preau.directory.bulk.tables import Row, among, many, rows_of, uid
from preau.directory.enums import Profile

UNIQUE = {
    "homerooms": ("code", ("school_id", "school_year_id", "code")),
    "groups": ("code", ("school_id", "school_year_id", "code", "source")),
    "draws": ("group_id", ("group_id", "homeroom_id")),
    "functions": ("affiliation_id", ("affiliation_id", "code", "discipline_code")),
    "members": ("group_id", ("group_id", "student_id")),
    "sections": ("teacher_id", ("school_year_id", "teacher_id", "subject_code", "homeroom_id", "group_id")),
    "head_teachers": ("homeroom_id", ("homeroom_id", "person_id")),
}


def column(name: str, row: Row, wanted: str) -> object:
    """One value of a kept row."""
    return row[TABLES[name].columns.index(wanted)]


def referenced(model: type[models.Model], ids: Iterable[str], without: tuple[type[models.Model], ...] = ()) -> set[str]:
    """Those of these rows that a row of another table, of any room, still names."""
    wanted, found = list(ids), set()
    if not wanted:
        return set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        other = relation.related_model
        if not isinstance(other, type) or not issubclass(other, models.Model) or other in without:
            continue
        name, table = str(relation.field.column), other._meta.db_table  # type: ignore[union-attr]
        found |= {
            row[0]
            for row in rows_of(
                f"SELECT DISTINCT {uid(name)} FROM {table} WHERE {among(name, 'uuid')}",  # noqa: S608
                [many(wanted)],
            )
        }
    return found


def existing(name: str, ids: Iterable[str]) -> set[str]:
    wanted = sorted(set(ids))
    if not wanted:
        return set()
    table = TABLES[name].model._meta.db_table
    return {row[0] for row in rows_of(f"SELECT {uid('id')} FROM {table} WHERE {among('id', 'uuid')}", [many(wanted)])}  # noqa: S608


def taken_keys(name: str, rows: dict[str, Row]) -> set[str]:
    """Rows whose unique key another row holds now."""
    by, key = UNIQUE[name]
    values = {str(column(name, row, by)) for row in rows.values()}
    table, kind = TABLES[name].model._meta.db_table, "text" if by == "code" else "uuid"
    where = [f"{among(by, kind)}"]
    params: list[object] = [many(values)]
    if "school_id" in TABLES[name].columns:
        where.append(among("school_id", "uuid"))
        params.append(many({str(column(name, row, "school_id")) for row in rows.values()}))
    found = rows_of(f"SELECT {uid('id')} FROM {table} WHERE {' AND '.join(where)}", params)  # noqa: S608
    held = {tuple(column(name, row, one) for one in key) for row in read(name, [row[0] for row in found]).values()}
    return {number for number, row in rows.items() if tuple(column(name, row, one) for one in key) in held}


def orphans(name: str, rows: dict[str, Row]) -> set[str]:
    """Rows that name a class, a group, a place or a person that is not there any more."""
    found: set[str] = set()
    for wanted, target in (("homeroom_id", "homerooms"), ("group_id", "groups"), ("affiliation_id", "affiliations"),
                           ("student_id", "people"), ("teacher_id", "people"), ("person_id", "people")):  # fmt: skip
        if wanted not in TABLES[name].columns:
            continue
        named = {number: str(one) for number, row in rows.items() if (one := column(name, row, wanted))}
        there = existing(target, named.values())
        found |= {number for number, one in named.items() if one not in there}
    return found


def withdrawn_elsewhere(opening: set[str], rows: dict[str, Row]) -> set[tuple[str, str]]:
    """Pairs (pupil, guardian) of these guardianships that ended in another school where the pupil still is."""
    if not opening:
        return set()
    students = sorted({str(column("guardianships", rows[one], "student_id")) for one in opening})
    ended = rows_of(
        f"SELECT {uid('g.student_id')}, {uid('g.guardian_id')}, {uid('g.id')} FROM directory_guardianship g"  # noqa: S608
        " JOIN directory_affiliation a ON a.school_id = g.school_id AND a.person_id = g.student_id"
        " AND a.profile = %s AND a.state = 'active'"
        f" WHERE g.ended_at IS NOT NULL AND {among('g.student_id', 'uuid')}",
        [Profile.STUDENT.value, many(students)],
    )
    return {(student, guardian) for student, guardian, number in ended if number not in opening}


def placed(people: list[str]) -> set[str]:
    """Those of these people who have a place somewhere now."""
    if not people:
        return set()
    places = rows_of(
        f"SELECT {uid('person_id')} FROM directory_affiliation WHERE state = 'active'"  # noqa: S608
        f" AND {among('person_id', 'uuid')}",
        [many(people)],
    )
    families = rows_of(
        f"SELECT {uid('guardian_id')} FROM directory_guardianship WHERE ended_at IS NULL"  # noqa: S608
        f" AND {among('guardian_id', 'uuid')}",
        [many(people)],
    )
    return {row[0] for row in [*places, *families]}
