"""Whom a message reaches: groups and people that were addressed, made into persons, each once.

Asked before a message is sent and again when it leaves, so that whoever left, or may no longer be written to, is not
reached. Whom the rules do not let the hat write to is told apart.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from preau.access import communication
from preau.access.contacts import (
    RECIPIENTS_AT_MOST,
    WRITE,
    Targets,
    passes_whole,
    refused_recipients,
    statement,
    targets,
)
from preau.access.enums import GroupKind, Unit
from preau.access.groups import (
    GROUPS,
    GroupRef,
    children_reached,
    memberships_of,
    pupils_of_groups,
    values_of_today,
)
from preau.access.hats import Hat
from preau.access.willing import as_guardians, reached_by, willing_groups
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.kernel import sql

_FAMILY = {Profile.STUDENT.value, Profile.GUARDIAN.value}
_GUARDIANS = (GroupKind.GUARDIANS.value, GroupKind.CLASS_GUARDIANS.value, GroupKind.GROUP_GUARDIANS.value)
_OF_UNITS: Mapping[Unit, tuple[str, ...]] = {
    unit: tuple(kind.value for kind in GroupKind if GROUPS[kind].unit == unit) for unit in (Unit.CLASS, Unit.GROUP)
}


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody whom a message reaches: as whom, in which school, and, for a guardian, about which children."""

    person_id: uuid.UUID
    profile: str
    school_id: uuid.UUID
    children: tuple[uuid.UUID, ...] = ()

    @property
    def is_staff(self) -> bool:
        """Whether they are reached as staff."""
        return self.profile in STAFF_PROFILES


@dataclass(frozen=True, slots=True)
class Addressees:
    """Everybody reached by what was addressed, by what reached them first, and what may not be addressed."""

    by_group: Mapping[GroupRef, tuple[Reached, ...]] = field(default_factory=dict)
    named: tuple[Reached, ...] = ()
    refused_groups: frozenset[GroupRef] = frozenset()
    refused_people: frozenset[uuid.UUID] = frozenset()


def audience_of(
    hat: Hat, groups: Collection[GroupRef], person_ids: Collection[uuid.UUID], *, children: bool = True
) -> Addressees:
    """The people in these groups, and these people, each once and oneself aside; a name comes before a group.

    `children` False: for who only counts, without the children that each guardian is written to about.
    """
    wanted = targets(hat, WRITE)
    may = [one for one in dict.fromkeys(groups) if hat.profile not in RECIPIENTS_AT_MOST and passes_whole(wanted, one)]
    refused = refused_recipients(hat, person_ids) if person_ids else set()
    theirs = _met(wanted, [one for one in person_ids if one not in refused])
    willing = reached_by(hat, wanted.apart, groups)
    members = {**_members(wanted, may), **willing}
    may = [one for one in dict.fromkeys(groups) if one in members]
    found: dict[uuid.UUID, set[GroupRef]] = {**theirs}
    first: dict[uuid.UUID, GroupRef] = {}
    for group in may:
        for one in members[group]:
            if one not in theirs:
                found.setdefault(one, set()).add(as_guardians(group) if group in willing else group)
                first.setdefault(one, group)
    reached = _reached(found, children=children)
    by_group: dict[GroupRef, list[Reached]] = {group: [] for group in may}
    for one, group in first.items():
        if one in reached:
            by_group[group].append(reached[one])
    return Addressees(
        {group: tuple(people) for group, people in by_group.items()},
        tuple(reached[one] for one in theirs if one in reached),
        frozenset(one for one in groups if one not in may),
        frozenset(refused),
    )


def _met(wanted: Targets, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[GroupRef]]:
    """The groups of each of these persons by which they may be written to."""
    if not person_ids:
        return {}
    theirs = memberships_of(person_ids, {group.school_id for group in wanted.groups})
    return {
        one: {group for group in groups if any(each in wanted.groups for each in communication.covering(group))}
        for one, groups in theirs.items()
    }


def _members(wanted: Targets, groups: Collection[GroupRef]) -> dict[GroupRef, set[uuid.UUID]]:
    """Who is in each of these groups today, oneself and who is kept apart aside. One read for each group."""
    found = {}
    for group in groups:
        values = values_of_today()
        text = statement(Targets(frozenset({group}), frozenset(), wanted.me), values)
        rows = sql.named_rows(
            f"SELECT DISTINCT m.person_id FROM ({text}) m"  # noqa: S608
            " JOIN directory_person p ON p.id = m.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL",
            values.params,
        )
        found[group] = {sql.as_id(row[0]) for row in rows} - wanted.apart - {wanted.me}
    return found


def _as_whom(groups: Iterable[GroupRef]) -> tuple[str, GroupRef] | None:
    """As whom somebody in these groups is written to: as staff rather than as a parent, as a parent rather than as a
    pupil; and the first such group."""
    ranked = sorted(groups, key=lambda one: (one.kind, str(one.school_id), str(one.unit_id)))
    for profile in ("", Profile.GUARDIAN.value, Profile.STUDENT.value):
        for one in ranked:
            hats = GROUPS[one.kind].hats
            if profile in hats or (not profile and hats.isdisjoint(_FAMILY)):
                return profile, one
    return None


def _reached(found: Mapping[uuid.UUID, set[GroupRef]], *, children: bool) -> dict[uuid.UUID, Reached]:
    """Each person with their profile; guardians with their children."""
    # Thousands are in the same few groups: those are looked at once.
    seen: dict[frozenset[GroupRef], tuple[str, GroupRef] | None] = {}
    known = {}
    for one, groups in found.items():
        key = frozenset(groups)
        if key not in seen:
            seen[key] = _as_whom(key)
        if (whom := seen[key]) is not None:
            known[one] = whom
    staff = [one for one, (profile, _group) in known.items() if not profile]
    profiles = _staff_profiles(staff, {known[one][1].school_id for one in staff})
    guardians = [one for one, (profile, _group) in known.items() if profile == Profile.GUARDIAN]
    about = _children({one: found[one] for one in guardians}) if children else {}
    made = {}
    for one, (profile, group) in known.items():
        named = profile or profiles.get((one, group.school_id), "")
        if named:
            made[one] = Reached(one, named, group.school_id, about.get(one, ()))
    return made


def _staff_profiles(
    person_ids: Collection[uuid.UUID], school_ids: Collection[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], str]:
    if not person_ids:
        return {}
    values = values_of_today()
    rows = sql.named_rows(
        "SELECT a.person_id, a.school_id, a.profile FROM directory_affiliation a WHERE a.state = 'active'"  # noqa: S608
        f" AND {values.within('a.school_id', school_ids)} AND {values.within('a.person_id', person_ids)}",
        values.params,
    )
    order = sorted(rows, key=lambda row: str(row[2]), reverse=True)
    return {(sql.as_id(who), sql.as_id(where)): what for who, where, what in order if what in STAFF_PROFILES}


def _children(guardians: Mapping[uuid.UUID, set[GroupRef]]) -> dict[uuid.UUID, tuple[uuid.UUID, ...]]:
    """The children through whom each of these guardians is in these groups."""
    if not guardians:
        return {}
    groups = {one for each in guardians.values() for one in each if one.kind in _GUARDIANS}
    pupils = pupils_of_groups({one.unit_id for one in groups if one.kind == GroupKind.GROUP_GUARDIANS and one.unit_id})
    found: dict[uuid.UUID, dict[uuid.UUID, None]] = {}
    for guardian, child, school, homeroom in children_reached(list(guardians), {one.school_id for one in groups}):
        for one in guardians[guardian]:
            if one.school_id == school and (
                one.kind == GroupKind.GUARDIANS
                or (one.kind == GroupKind.CLASS_GUARDIANS and one.unit_id in (None, homeroom))
                or (one.kind == GroupKind.GROUP_GUARDIANS and (one.unit_id, child) in pupils)
            ):
                found.setdefault(guardian, {})[child] = None
    return {guardian: tuple(children) for guardian, children in found.items()}


def groups_to_write_to(hat: Hat) -> list[tuple[GroupRef, str]]:
    """The groups that this hat may write to as a whole, with the names of their classes or groups; "" for a school's.

    A person who may write to all guardians of a school may write to those of one class.
    """
    if hat.profile in RECIPIENTS_AT_MOST:
        return []
    wanted = targets(hat, WRITE)
    schools = {one.school_id for one in wanted.groups}
    if not schools:
        return []
    found = [(one, "") for one in wanted.groups if GROUPS[one.kind].unit == Unit.SCHOOL]
    for school, unit, identifier, label in _units(schools):
        for kind in _OF_UNITS[unit]:
            group = GroupRef(school, kind, identifier)
            if passes_whole(wanted, group):
                found.append((group, label))
    order = list(GROUPS)
    found.sort(key=lambda one: (one[1], order.index(one[0].kind), str(one[0].school_id)))
    return willing_groups(hat) + found


def _units(school_ids: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, Unit, uuid.UUID, str]]:
    """This year's classes and groups of these schools."""
    values = values_of_today()
    within = f"{values.within('school_id', school_ids)} AND school_year_id = %(year)s"
    rows = sql.named_rows(
        f"SELECT school_id, 'class', id, label FROM directory_homeroom WHERE {within}"  # noqa: S608
        f" UNION ALL SELECT school_id, 'group', id, label FROM directory_studentgroup WHERE {within}",
        values.params,
    )
    return [
        (sql.as_id(school), Unit.CLASS if unit == "class" else Unit.GROUP, sql.as_id(one), label)
        for school, unit, one, label in rows
    ]
