"""Settings of one school copied to others of the same collectivity: read first, school by school, then done.

What the model school set itself is set in the others, and what they had set otherwise goes back to what they inherit.
Rights go by role and function, days by level and class of the same name. What is confided to a person stays.
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from preau.access import switches
from preau.access.enums import Subject
from preau.access.models import Delegation, SchoolSetting, SpaceOpening
from preau.access.policy import Policy, policies_of, values_of
from preau.access.services.copied_days import DayChange, Place, dated_of, moved
from preau.directory.models import School
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed

RULES, SERVICES, RIGHTS, DAYS = "rules", "services", "rights", "days"
PARTS: Mapping[str, tuple[str, ...]] = {
    RULES: (Subject.LINK, Subject.WRITES, Subject.REACHED), SERVICES: (Subject.SERVICE,),
    RIGHTS: (Subject.RIGHT,), DAYS: (),
}  # fmt: skip
MOST_SCHOOLS = 300


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry of a policy, before and after; `own`: whether the school would keep a value of its own."""

    subject: str
    key: str
    before: str
    after: str
    own: bool


@dataclass(frozen=True, slots=True)
class SchoolChanges:
    """What copying would change in one school, and what stays as it is there.

    `locked`: entries that the collectivity keeps; `left`: days of the model for levels and classes it has not.
    """

    school_id: uuid.UUID
    uai: str
    name: str
    entries: tuple[EntryChange, ...] = ()
    days: tuple[DayChange, ...] = ()
    locked: tuple[EntryChange, ...] = ()
    left: tuple[Place, ...] = ()

    @property
    def count(self) -> int:
        """How many settings change."""
        return len(self.entries) + len(self.days)


@dataclass(frozen=True, slots=True)
class Copying:
    """What copying would do, school by school, and a digest that says whether it is still the same later.

    `confided`: rights that the model confided to named people, which are not copied.
    """

    schools: tuple[SchoolChanges, ...] = field(default_factory=tuple)
    confided: int = 0

    @property
    def digest(self) -> str:
        """Another text when anything would be done otherwise."""
        told = [
            [str(one.school_id), [[e.subject, e.key, e.before, e.after] for e in one.entries],
             [[d.level, d.homeroom, str(d.before), str(d.after)] for d in one.days]]
            for one in self.schools
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def copying(model_id: uuid.UUID, target_ids: Collection[uuid.UUID], parts: Collection[str]) -> Copying:
    """What copying the model's settings would change in each of these schools of the open scope. Reads only."""
    subjects = {str(subject) for part in parts for subject in PARTS[part]}
    targets = {pk: (uai, name) for pk, uai, name in _schools(target_ids) if pk != model_id}
    policies = policies_of([model_id, *targets])
    dated = dated_of([model_id, *targets]) if DAYS in parts else {}
    made = []
    for pk, (uai, name) in targets.items():
        entries, locked = _entries(policies[model_id], policies[pk], subjects)
        days, left = moved(dated[model_id], dated[pk]) if dated else ((), ())
        made.append(SchoolChanges(pk, uai, name, entries, days, locked, left))
    return Copying(
        tuple(sorted(made, key=lambda one: (one.name, one.uai))), _confided(model_id) if RIGHTS in parts else 0
    )


def _confided(school_id: uuid.UUID) -> int:
    return Delegation.objects.filter(school_id=school_id, ended_at=None, ends_on__gte=clock.today()).count()


def _schools(ids: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, str, str]]:
    return list(School.objects.filter(pk__in=list(ids)).values_list("pk", "uai", "name"))


def _entries(
    model: Policy, target: Policy, subjects: Collection[str]
) -> tuple[tuple[EntryChange, ...], tuple[EntryChange, ...]]:
    changes: list[EntryChange] = []
    locked: list[EntryChange] = []
    keys = sorted({*model.school, *target.school})
    for subject, key in keys:
        if subject not in subjects:
            continue
        own = model.school.get((subject, key))
        inherited = target.inherited(subject, key)
        after = own.value if own else inherited
        before = target.value(subject, key)
        if after == before or after not in values_of(subject, key):
            continue
        change = EntryChange(subject, key, before, after, after != inherited)
        (locked if target.is_locked(subject, key) else changes).append(change)
    return tuple(changes), tuple(locked)


def copy_settings(*, actor: Actor, model_id: uuid.UUID, target_ids: Collection[uuid.UUID], parts: Collection[str],
                  digest: str) -> int | None:  # fmt: skip
    """Do what was read, each school in one transaction, with its line in its trail; how many schools changed.

    `digest`: that of the Copying that the person read. None: somebody changed something since, nothing was written.
    """
    read = copying(model_id, target_ids, parts)
    if read.digest != digest:
        return None
    model = School.objects.get(pk=model_id)
    return sum(_copy(actor, model, one.school_id, parts) for one in read.schools if one.count)


@transaction.atomic
def _copy(actor: Actor, model: School, target_id: uuid.UUID, parts: Collection[str]) -> bool:
    School.objects.select_for_update(of=("self",)).get(pk=target_id)
    changes = next(iter(copying(model.pk, [target_id], parts).schools), None)
    if changes is None or not changes.count:
        return False  # done by somebody else meanwhile
    now, by = clock.now(), signed("changed_by", actor)
    for entry in changes.entries:
        where: dict[str, Any] = {"school_id": target_id, "subject": entry.subject, "key": entry.key}
        if entry.own:
            said = {"value": entry.after, "version": new_id(), "changed_at": now, **by}
            SchoolSetting.objects.update_or_create(**where, defaults=said)
        else:
            SchoolSetting.objects.filter(**where).delete()
    for day in changes.days:
        where = {"school_id": target_id, "homeroom_id": day.homeroom_id, "level_label": day.level}
        if day.after is not None:
            dated = {"opens_on": day.after, "version": new_id(), "changed_at": now, **by}
            SpaceOpening.objects.update_or_create(**where, defaults=dated)
        else:
            SpaceOpening.objects.filter(**where).delete()
    audit.record(
        actor=actor, action="access.copy_settings", tenant=target_id, subject="school", subject_id=target_id,
        data={
            "model": model.uai, "count": changes.count,
            "entries": [[one.subject, one.key, one.before, one.after] for one in changes.entries],
            "days": [[one.level or one.homeroom, str(one.before or ""), str(one.after or "")] for one in changes.days],
        },
    )  # fmt: skip
    transaction.on_commit(switches.forget)
    return True
