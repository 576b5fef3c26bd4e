"""Which audiences one reader is in, as the piece of a statement: what shows to a reader is read in one go.

The pieces are those of `groups`; the text of the statement is put together once for a profile and a number of schools
and children, since a page takes longer to write it than the database to answer it.
"""

import functools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from preau.access.enums import GroupKind, Unit
from preau.access.groups import GROUPS, Source, literals, values_of_today
from preau.access.hats import Hat
from preau.directory.enums import Profile
from preau.directory.rights import RIGHTS
from preau.kernel import sql

# Whose people are addressed by class and by group, besides a whole school, and by which kinds of groups.
_OF_STAFF = (
    GroupKind.TEACHERS, GroupKind.STAFF, GroupKind.STUDENT_LIFE, GroupKind.OFFICE, GroupKind.HEADS,
    GroupKind.CLASS_TEACHERS, GroupKind.CLASS_STAFF, GroupKind.GROUP_TEACHERS,
)  # fmt: skip
_KEYS_OF_ONE = ("key", "other_key", "third_key")


class Reader(NamedTuple):
    """The audiences of one reader, for a statement that begins `WITH {tables}`.

    Its tables: `told` (school_id, person_id), the places that the hat is in, and `mine` (school_id, key, other_key,
    third_key), with one or more keys of audiences in each row. `everywhere`: keys that hold in each of `schools`
    without being read. `params`: the values of these tables, and `reader`.
    """

    schools: tuple[uuid.UUID, ...]
    everywhere: tuple[str, ...]
    tables: str
    params: Mapping[str, Any]

    def is_in(self, table: str) -> str:
        """The condition that a row of `table`, which has a school and a key, is of one of these audiences."""
        read = (
            f"EXISTS (SELECT 1 FROM mine WHERE mine.school_id = {table}.school_id"  # noqa: S608 (names of ours)
            f" AND {table}.key IN (mine.key, mine.other_key, mine.third_key))"
        )
        return f"({table}.key IN ({literals(self.everywhere)}) OR {read})" if self.everywhere else read


def reader_of(hat: Hat) -> Reader | None:
    """The audiences of a worn hat; None when its people are never addressed, or are nowhere.

    A guardian is in those of the children shown: of one child, when one is chosen.
    """
    assert hat.person_id is not None
    if hat.profile == Profile.GUARDIAN:
        places = [
            (child.school_id, child.person_id) for child in hat.shown_children()
            if RIGHTS[child.reach].sees_messages and not child.messages_closed
        ]  # fmt: skip
    else:
        places = [(school.id, hat.person_id) for school in hat.schools]
    everywhere = _everywhere(hat.profile)
    if not places or not (everywhere or hat.profile == Profile.GUARDIAN):
        return None
    params = {**values_of_today().params, "reader": sql.key(hat.person_id)}
    for number, (school, person) in enumerate(places):
        params[f"school{number}"], params[f"person{number}"] = sql.key(school), sql.key(person)
    schools = tuple(dict.fromkeys(school for school, _person in places))
    return Reader(schools, everywhere, _tables(hat.profile, len(places)), params)


def audiences_of(hat: Hat) -> Mapping[uuid.UUID, frozenset[str]]:
    """Keys of the audiences that a worn hat is in, by school. One read."""
    reader = reader_of(hat)
    if reader is None:
        return {}
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for school in reader.schools:
        found[school].update(reader.everywhere)
    for school, *keys in sql.named_rows(f"WITH {reader.tables} SELECT * FROM mine", reader.params):  # noqa: S608
        found[sql.as_id(school)].update(filter(None, keys))
    return {school: frozenset(keys) for school, keys in found.items() if keys}


@functools.cache
def _everywhere(profile: str) -> tuple[str, ...]:
    """Keys that come with a hat: it is worn in a school by an active place of that profile there."""
    kinds = (GroupKind.STUDENTS,) if profile == Profile.STUDENT else _OF_STAFF
    return tuple(
        kind.value for kind in kinds if GROUPS[kind].unit == Unit.SCHOOL and profile in GROUPS[kind].hats
    )  # fmt: skip


@functools.lru_cache(maxsize=64)
def _tables(profile: str, places: int) -> str:
    """The tables of a profile whose hat is in so many places; their values are `school0`, `person0`, and on.

    The places are a table apart: values that PostgreSQL does not see when it plans let it keep its plan, which
    otherwise costs more than the read. Short: psycopg does not remember how it reads a statement of more than 4,096
    letters.
    """
    if profile == Profile.STUDENT:
        parts = _of_pupils(GroupKind.STUDENTS, GroupKind.CLASS_STUDENTS, GroupKind.GROUP_STUDENTS)
    elif profile == Profile.GUARDIAN:
        parts = _of_pupils(GroupKind.GUARDIANS, GroupKind.CLASS_GUARDIANS, GroupKind.GROUP_GUARDIANS)
    else:
        parts = _of_staff()
    union = " UNION ALL ".join(_part(source, keys, number) for number, (source, keys) in enumerate(parts))
    told = ", ".join(f"(%(school{number})s, %(person{number})s)" for number in range(places))
    text = (
        f"told (school_id, person_id) AS MATERIALIZED (VALUES {told}),"  # noqa: S608 (pieces of ours)
        f" mine AS MATERIALIZED (SELECT u.school_id, u.key, u.other_key, u.third_key FROM ({union}) u"
        " JOIN directory_person p ON p.id = u.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL)"
    )
    return " ".join(text.split())


def _of_pupils(school: GroupKind, class_: GroupKind, group: GroupKind) -> list[tuple[Source, list[str]]]:
    """The audiences of pupils themselves or of their families: whose pupils they are, the same pieces tell."""
    (pupils,), (group_pupils,) = GROUPS[GroupKind.STUDENTS].sources, GROUPS[GroupKind.GROUP_STUDENTS].sources
    level = f"CASE WHEN e.level_label <> '' THEN '{school.value}@' || e.level_label END"
    return [
        (pupils, [f"'{school.value}'", level, _of_unit(class_, pupils)]),
        (group_pupils, [_of_unit(group, group_pupils)]),
    ]


def _of_staff() -> list[tuple[Source, list[str]]]:
    by_source: dict[Source, list[str]] = defaultdict(list)
    for kind in _OF_STAFF:
        if GROUPS[kind].unit != Unit.SCHOOL:
            for source in GROUPS[kind].sources:
                by_source[source].append(_of_unit(kind, source))
    return list(by_source.items())


def _of_unit(kind: GroupKind, source: Source) -> str:
    """The key of a class or group (`audiences.Audience.key`): an id without hyphens, as SQLite keeps it."""
    return f"'{kind.value}:' || replace(CAST({source.unit} AS text), '-', '')"


def _part(source: Source, keys: Iterable[str], number: int) -> str:
    columns = [*keys, *["NULL" if number else "CAST(NULL AS text)"] * len(_KEYS_OF_ONE)][: len(_KEYS_OF_ONE)]
    if not number:  # a union is named by its first part
        columns = [f"{column} AS {name}" for column, name in zip(columns, _KEYS_OF_ONE, strict=True)]
    return (
        f"SELECT told.school_id, told.person_id, {', '.join(columns)} FROM told, {source.of_a_hat()}"  # noqa: S608 (ours)
        f" AND {source.school} = told.school_id AND {source.person} = told.person_id"
    )
