"""What moves when two persons turn out to be one, and back: rows by id, exactly.

A row whose unique key the kept person already holds cannot move. Then
- an affiliation, an enrolment or a guardianship stays with the merged person, stilled (suspended, left, ended), and
  the kept person's own row wakes when the stilled one was live;
- a group membership, a section or a head-teacher row says nothing more than the kept one: it is taken away, and kept
  in the list to be put back.
Rooms above declare theirs in `privacy.py` (`followed`), and move and come back by the same list.
Everything is written in `RecordMatch.moved`, so that undoing needs no guess.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import models

from preau.directory.enums import AffiliationState
from preau.directory.models import (
    Affiliation,
    CourtDecision,
    DirectoryRecord,
    Enrollment,
    FileReading,
    GroupMembership,
    GroupStaff,
    Guardianship,
    HomeroomTeacher,
    Person,
    Section,
)
from preau.kernel import clock, duties
from preau.kernel.signatures import hand_back, hand_over


@dataclass(frozen=True, slots=True)
class Movable:
    """A column that names a person: its table, the column, and the other columns of its unique key.

    `apart`: columns that must name somebody else; a row where they would not stays.
    """

    model: type[models.Model]
    column: str
    key: tuple[str, ...] = ()
    stills: bool = False
    apart: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.model._meta.model_name}.{self.column}"


MOVABLES = (
    Movable(DirectoryRecord, "person_id"),
    Movable(CourtDecision, "student_id"),
    Movable(CourtDecision, "guardian_id"),
    Movable(Affiliation, "person_id", ("school_id", "profile"), stills=True),
    Movable(Enrollment, "student_id", ("school_id", "school_year_id"), stills=True),
    Movable(Guardianship, "student_id", ("school_id", "guardian_id"), stills=True),
    Movable(Guardianship, "guardian_id", ("school_id", "student_id"), stills=True),
    Movable(GroupMembership, "student_id", ("school_id", "group_id")),
    Movable(GroupStaff, "person_id", ("school_id", "group_id")),
    Movable(Section, "teacher_id", ("school_id", "school_year_id", "subject_code", "homeroom_id", "group_id")),
    Movable(HomeroomTeacher, "person_id", ("school_id", "homeroom_id")),
    Movable(FileReading, "student_id", ("school_id", "day", "reader_id")),
    Movable(FileReading, "reader_id", ("school_id", "day", "student_id")),
)


def movables() -> dict[str, Movable]:
    """The directory's own, then those of the rooms above, by name."""
    of_rooms = [Movable(one.model, one.column, one.key, apart=one.apart) for one in duties.followed()]
    return {one.name: one for one in (*MOVABLES, *of_rooms)}


_LIVING: dict[type[models.Model], tuple[str, ...]] = {
    Affiliation: ("state", "left_on", "starts_on"),
    Enrollment: ("left_on", "homeroom_id", "mef_code", "level_label"),
    Guardianship: ("ended_at", "source_reach", "head_reach"),
}
# Chosen or known by one of the two records: the kept person takes them where it has none.
_PERSON_FIELDS = ("birth_date", "email", "takes_over_signatures_on", "closes_guardian_messages_on", "suspended_at")


def _plain(row: models.Model, columns: tuple[str, ...]) -> dict[str, str | None]:
    """Column values as text, which JSON keeps and `_typed` reads back."""
    texts = {}
    for column in columns:
        field = row._meta.get_field(column.removesuffix("_id") if column.endswith("_id") else column)
        value = getattr(row, column)
        texts[column] = None if value is None else str(field.value_to_string(row))  # type: ignore[union-attr]
    return texts


def _typed(model: type[models.Model], texts: dict[str, str | None]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, text in texts.items():
        field = model._meta.get_field(column.removesuffix("_id") if column.endswith("_id") else column)
        target = field.target_field if field.is_relation else field  # type: ignore[union-attr]
        values[column] = None if text is None else target.to_python(text)  # type: ignore[union-attr]
    return values


def _is_live(row: models.Model) -> bool:
    if isinstance(row, Affiliation):
        return bool(row.state == AffiliationState.ACTIVE)
    if isinstance(row, Enrollment):
        return row.left_on is None
    assert isinstance(row, Guardianship)
    return row.ended_at is None


def _still(row: models.Model) -> None:
    if isinstance(row, Affiliation):
        row.state = AffiliationState.SUSPENDED
        row.left_on = row.left_on or clock.today()
    elif isinstance(row, Enrollment):
        row.left_on = row.left_on or clock.today()
    elif isinstance(row, Guardianship):
        row.ended_at = row.ended_at or clock.now()
    row.save(update_fields=[*_LIVING[type(row)]])


def move(kept: Person, merged: Person) -> dict[str, Any]:
    """Move everything from one person to the other and return the list that `move_back` needs."""
    moved: dict[str, list[str]] = {}
    changed: list[dict[str, Any]] = []
    taken_away: list[dict[str, Any]] = []
    for movable in movables().values():
        manager = movable.model._default_manager
        ids = moved.setdefault(movable.name, [])
        for row in list(manager.filter(**{movable.column: merged.pk}).order_by("pk")):
            if kept.pk in [getattr(row, column) for column in movable.apart]:
                continue
            same = {column: getattr(row, column) for column in movable.key}
            rival = manager.filter(**{movable.column: kept.pk}, **same).first() if movable.key else None
            if rival is None:
                ids.append(str(row.pk))
            elif movable.stills:
                _meet(row, rival, changed)
            else:
                columns = tuple(f.attname for f in movable.model._meta.concrete_fields)
                taken_away.append({"table": movable.name, "row": _plain(row, columns)})
                row.delete()
        if ids:
            manager.filter(pk__in=ids).update(**{movable.column: kept.pk})
    persons = {"kept": _plain(kept, _PERSON_FIELDS), "merged": _plain(merged, ("suspended_at",))}
    _complete(kept, merged)
    signed = hand_over(duties.signatures(), from_id=merged.pk, to_id=kept.pk)
    return {"moved": moved, "changed": changed, "taken_away": taken_away, "persons": persons, "signed": signed}


def _meet(row: models.Model, rival: models.Model, changed: list[dict[str, Any]]) -> None:
    """Still `row`, which cannot move because `rival` holds its place; `rival` takes over its life."""
    columns = _LIVING[type(row)]
    name = str(row._meta.model_name)
    changed.append({"table": name, "id": str(row.pk), "before": _plain(row, columns)})
    if _is_live(row) and not _is_live(rival):
        changed.append({"table": name, "id": str(rival.pk), "before": _plain(rival, columns)})
        for column in columns:
            setattr(rival, column, getattr(row, column))
        rival.save(update_fields=list(columns))
    _still(row)


def _complete(kept: Person, merged: Person) -> None:
    for column in _PERSON_FIELDS[:-1]:
        if not getattr(kept, column) and getattr(merged, column):
            setattr(kept, column, getattr(merged, column))
    if merged.suspended_at is None:
        kept.suspended_at = None
    merged.suspended_at = merged.suspended_at or clock.now()
    kept.save(update_fields=list(_PERSON_FIELDS))
    merged.save(update_fields=["suspended_at"])


_STILLED = {str(model._meta.model_name): model for model in _LIVING}


def move_back(kept_id: uuid.UUID, merged_id: uuid.UUID, kept_list: dict[str, Any]) -> None:
    """Put everything back as it was. Rows that a later import ended or removed stay so.

    Returned records forget their digest, so that the next import writes them anew from the directory.
    """
    known = movables()
    for name, ids in kept_list["moved"].items():
        movable = known[name]
        rows = movable.model._default_manager.filter(pk__in=ids, **{movable.column: kept_id})
        rows.update(**{movable.column: merged_id})
        if movable.model is DirectoryRecord:
            DirectoryRecord.objects.filter(pk__in=ids).update(digest=None)
    for item in reversed(kept_list["changed"]):
        model = _STILLED[item["table"]]
        model._default_manager.filter(pk=item["id"]).update(**_typed(model, item["before"]))
    for item in kept_list["taken_away"]:
        movable = known[item["table"]]
        values = _typed(movable.model, item["row"])
        movable.model._default_manager.get_or_create(pk=values.pop("id"), defaults=values)
    hand_back(duties.signatures(), kept_list.get("signed", {}), from_id=kept_id, to_id=merged_id)
    for who, person_id in (("kept", kept_id), ("merged", merged_id)):
        values = _typed(Person, kept_list["persons"][who])
        Person.objects.filter(pk=person_id).update(**values)


def may_be_undone(joined_at: dt.datetime, days: int) -> bool:
    """Whether a joining of that moment may still be undone."""
    return clock.now() <= joined_at + dt.timedelta(days=days)
