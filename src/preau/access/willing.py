"""Families who accept that the elected parents of their class write to them: one group, whose members nobody learns.

It is no group of `access.groups`: no rule links it, nobody sees who is in it, nobody in it is written to by name. An
elected parent of a class addresses it whole, where the rule from elected parents to guardians of the class is open.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from preau.access.contacts import my_groups
from preau.access.defaults import CONSENTED
from preau.access.enums import GroupKind
from preau.access.groups import GroupRef, memberships_of, rows_of, values_of_today
from preau.access.hats import Hat
from preau.access.models import ElectedConsent
from preau.access.policy import policies_of
from preau.directory.enums import Profile
from preau.directory.models import Homeroom
from preau.kernel import sql

WILLING = "class_willing_guardians"
_ELECTED, _GUARDIANS = CONSENTED


def as_guardians(group: GroupRef) -> GroupRef:
    """The group of guardians of the class within which the willing ones are."""
    return group._replace(kind=_GUARDIANS)


def willing_groups(hat: Hat) -> list[tuple[GroupRef, str]]:
    """The groups of willing families that this hat may write to, with the name of the class; those without anybody are
    left out."""
    if hat.profile != Profile.GUARDIAN:
        return []
    elected = [one for one in my_groups(hat) if one.kind == _ELECTED and one.unit_id is not None]
    if not elected:
        return []
    policies = policies_of({one.school_id for one in elected})
    open_ = [one for one in elected if one.school_id in policies and policies[one.school_id].passes(*CONSENTED)]
    labels = dict(Homeroom.objects.filter(pk__in=[one.unit_id for one in open_]).values_list("pk", "label"))
    found = [(one._replace(kind=WILLING), labels.get(one.unit_id, "")) for one in open_]
    return sorted(((one, label) for one, label in found if willing_members(one)), key=lambda pair: pair[1])


def willing_members(group: GroupRef) -> set[uuid.UUID]:
    """Who accepts it, of the guardians whom the class has today."""
    values = values_of_today()
    assert group.unit_id is not None
    rows = rows_of(_GUARDIANS, values, schools=[group.school_id], units=[group.unit_id])
    found = sql.named_rows(
        f"SELECT DISTINCT m.person_id FROM ({rows}) m"  # noqa: S608 (ours)
        " JOIN access_electedconsent c ON c.school_id = m.school_id AND c.homeroom_id = m.unit_id"
        " AND c.guardian_id = m.person_id"
        " JOIN directory_person p ON p.id = m.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL",
        values.params,
    )
    return {sql.as_id(row[0]) for row in found}


def reached_by(hat: Hat, apart: Collection[uuid.UUID], groups: Collection[GroupRef]) -> dict[GroupRef, set[uuid.UUID]]:
    """The members of those of these groups that this hat may write to, itself and who is kept apart left out."""
    asked = [one for one in groups if one.kind == WILLING]
    may = {one for one, _label in willing_groups(hat)} if asked else set()
    return {one: willing_members(one) - set(apart) - {hat.person_id} for one in asked if one in may}


def willing_count(hat: Hat, group: GroupRef) -> int:
    """How many people this hat would write to by a group of willing families."""
    return len(willing_members(group) - {hat.person_id})


@dataclass(frozen=True, slots=True)
class ClassConsent:
    """A class of a guardian's children, and whether its elected parents may write to the guardian."""

    school_id: uuid.UUID
    homeroom_id: uuid.UUID
    label: str
    school: str
    children: tuple[str, ...]
    given: bool


def consents_of(hat: Hat) -> list[ClassConsent]:
    """The classes of a guardian's children, by child. Two reads."""
    if hat.person_id is None or hat.profile != Profile.GUARDIAN:
        return []
    kinds = [GroupKind.CLASS_GUARDIANS.value]
    mine = memberships_of([hat.person_id], hat.school_ids, hat=hat.profile, kinds=kinds)[hat.person_id]
    rows = ElectedConsent.objects.filter(school_id__in=list(hat.school_ids), guardian_id=hat.person_id)
    given = set(rows.values_list("school_id", "homeroom_id"))
    found: dict[tuple[uuid.UUID, uuid.UUID], ClassConsent] = {}
    for child in hat.children:
        if child.homeroom_id is None or GroupRef(child.school_id, kinds[0], child.homeroom_id) not in mine:
            continue
        key = (child.school_id, child.homeroom_id)
        others = found[key].children if key in found else ()
        found[key] = ClassConsent(
            *key, child.homeroom, child.school_name, (*others, child.given_name), key in given
        )  # fmt: skip
    return list(found.values())
