"""What a bulk write leaves behind so that it can be undone: rows as they were, and a mark of the rows it wrote.

For each table: rows added (identifier and mark), rows changed (as they were, and the mark of what they became), rows
gone (as they were). A mark is the CRC-32 of the row's values: later, a row that no longer bears its mark was changed by
someone else since, and is left alone (preau.directory.bulk.undoing).
"""

import base64
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from preau.directory.bulk import changes as c
from preau.directory.bulk.changes import PeopleChanges, SchoolChanges
from preau.directory.bulk.tables import Row, among, day, is_postgresql, many, moment, rows_of, uid
from preau.directory.models import (
    Affiliation,
    DirectoryRecord,
    Enrollment,
    GroupHomeroom,
    GroupMembership,
    Guardianship,
    Homeroom,
    HomeroomTeacher,
    Person,
    Section,
    StaffFunction,
    StudentGroup,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows a journal keeps; `columns` without the identifier, in the order of the kept values."""

    model: type[models.Model]
    columns: tuple[str, ...]
    key: str = "uuid"


TABLES: dict[str, Table] = {
    "homerooms": Table(Homeroom, c.HOMEROOM[1:]),
    "groups": Table(StudentGroup, c.GROUP[1:]),
    "draws": Table(GroupHomeroom, c.DRAW[1:]),
    "affiliations": Table(Affiliation, (*c.AFFILIATION[1:], "left_on")),
    "functions": Table(StaffFunction, c.FUNCTION[1:]),
    "enrollments": Table(Enrollment, c.ENROLLMENT[1:]),
    "members": Table(GroupMembership, c.MEMBER[1:]),
    "guardianships": Table(Guardianship, c.GUARDIANSHIP[1:]),
    "sections": Table(Section, c.SECTION[1:]),
    "head_teachers": Table(HomeroomTeacher, c.HEAD_TEACHER[1:]),
    "people": Table(Person, c.PERSON_FIELDS),
    "records": Table(DirectoryRecord, c.RECORD_ADDED, "bigint"),
}
_CHANGED = ("homerooms", "groups", "affiliations", "enrollments", "guardianships")
_GONE = ("functions", "sections", "head_teachers", "members", "draws", "groups", "homerooms")
_ADDED = (*_CHANGED, "draws", "functions", "members", "sections", "head_teachers")
_OF_GROUPS = ("members", "draws", "sections")
_OF_HOMEROOMS = ("draws", "sections", "head_teachers")


@dataclass(slots=True)
class Kept:
    """One bulk write, as it is undone. `standing`: when people who came back had left, and were erased."""

    added: dict[str, dict[str, int]] = field(default_factory=dict)
    changed: dict[str, dict[str, tuple[Row, int]]] = field(default_factory=dict)
    gone: dict[str, dict[str, Row]] = field(default_factory=dict)
    standing: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    """Guardianships closed while the pupil stayed: never opened again by an undoing."""
    more: dict[str, Any] = field(default_factory=dict)
    """What the caller wants to find again."""

    def __bool__(self) -> bool:
        return any(map(bool, (*self.added.values(), *self.changed.values(), *self.gone.values(), self.more)))

    def as_json(self) -> dict[str, Any]:
        """As JSON keeps it; identifiers and marks of added rows packed."""
        return {
            "added": {name: _packed(rows) for name, rows in self.added.items() if rows},
            "changed": {
                name: [[number, mark, *row] for number, (row, mark) in rows.items()]
                for name, rows in self.changed.items() if rows
            },
            "gone": {
                name: [[number, *row] for number, row in rows.items()] for name, rows in self.gone.items() if rows
            },
            "standing": self.standing, "withdrawn": self.withdrawn, "more": self.more,
        }  # fmt: skip

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> "Kept":
        """Back from JSON."""
        return cls(
            added={name: _unpacked(text) for name, text in told["added"].items()},
            changed={
                name: {row[0]: (tuple(row[2:]), row[1]) for row in rows} for name, rows in told["changed"].items()
            },
            gone={name: {row[0]: tuple(row[1:]) for row in rows} for name, rows in told["gone"].items()},
            standing={person: (one[0], one[1]) for person, one in told["standing"].items()},
            withdrawn=list(told["withdrawn"]),
            more=dict(told["more"]),
        )


def _packed(rows: dict[str, int]) -> str:
    whole = b"".join(bytes.fromhex(number) + mark.to_bytes(4, "big") for number, mark in rows.items())
    return base64.b85encode(whole).decode("ascii")


def _unpacked(text: str) -> dict[str, int]:
    whole = base64.b85decode(text)
    return {
        whole[at : at + 16].hex(): int.from_bytes(whole[at + 16 : at + 20], "big") for at in range(0, len(whole), 20)
    }


def folded(journals: Sequence[Kept]) -> bytes | None:
    """Journals in the order of their writes, compressed; None when nothing was written."""
    told = [one.as_json() for one in journals if one]
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 1) if told else None


def unfolded(body: bytes | memoryview | None) -> list[Kept]:
    """Journals back, in the order of their writes."""
    return [Kept.of_json(one) for one in json.loads(zlib.decompress(bytes(body)))] if body else []


def mark_of(row: Row) -> int:
    """The mark of a row's values."""
    return zlib.crc32(repr(row).encode("utf-8", "surrogatepass"))


# Reading ---------------------------------------------------------------------


def _kind(model: type[models.Model], column: str) -> models.Field[Any, Any]:
    found = next(one for one in model._meta.concrete_fields if one.column == column)
    return found.target_field if found.is_relation else found  # type: ignore[attr-defined]


def _sql(kind: models.Field[Any, Any], column: str) -> str:
    if isinstance(kind, models.UUIDField):
        return uid(column)
    if isinstance(kind, models.DateTimeField):
        return column if is_postgresql() else f"CAST({column} AS TEXT)"
    return day(column) if isinstance(kind, models.DateField) else column


def _plain(kind: models.Field[Any, Any], value: Any) -> Any:
    """A value as the importer would have written it, and as JSON keeps it."""
    if value is None:
        return None
    if isinstance(kind, models.BooleanField):
        return bool(value)
    if isinstance(kind, models.BinaryField):
        return bytes(value).hex()
    if isinstance(kind, models.DateTimeField) and not isinstance(value, str):
        return moment(value)
    return value


def read(name: str, ids: Iterable[str | int], key: str = "id") -> dict[str, Row]:
    """Rows of a table as they stand, by identifier; of those whose `key` is among `ids`."""
    table, wanted = TABLES[name], list(ids)
    if not wanted:
        return {}
    kinds = [_kind(table.model, column) for column in table.columns]
    columns = ", ".join(_sql(kind, column) for kind, column in zip(kinds, table.columns, strict=True))
    number = uid("id") if table.key == "uuid" else "id"
    rows = rows_of(
        f"SELECT {number}, {columns} FROM {table.model._meta.db_table} WHERE {among(key, table.key)}",  # noqa: S608
        [many(wanted)],
    )
    return {
        row[0]: tuple(_plain(kind, value) for kind, value in zip(kinds, row[1:], strict=True)) for row in rows
    }  # fmt: skip


def written(name: str, rows: Iterable[Row]) -> list[Row]:
    """Kept rows (identifier first) as `tables.insert` and `update` want them."""
    table = TABLES[name]
    binary = [
        place for place, column in enumerate(table.columns, start=1)
        if isinstance(_kind(table.model, column), models.BinaryField)
    ]  # fmt: skip
    made = []
    for row in rows:
        values = list(row)
        for place in binary:
            values[place] = bytes.fromhex(values[place]) if values[place] is not None else None
        made.append(tuple(values))
    return made


# Keeping ---------------------------------------------------------------------


class Journal:
    """Opened before a bulk write, closed after it, in the same transaction."""

    def __init__(self, changes: SchoolChanges) -> None:
        self.changes, self.kept = changes, Kept()
        self.before = {name: read(name, [row[0] for row in getattr(changes, f"{name}_changed")]) for name in _CHANGED}
        self.before["people"] = read("people", [row[0] for row in changes.people.changed])
        self.before["records"] = read("records", [row[0] for row in changes.people.records_digests])
        for name in _GONE:
            self.kept.gone[name] = read(name, getattr(changes, f"{name}_gone"))
        for parents, column, names in (
            (changes.groups_gone, "group_id", _OF_GROUPS), (changes.homerooms_gone, "homeroom_id", _OF_HOMEROOMS),
        ):  # fmt: skip
            for name in names:
                self.kept.gone[name] |= read(name, parents, column)
        self.kept.standing = standing_of(changes.woken)

    def close(self) -> Kept:
        """What was written, once it is."""
        kept = self.kept
        for name, before in self.before.items():
            after = read(name, before)
            kept.changed[name] = {
                number: (row, mark_of(after[number])) for number, row in before.items() if after[number] != row
            }
        for name in _ADDED:
            kept.added[name] = {row[0]: mark_of(_as_read(name, row)) for row in getattr(self.changes, f"{name}_added")}
        people: PeopleChanges = self.changes.people
        kept.added["people"] = {row[0]: mark_of(tuple(row[1:-1])) for row in people.added}
        return kept


def _as_read(name: str, row: Row) -> Row:
    """An added row's values as they will be read."""
    if name == "affiliations":
        mark = row[6].hex() if row[6] is not None else None
        return (*row[1:6], mark, row[7], None)
    return tuple(row[1:])


def standing_of(people: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
    """(suspended, erased) of those of these people who are one or the other."""
    if not people:
        return {}
    names = ("suspended_at", "erased_at")
    kinds = [_kind(Person, name) for name in names]
    columns = ", ".join(_sql(kind, name) for kind, name in zip(kinds, names, strict=True))
    rows = rows_of(
        f"SELECT {uid('id')}, {columns} FROM directory_person WHERE {among('id', 'uuid')}"  # noqa: S608
        " AND (suspended_at IS NOT NULL OR erased_at IS NOT NULL)",
        [many(people)],
    )
    return {row[0]: (_plain(kinds[0], row[1]), _plain(kinds[1], row[2])) for row in rows}
