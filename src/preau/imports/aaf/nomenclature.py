"""What comes before the schools' people: the academy, the year, programmes and subjects, the schools themselves."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from preau.directory.models import School, SchoolYear, StudyProgramme, Subject
from preau.directory.nation import uai_is_valid
from preau.directory.services import ensure_academy as ensure_academy
from preau.imports.aaf.campuses import attachments, save_campuses
from preau.imports.aaf.records import SchoolRecord, digest
from preau.kernel import audit
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id

_COLUMNS = (
    "uai", "name", "kind", "siret", "contract", "ministry_code", "street", "postal_code", "city", "phone", "email",
)  # fmt: skip


def year_of(day: dt.date) -> int:
    """The school year a day falls in. It turns on 1 September: the summer's exports still tell of the ending year,
    while their removals wait."""
    return day.year if day.month >= 9 else day.year - 1


def ensure_year(year: int) -> None:
    """Make the school year when it is not there."""
    SchoolYear.objects.get_or_create(
        year=year, defaults={"starts_on": dt.date(year, 9, 1), "ends_on": dt.date(year + 1, 8, 31)}
    )


Operation = tuple[str, str, str]
"""(uai, name, operation)."""


def schools_held(academy: str) -> dict[str, tuple[str, str, bytes | None]]:
    """Schools of an academy by join key: (id, uai, digest)."""
    rows = School.objects.filter(authority_id=academy).values_list("join_key", "id", "uai", "record_digest")
    return {key: (number.hex, uai, bytes(mark) if mark else None) for key, number, uai, mark in rows}


def keys_that_stay(academy: str, said: Mapping[str, SchoolRecord]) -> set[str]:
    """Keys of the schools held, but those whose school the export brings under another key."""
    renamed = {record.uai: key for key, record in said.items()}
    return {key for key, (_id, uai, _mark) in schools_held(academy).items() if renamed.get(uai, key) == key}


def school_operations(academy: str, said: Mapping[str, SchoolRecord]) -> dict[str, Operation]:
    """What the export would do to each school, by join key ("" for nothing)."""
    held = schools_held(academy)
    made: dict[str, Operation] = {}
    for key, record in said.items():
        known = held.get(key)
        operation = "added" if known is None else "" if known[2] == _digest(record) else "changed"
        made[key] = (record.uai[:8], record.name, operation)
    return made


def _digest(record: SchoolRecord) -> bytes:
    return digest(record[: SchoolRecord._fields.index("academy_code")])


def save_schools(*, actor: Actor, academy: str, said: Mapping[str, SchoolRecord]) -> dict[str, Operation]:
    """Create and update the schools of an export; collectivities are not in it and stay as they are.

    A school already known by its UAI under another key keeps its identity and takes the new key.
    """
    operations = school_operations(academy, said)
    with transaction.atomic():
        attached = attachments(academy)
        for key, (uai, _name, operation) in operations.items():
            if operation:
                _save_school(academy, key, uai, said[key])
        save_campuses(academy, attached, said)
        changed = {op: sum(one[2] == op for one in operations.values()) for op in ("added", "changed")}
        if any(changed.values()):
            audit.record(
                actor=actor, action="imports.schools_saved", subject="academy", subject_id=academy, data=changed
            )
    return operations


def _save_school(academy: str, key: str, uai: str, record: SchoolRecord) -> None:
    values = {name: getattr(record, name) for name in _COLUMNS}
    values |= {"uai": uai, "uai_is_valid": uai_is_valid(uai), "record_digest": _digest(record)}
    school = School.objects.filter(authority_id=academy, join_key=key).first() or School.objects.filter(uai=uai).first()
    if school is None:
        School.objects.create(id=new_id(), authority_id=academy, join_key=key, **values)
        return
    for name, value in {**values, "join_key": key, "authority_id": academy}.items():
        setattr(school, name, value)
    school.save()


def save_nomenclature(
    academy: str, programmes: Mapping[str, tuple[str, str, str]], subjects: Mapping[str, tuple[str, str, str]]
) -> None:
    """Create and update programmes (MEF) and subjects; none is ever removed: old enrollments name them."""
    with transaction.atomic():
        _save_programmes(academy, programmes)
        _save_subjects(academy, subjects)


def _save_programmes(academy: str, said: Mapping[str, tuple[str, str, str]]) -> None:
    held = {one.mef_code: one for one in StudyProgramme.objects.filter(authority_id=academy)}
    changed = []
    for code, (label, parent, stat) in said.items():
        one = held.get(code[:11])
        if one and (one.label, one.parent_code, one.mefstat11) != (label, parent, stat):
            one.label, one.parent_code, one.mefstat11 = label, parent, stat
            changed.append(one)
    StudyProgramme.objects.bulk_update(changed, ["label", "parent_code", "mefstat11"], batch_size=200)
    StudyProgramme.objects.bulk_create(
        [
            StudyProgramme(authority_id=academy, mef_code=code, label=label, parent_code=parent, mefstat11=stat)
            for code, (label, parent, stat) in said.items()
            if code not in held and len(code) <= 11
        ],
        batch_size=500,
    )


def _save_subjects(academy: str, said: Mapping[str, tuple[str, str, str]]) -> None:
    held = {one.code: one for one in Subject.objects.filter(authority_id=academy)}
    changed = []
    for code, (label, parent, _stat) in said.items():
        one = held.get(code)
        if one and (one.label, one.parent_code) != (label, parent[:6]):
            one.label, one.parent_code = label, parent[:6]
            changed.append(one)
    Subject.objects.bulk_update(changed, ["label", "parent_code"], batch_size=200)
    Subject.objects.bulk_create(
        [
            Subject(authority_id=academy, code=code, label=label, parent_code=parent[:6])
            for code, (label, parent, _stat) in said.items()
            if code not in held and len(code) <= 6
        ],
        batch_size=500,
    )
