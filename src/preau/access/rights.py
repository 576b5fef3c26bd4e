"""May this hat do this, on that? The one answer of the house, for a row and for a list alike.

`can(hat, right, thing)` is for one thing; `people_under(hat, right)` gives the groups that the same right reaches, from
which lists are read (`contacts.people_in`, or a statement of one's own with `contacts.statement`). Both start from
`extents_of`, so that they cannot disagree; a property test holds them against each other.
"""

import uuid
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from preau.access.contacts import Targets
from preau.access.enums import BY_VISITORS, Extent, GroupKind, Right, Subject
from preau.access.groups import GroupRef, memberships_of
from preau.access.hats import Hat
from preau.access.policy import OF_SCHOOLS, Policy, key_of, policies_in, policies_of
from preau.access.risks import wide_rights
from preau.access.roles import FUNCTION, HOMEROOM_TEACHER, OF_THE_CONSOLE, RIGHTS, WIDTH, default_extent
from preau.access.statement import Values
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.kernel import clock, scope, sql
from preau.kernel.readonly import keep, known, once


@dataclass(frozen=True, slots=True)
class Thing:
    """What a right is asked on: a school, one of its classes or groups, one of its pupils."""

    school_id: uuid.UUID
    unit_id: uuid.UUID | None = None
    pupil_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """How far a right is held in one school; `units`: the classes it was confided in, or that one is head of."""

    extent: Extent
    units: frozenset[uuid.UUID] = frozenset()


# What makes somebody more than their profile in a school: functions, classes they are head teacher of, rights confided.
_ROLES = """
    SELECT f.school_id, 'function' AS kind, f.code AS name, CAST(NULL AS uuid) AS unit FROM directory_affiliation a
      JOIN directory_stafffunction f ON f.affiliation_id = a.id AND f.school_id = a.school_id
     WHERE a.person_id = %(me)s AND a.profile = %(profile)s AND a.state = 'active' AND a.school_id IN ({schools})
    UNION ALL
    SELECT t.school_id, 'head', '', t.homeroom_id FROM directory_homeroomteacher t
      JOIN directory_homeroom h ON h.id = t.homeroom_id AND h.school_year_id = %(year)s
     WHERE t.person_id = %(me)s AND t.school_id IN ({schools})
    UNION ALL
    SELECT d.school_id, 'confided', d."right", d.homeroom_id FROM access_delegation d
     WHERE d.school_id IN ({schools}) AND d.person_id = %(me)s AND d.ended_at IS NULL
       AND d.starts_on <= %(today)s AND d.ends_on >= %(today)s"""

_ROLE = "role"
_TOGETHER = f"""
    {{policies}}
    UNION ALL
    SELECT r.school_id, '', '{_ROLE}', '', r.kind, r.name, '', r.unit, 0 FROM ({{roles}}) r"""  # noqa: S608 (ours)

Confided = tuple[str, uuid.UUID | None]
_KNOWN = frozenset(role for spec in RIGHTS.values() for role in (*spec.roles, *spec.changes))


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a hat in one school, and the rights confided to who wears it."""

    names: frozenset[str]
    headed: frozenset[uuid.UUID]
    confided: frozenset[Confided]


def _schools(hat: Hat) -> list[uuid.UUID]:
    reached = scope.current().tenants
    return [one for one in hat.school_ids if reached is None or one in reached]


def _role_values(hat: Hat) -> Values:
    assert hat.person_id is not None
    # Whoever visits has days, and those are the school's.
    today = clock.today(hat.school.timezone if hat.is_visitor and hat.school else None)
    return Values(me=sql.key(hat.person_id), profile=hat.profile, year=year_of(today), today=today)


def _role_rows(hat: Hat, school_ids: Collection[uuid.UUID]) -> list[tuple[Any, ...]]:
    values = _role_values(hat)
    return sql.named_rows(_ROLES.format(schools=values.among(school_ids)), values.params)


def _roles_key(hat: Hat, school_ids: frozenset[uuid.UUID]) -> Hashable:
    return "roles", hat.person_id, hat.profile, school_ids


def _has_roles(hat: Hat) -> bool:
    """Whether anything but its profile may make it more in a school."""
    return (hat.is_staff or hat.is_visitor) and hat.person_id is not None


def roles_of(hat: Hat, school_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Roles]:
    """The roles of a hat in these schools. One read for staff and visitors, none for others."""
    if not _has_roles(hat) or not school_ids:
        return _roles_in((), hat, school_ids)
    asked = frozenset(school_ids)
    return once(_roles_key(hat, asked), lambda: _roles_in(_role_rows(hat, asked), hat, asked))


def _roles_in(
    rows: Sequence[tuple[Any, ...]], hat: Hat, school_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, Roles]:  # fmt: skip
    found = {}
    for school in school_ids:
        own = [(kind, name, sql.as_id(unit) if unit else None) for id_, kind, name, unit in rows
               if sql.as_id(id_) == school]  # fmt: skip
        if hat.is_visitor:  # what they are, or were confided, as a member of staff does not follow them under this hat
            own = [(kind, name, unit) for kind, name, unit in own if kind == "confided" and name in BY_VISITORS]
        headed = frozenset(unit for kind, _name, unit in own if kind == "head" and unit is not None)
        found[school] = Roles(
            frozenset(
                {hat.profile}
                | {f"{FUNCTION}{name}" for kind, name, _unit in own if kind == "function"}
                | ({HOMEROOM_TEACHER} if headed else set())
            ),
            headed,
            frozenset((name, unit) for kind, name, unit in own if kind == "confided"),
        )
    return found


def _standing(
    hat: Hat, school_ids: Collection[uuid.UUID]
) -> tuple[Mapping[uuid.UUID, Policy], Mapping[uuid.UUID, Roles]]:  # fmt: skip
    """The policies of these schools and the hat's roles there, by one read: each page of a right asks for both."""
    asked = frozenset(school_ids)
    if not asked or not _has_roles(hat) or known(key_of(asked)):
        return policies_of(school_ids), roles_of(hat, school_ids)
    values = _role_values(hat)
    schools = values.among(asked)
    both = _TOGETHER.format(policies=OF_SCHOOLS.format(schools=schools), roles=_ROLES.format(schools=schools))
    rows = sql.named_rows(both, values.params)
    policies = policies_in(row for row in rows if row[2] != _ROLE)
    told = [(school, kind, name, unit) for school, _, layer, _, kind, name, _, unit, _ in rows if layer == _ROLE]
    roles = _roles_in(told, hat, asked)
    keep(key_of(asked), policies)
    keep(_roles_key(hat, asked), roles)
    return policies, roles


def extents_of(hat: Hat, right: str, school_ids: Collection[uuid.UUID] | None = None) -> Mapping[uuid.UUID, Held]:
    """How far a hat has a right in each of its schools (or these of them): the widest that its roles give there."""
    schools = [one for one in _schools(hat) if school_ids is None or one in school_ids]
    policies, roles = _standing(hat, schools)
    return {
        school: _held(right, *_proved(hat, policies[school].value, roles[school]))
        for school in schools if school in policies
    }  # fmt: skip


Value = Callable[[str, str], str]


def _proved(hat: Hat, value: Value, roles: Roles) -> tuple[Value, Roles]:
    """The same; of a hat that no second factor protects, without what the school added of wide rights.

    What is declared for its roles stays, as far as the school leaves it: a head teacher opens the accounts of a class.
    """
    if not hat.weak:
        return value, roles
    wide = wide_rights()

    def declared(subject: str, key: str) -> str:
        given, (role, _colon, right) = value(subject, key), key.rpartition(":")
        if subject != Subject.RIGHT or right not in wide:
            return given
        return min(given, default_extent(role, right).value, key=lambda one: WIDTH[one])

    return declared, replace(roles, confided=frozenset(one for one in roles.confided if one[0] not in wide))


def _held(right: str, value: Value, roles: Roles) -> Held:
    if right == Right.ADMINISTER and any(name in OF_THE_CONSOLE for name, _unit in roles.confided):
        return Held(Extent.SCHOOL)
    given = {role: Extent(value(Subject.RIGHT, f"{role}:{right}")) for role in roles.names if role in _KNOWN}
    # What a head teacher has in "their classes" is held in those they head; what they teach is the teacher's role.
    heads = given.get(HOMEROOM_TEACHER) == Extent.OWN_CLASSES and given.pop(HOMEROOM_TEACHER) is not None
    extents = list(given.values())
    if right == Right.ADMINISTER:
        # Given a right of the administration by the school's policy, one also enters it.
        more = [
            Extent(value(Subject.RIGHT, f"{role}:{one}")) for role in roles.names for one in OF_THE_CONSOLE
            if role in RIGHTS[one].changes
        ]  # fmt: skip
        extents += [one for one in more if one == Extent.SCHOOL]
    if (right, None) in roles.confided:
        extents.append(Extent.SCHOOL)
    units = frozenset(unit for name, unit in roles.confided if name == right and unit is not None)
    units |= roles.headed if heads else frozenset()
    widest = max(extents, key=lambda one: WIDTH[one], default=Extent.NONE)
    return Held(widest, units)


def _platform_extent(hat: Hat, right: str) -> Extent:
    return RIGHTS[right].roles.get(hat.profile, Extent.NONE)


def can(hat: Hat, right: str, thing: Thing | None = None) -> bool:
    """Whether this hat has the right: somewhere when no thing is named, else on that thing.

    A right over a territory or the platform is about schools, counts and settings: it names no pupil, so that on a
    class or a pupil it answers no.
    """
    wide = _platform_extent(hat, right)
    if wide in (Extent.TERRITORY, Extent.PLATFORM):
        if thing is None or wide == Extent.PLATFORM:
            return thing is None or (thing.unit_id is None and thing.pupil_id is None)
        return thing.school_id in _schools(hat) and thing.unit_id is None and thing.pupil_id is None
    if thing is None:
        return any(held.extent != Extent.NONE or held.units for held in extents_of(hat, right).values())
    held = extents_of(hat, right, [thing.school_id]).get(thing.school_id)
    if held is None:
        return False
    if thing.pupil_id is not None:
        return _on_pupil(hat, held, thing)
    if thing.unit_id is not None:
        return _on_unit(hat, held, thing)
    return held.extent == Extent.SCHOOL


def may_export(hat: Hat) -> bool:
    """Whether lists of people leave by this hat: none leaves a platform or a collectivity whole."""
    return hat.school is not None and can(hat, Right.EXPORT_LISTS, Thing(hat.school.id))


def _taught(hat: Hat, school_id: uuid.UUID) -> set[uuid.UUID]:
    if hat.person_id is None or hat.profile not in STAFF_PROFILES:
        return set()
    kinds = (GroupKind.CLASS_TEACHERS, GroupKind.GROUP_TEACHERS)
    mine = memberships_of([hat.person_id], [school_id], hat=hat.profile, kinds=kinds)[hat.person_id]
    return {group.unit_id for group in mine if group.unit_id}


def _on_unit(hat: Hat, held: Held, thing: Thing) -> bool:
    if thing.unit_id in held.units:
        return True
    if held.extent == Extent.SCHOOL:
        return is_unit_of(thing.school_id, thing.unit_id)
    return held.extent == Extent.OWN_CLASSES and thing.unit_id in _taught(hat, thing.school_id)


def is_unit_of(school_id: uuid.UUID, unit_id: uuid.UUID | None) -> bool:
    """Whether the school has that class or group, of any year."""
    asked = [sql.key(school_id), sql.key(unit_id)] if unit_id else []
    return bool(asked) and bool(
        sql.rows(
            "SELECT 1 FROM directory_homeroom WHERE school_id = %s AND id = %s UNION ALL"
            " SELECT 1 FROM directory_studentgroup WHERE school_id = %s AND id = %s",
            [*asked, *asked],
        )
    )


def _on_pupil(hat: Hat, held: Held, thing: Thing) -> bool:
    assert thing.pupil_id is not None
    if held.extent == Extent.OWN:
        return (thing.school_id, thing.pupil_id) in _own_pupils(hat)
    theirs = memberships_of([thing.pupil_id], [thing.school_id])[thing.pupil_id]
    wanted = _groups(hat, thing.school_id, held)
    return any(one in wanted for one in theirs)


def _own_pupils(hat: Hat) -> set[tuple[uuid.UUID, uuid.UUID]]:
    if hat.profile == Profile.STUDENT.value and hat.person_id is not None:
        return {(school, hat.person_id) for school in hat.school_ids}
    return {(child.school_id, child.person_id) for child in hat.children}


def _groups(hat: Hat, school_id: uuid.UUID, held: Held) -> set[GroupRef]:
    """Groups of pupils that a right reaches in a school."""
    if held.extent == Extent.SCHOOL:
        return {GroupRef(school_id, GroupKind.STUDENTS.value)}
    units = set(held.units)
    if held.extent == Extent.OWN_CLASSES:
        units |= _taught(hat, school_id)
    kinds = (GroupKind.CLASS_STUDENTS.value, GroupKind.GROUP_STUDENTS.value)
    return {GroupRef(school_id, kind, unit) for unit in units for kind in kinds}


def people_under(hat: Hat, right: str) -> Targets:
    """Groups of pupils that a right reaches, in all schools of the hat: what lists are read from.

    For extents of staff; a pupil or a guardian has a short list of their own (`own_pupils`).
    """
    assert hat.person_id is not None
    groups: set[GroupRef] = set()
    for school, held in extents_of(hat, right).items():
        groups |= _groups(hat, school, held)
    return Targets(frozenset(groups), frozenset(), hat.person_id)


def units_under(hat: Hat, right: str, school_id: uuid.UUID) -> frozenset[uuid.UUID] | None:
    """Classes and groups that bound a right of staff in a school; None when it reaches the whole school."""
    return units_under_each(hat, [right], school_id)[right]


def units_under_each(
    hat: Hat, rights: Collection[str], school_id: uuid.UUID
) -> dict[str, frozenset[uuid.UUID] | None]:  # fmt: skip
    """The same of each of these rights; what somebody teaches is read once."""
    policies, roles = _standing(hat, [school_id] if school_id in _schools(hat) else [])
    if school_id not in policies:
        return dict.fromkeys(rights, frozenset())
    proved = _proved(hat, policies[school_id].value, roles[school_id])
    found: dict[str, frozenset[uuid.UUID] | None] = {}
    taught: set[uuid.UUID] | None = None
    for right in rights:
        held = _held(right, *proved)
        if held.extent == Extent.SCHOOL:
            found[right] = None
            continue
        if held.extent == Extent.OWN_CLASSES and taught is None:
            taught = _taught(hat, school_id)
        found[right] = held.units | (taught or set() if held.extent == Extent.OWN_CLASSES else set())
    return found


def own_pupils(hat: Hat, right: str) -> set[uuid.UUID]:
    """Pupils that a right held for oneself or one's children reaches."""
    own = {school for school, held in extents_of(hat, right).items() if held.extent == Extent.OWN}
    return {pupil for school, pupil in _own_pupils(hat) if school in own}


def rights_held(hat: Hat) -> frozenset[str]:
    """Every right that a hat has somewhere. Two reads at most, whatever the number of rights."""
    wide = {right for right in RIGHTS if _platform_extent(hat, right) in (Extent.TERRITORY, Extent.PLATFORM)}
    schools = _schools(hat)
    policies, roles = _standing(hat, schools)
    proved = {school: _proved(hat, policies[school].value, roles[school]) for school in policies}
    return frozenset(
        wide
        | {
            right
            for school in policies
            for right in RIGHTS
            if (held := _held(right, *proved[school])).extent != Extent.NONE or held.units
        }
    )
