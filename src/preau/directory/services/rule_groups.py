"""Groups that follow a rule: made, changed, ended; their members as the rule says, whenever the directory changes.

Events: preau.directory.events.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.calendar import year_of
from preau.directory.enums import GroupSource
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import GroupMembership, GroupStaff, SchoolYear, StudentGroup
from preau.directory.rule_groups import ALL, ANY, LOOKED_AT, STUDENTS, Rule, people_of_rule
from preau.directory.services.groups import label_of
from preau.kernel import audit, clock, events
from preau.kernel.actor import Actor, system
from preau.kernel.ids import new_id

MOST_VALUES = 400


def _checked(rule: Rule) -> Rule:
    if rule.who not in LOOKED_AT or rule.join not in (ALL, ANY):
        raise Unknown("no such rule")
    if not rule.conditions:
        raise Refused(_("Choisissez au moins une condition : sans elle, personne n’est dans le groupe."))
    for on, values in rule.conditions:
        if on not in LOOKED_AT[rule.who] or not values or len(values) > MOST_VALUES:
            raise Unknown("no such condition")
    return rule


def _note(actor: Actor, action: str, group: StudentGroup, **data: Any) -> None:
    audit.record(
        actor=actor, action=action, tenant=group.school_id, subject="group", subject_id=group.pk,
        data={"group": group.label, **data},
    )  # fmt: skip
    events.publish("directory.group_changed", {"group_id": str(group.pk)}, tenant=group.school_id)


@transaction.atomic
def create_rule_group(*, actor: Actor, school_id: uuid.UUID, year: int, label: str, rule: Rule) -> StudentGroup:
    """A group of that school year whose members follow the rule. Raises Refused without a name or a condition."""
    group: StudentGroup = StudentGroup.objects.create(
        school_id=school_id, school_year=SchoolYear.objects.get(pk=year), code=str(new_id()), label=label_of(label),
        source=GroupSource.RULE, rule=_checked(rule).as_data(),
    )  # fmt: skip
    added, _removed = _follow(group)
    _note(actor, "directory.create_rule_group", group, count=added)
    return group


def _locked(group_id: uuid.UUID) -> StudentGroup:
    group: StudentGroup | None = (
        StudentGroup.objects.select_for_update(of=("self",)).filter(pk=group_id, source=GroupSource.RULE).first()
    )
    if group is None:
        raise Unknown("no such group")
    return group


@transaction.atomic
def change_rule(
    *, actor: Actor, group_id: uuid.UUID, label: str, rule: Rule, seen: tuple[str, Rule] | None
) -> StudentGroup:
    """Give the group another name and rule; the same again writes nothing.

    `seen`: the name and the rule that the person read, None when they do not say; raises Overtaken for others.
    """
    group = _locked(group_id)
    present = (group.label, Rule.of(group.rule or {}))
    if present[1].who != rule.who:
        raise Unknown("a group of pupils stays one of pupils")
    wanted = (label_of(label), _checked(rule))
    if wanted == present:
        return group
    if seen != present:
        raise Overtaken(_("Quelqu’un d’autre a changé la règle de ce groupe pendant que vous la lisiez : relisez-la."))
    group.label, group.rule = wanted[0], rule.as_data()
    group.save(update_fields=["label", "rule"])
    _follow(group)
    _note(actor, "directory.change_rule", group, count=_members(group).count())
    return group


@transaction.atomic
def end_rule_group(*, actor: Actor, group_id: uuid.UUID, seen: tuple[str, Rule] | None) -> None:
    """Remove the group; the people stay where they are.

    `seen`: the name and the rule that the person read, None when they do not say; raises Overtaken for others.
    """
    group = _locked(group_id)
    if seen != (group.label, Rule.of(group.rule or {})):
        raise Overtaken(_("Quelqu’un d’autre a changé la règle de ce groupe pendant que vous la lisiez : relisez-la."))
    _note(actor, "directory.end_rule_group", group)
    group.delete()


def _members(group: StudentGroup) -> Any:
    table = GroupMembership if Rule.of(group.rule or {}).who == STUDENTS else GroupStaff
    return table.objects.filter(school_id=group.school_id, group=group)


def _follow(group: StudentGroup) -> tuple[int, int]:
    """Bring the members to what the rule says today; how many came in and went out."""
    rule = Rule.of(group.rule or {})
    column = "student_id" if rule.who == STUDENTS else "person_id"
    rows = _members(group)
    wanted = people_of_rule(group.school_id, rule, group.school_year_id)
    held = set(rows.values_list(column, flat=True))
    if gone := held - wanted:
        rows.filter(**{f"{column}__in": gone}).delete()
    new = sorted(wanted - held)
    rows.model.objects.bulk_create(
        rows.model(school_id=group.school_id, group=group, **{column: one}) for one in new
    )  # fmt: skip
    return len(new), len(gone)


def follow_rules(*, school_ids: Collection[uuid.UUID] | None = None) -> int:
    """Bring every group by rule of these schools (None: of all) to what its rule says today; how many changed."""
    groups = StudentGroup.objects.filter(source=GroupSource.RULE, school_year_id=year_of(clock.today()))
    if school_ids is not None:
        groups = groups.filter(school_id__in=list(school_ids))
    changed = 0
    for pk in list(groups.order_by("pk").values_list("pk", flat=True)):
        changed += _follow_one(pk)
    return changed


@transaction.atomic
def _follow_one(group_id: uuid.UUID) -> bool:
    group = StudentGroup.objects.select_for_update(of=("self",)).filter(pk=group_id).first()
    if group is None:
        return False
    added, removed = _follow(group)
    if added or removed:
        actor = system(_("Groupes par règle"))
        _note(actor, "directory.follow_rule", group, added=added, removed=removed)
    return bool(added or removed)


def let_go(*, school_id: uuid.UUID) -> None:
    """Empty the groups by rule of a school before people of it are taken back; `follow_rules` fills them again."""
    ruled = {"school_id": school_id, "group__source": GroupSource.RULE}
    for table in (GroupMembership, GroupStaff):
        table.objects.filter(**ruled).delete()
