"""Whose an answer is: by the directory's keys first, then by what was linked before. Never by a name."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from preau.directory.enums import RecordKind
from preau.directory.models import DirectoryRecord, Person
from preau.directory.services.matches import RecordKey
from preau.identity.external import ExternalKey
from preau.identity.federation.keys import Key
from preau.identity.models import Account


@dataclass(frozen=True, slots=True)
class Found:
    """Persons that the keys name, in the order of the keys; `records` are the keys of records that named them.

    `linked`: named by a link of before, not by the directory. No person: unknown, or not sure; who it is must prove it.
    """

    persons: tuple[uuid.UUID, ...] = ()
    records: tuple[RecordKey, ...] = ()
    linked: bool = False


def academies(code: str) -> set[str]:
    """The code as the directory may write it: 1 and 01 are Paris."""
    bare = code.lstrip("0") or "0"
    return {bare, bare.zfill(2), bare.zfill(3)}


def _of_record(key: Key) -> list[tuple[RecordKey, uuid.UUID]]:
    rows = DirectoryRecord.objects.filter(
        authority_id__in=academies(key.academy), join_key=key.value, kind__in=key.kinds, person__erased_at=None
    ).values_list("authority_id", "kind", "join_key", "person_id")
    return [(RecordKey(authority, kind, join_key), person) for authority, kind, join_key, person in rows]


def candidates(key: Key, source: str) -> set[uuid.UUID]:
    """Persons that the directory gives for one key: several when it is not sure."""
    if key.is_record:
        return {person for _record, person in _of_record(key)}
    if key.reads != "mail":
        return set()
    kept = _linked([key], source)
    if kept and Person.objects.filter(pk=kept[0].person_id, email__iexact=key.value, erased_at=None).exists():
        return {kept[0].person_id}  # the directory still gives this mail to the one it was linked to: no search
    same = Person.objects.filter(email__iexact=key.value, erased_at=None)
    return set(
        DirectoryRecord.objects.filter(kind=RecordKind.STAFF, kind__in=key.kinds, person__in=same)
        .values_list("person_id", flat=True)
        .distinct()[:2]
    )


def _linked(keys: Iterable[Key], source: str) -> list[Account]:
    names = [key.stored(source) for key in keys]
    links = ExternalKey.objects.filter(key__in=names).values("account_id")
    return list(Account.objects.filter(pk__in=links, is_active=True)[:2])


def find(keys: Sequence[Key], source: str) -> Found:
    """Whose these keys are."""
    records: list[RecordKey] = []
    persons: list[uuid.UUID] = []
    for key in keys:
        if not key.is_record:
            continue
        found = _of_record(key)
        if len({person for _record, person in found}) == 1:  # a pupil's and a guardian's key may read alike: not sure
            records += [record for record, _person in found]
            persons += [person for _record, person in found if person not in persons]
    if persons:
        return Found(tuple(dict.fromkeys(persons)), tuple(records))
    for key in keys:
        if key.reads == "mail" and len(one := candidates(key, source)) == 1:
            return Found(tuple(one))
    accounts = _linked(keys, source)
    return Found((accounts[0].person_id,), linked=True) if len(accounts) == 1 else Found()
