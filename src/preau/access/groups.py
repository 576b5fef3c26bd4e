"""Who is in each automatic group: said once, as the pieces of statement that both a row and a list are read with.

Nothing is copied: a pupil who changes class, a guardian whom a judge puts aside, a teacher who leaves are in or out of
their groups at the next question. Only links that open an account count, only this school year, only present people.
A guardian is not reached through an adult pupil who closed messages to guardians.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from preau.access.enums import GroupKind, MandateKind, Unit
from preau.access.statement import Values
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.directory.rights import ADULT_AGE, RIGHTS
from preau.kernel import clock, sql


class GroupRef(NamedTuple):
    """One automatic group: of a school, or of one of its classes or groups (any of them when `unit_id` is None)."""

    school_id: uuid.UUID
    kind: str
    unit_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that put a person in a group: a FROM and WHERE, and which columns name school, unit and person.

    `place`: the piece of `body` that asks whether the person has an active place in the school, where there is one.
    """

    body: str
    school: str
    unit: str
    person: str
    place: str = ""

    def of_a_hat(self) -> str:
        """The body, for who wears the hat of that place: it was found active when the page began."""
        return self.body.replace(self.place, "") if self.place else self.body


@dataclass(frozen=True, slots=True)
class Declared:
    """One kind of group: what it is of, whence its members come, and under which hats one acts as a member.

    `labels`: more rows of the same members, which tell their classes: for a search by class, never for who is in.
    """

    unit: Unit
    sources: tuple[Source, ...]
    hats: frozenset[str]
    labels: tuple[Source, ...] = ()


def literals(values: Iterable[str]) -> str:
    """Values of our own closed lists, for IN: written out, the server sees at once which pieces cannot match."""
    return ", ".join(f"'{value}'" for value in sorted(map(str, values)))


_TEACHING = (Profile.TEACHER, Profile.LIBRARIAN)
_OPENING = literals(reach for reach, rights in RIGHTS.items() if rights.sees_messages)

# S608: every piece below is made of names of our own columns and values of our own closed lists.
_PUPIL = f"a.profile = '{Profile.STUDENT.value}' AND a.state = 'active'"
_RUNNING = f"g.ended_at IS NULL AND g.reach IN ({_OPENING})"
# Adult pupils who closed messages to their guardians are few and have an index of their own: read once for a statement,
# instead of the record of every pupil.
_CLOSED = (
    "(SELECT c.id FROM directory_person c"
    " WHERE c.closes_guardian_messages_on <= %(today)s AND c.birth_date <= %(adult_born)s)"
)
_ENROLLED = "e.school_year_id = %(year)s AND e.left_on IS NULL"


def _staff_of(profiles: Iterable[Profile]) -> Source:
    listed = literals(one.value for one in profiles)
    body = f"directory_affiliation a WHERE a.state = 'active' AND a.profile IN ({listed})"
    return Source(body, "a.school_id", "CAST(NULL AS uuid)", "a.person_id")


def _placed(school: str, person: str, profiles: Iterable[Profile] = STAFF_PROFILES) -> str:
    return (
        f"JOIN directory_affiliation a ON a.school_id = {school} AND a.person_id = {person}"
        f" AND a.state = 'active' AND a.profile IN ({literals(one.value for one in profiles)})"
    )


def _teaching(unit: str, profiles: Iterable[Profile] = STAFF_PROFILES) -> Source:
    place = _placed("t.school_id", "t.teacher_id", profiles)
    body = f"directory_section t {place} WHERE t.school_year_id = %(year)s AND t.{unit} IS NOT NULL"
    return Source(body, "t.school_id", f"t.{unit}", "t.teacher_id", place)


def _heading(profiles: Iterable[Profile] = STAFF_PROFILES) -> Source:
    place = _placed("t.school_id", "t.person_id", profiles)
    body = f"""directory_homeroomteacher t
        JOIN directory_homeroom h ON h.id = t.homeroom_id AND h.school_year_id = %(year)s
        {place} WHERE 1 = 1"""
    return Source(body, "t.school_id", "t.homeroom_id", "t.person_id", place)


_PUPILS = Source(
    f"""directory_affiliation a
        LEFT JOIN directory_enrollment e ON e.school_id = a.school_id AND e.student_id = a.person_id AND {_ENROLLED}
       WHERE {_PUPIL}""",
    "a.school_id", "e.homeroom_id", "a.person_id",
)  # fmt: skip
_CLASS_PUPILS = Source(
    f"""directory_enrollment e
        JOIN directory_affiliation a ON a.school_id = e.school_id AND a.person_id = e.student_id AND {_PUPIL}
       WHERE {_ENROLLED} AND e.homeroom_id IS NOT NULL""",
    "e.school_id", "e.homeroom_id", "e.student_id",
)  # fmt: skip
_GROUP_PUPILS = Source(
    f"""directory_groupmembership gm
        JOIN directory_studentgroup sg ON sg.id = gm.group_id AND sg.school_year_id = %(year)s
        JOIN directory_affiliation a ON a.school_id = gm.school_id AND a.person_id = gm.student_id AND {_PUPIL}
       WHERE 1 = 1""",
    "gm.school_id", "gm.group_id", "gm.student_id",
)  # fmt: skip
_FAMILIES = Source(
    f"""directory_guardianship g
        JOIN directory_affiliation a ON a.school_id = g.school_id AND a.person_id = g.student_id AND {_PUPIL}
        LEFT JOIN directory_enrollment e ON e.school_id = g.school_id AND e.student_id = g.student_id AND {_ENROLLED}
       WHERE {_RUNNING} AND g.student_id NOT IN {_CLOSED}""",
    "g.school_id", "e.homeroom_id", "g.guardian_id",
)  # fmt: skip
_CLASS_FAMILIES = Source(
    f"""directory_enrollment e
        JOIN directory_affiliation a ON a.school_id = e.school_id AND a.person_id = e.student_id AND {_PUPIL}
        JOIN directory_guardianship g ON g.school_id = e.school_id AND g.student_id = e.student_id AND {_RUNNING}
       WHERE {_ENROLLED} AND e.homeroom_id IS NOT NULL AND e.student_id NOT IN {_CLOSED}""",
    "e.school_id", "e.homeroom_id", "g.guardian_id",
)  # fmt: skip
_GROUP_FAMILIES = Source(
    f"""directory_groupmembership gm
        JOIN directory_studentgroup sg ON sg.id = gm.group_id AND sg.school_year_id = %(year)s
        JOIN directory_affiliation a ON a.school_id = gm.school_id AND a.person_id = gm.student_id AND {_PUPIL}
        JOIN directory_guardianship g ON g.school_id = gm.school_id AND g.student_id = gm.student_id AND {_RUNNING}
       WHERE gm.student_id NOT IN {_CLOSED}""",
    "gm.school_id", "gm.group_id", "g.guardian_id",
)  # fmt: skip
_MANDATE = "m.ended_at IS NULL AND m.school_year_id = %(year)s"


def _elected_pupils(where: str) -> Source:
    body = f"""access_mandate m
        JOIN directory_enrollment e ON e.school_id = m.school_id AND e.student_id = m.person_id AND {_ENROLLED}
         AND (m.homeroom_id IS NULL OR e.homeroom_id = m.homeroom_id)
        JOIN directory_affiliation a ON a.school_id = m.school_id AND a.person_id = m.person_id AND {_PUPIL}
       WHERE m.kind = '{MandateKind.DELEGATE.value}' AND {_MANDATE} AND {where}"""
    return Source(body, "m.school_id", "m.homeroom_id", "m.person_id")


def _elected_guardians(where: str) -> Source:
    body = f"""access_mandate m
        JOIN directory_guardianship g ON g.school_id = m.school_id AND g.guardian_id = m.person_id AND {_RUNNING}
        JOIN directory_affiliation a ON a.school_id = m.school_id AND a.person_id = g.student_id AND {_PUPIL}
        LEFT JOIN directory_enrollment e ON e.school_id = g.school_id AND e.student_id = g.student_id AND {_ENROLLED}
       WHERE m.kind = '{MandateKind.ELECTED_PARENT.value}' AND {_MANDATE}
         AND (m.homeroom_id IS NULL OR e.homeroom_id = m.homeroom_id) AND {where}"""
    return Source(body, "m.school_id", "m.homeroom_id", "m.person_id")


_RULED, _DELEGATED = _placed("gs.school_id", "gs.person_id"), _placed("d.school_id", "d.person_id")
_RULED_STAFF = Source(
    f"""directory_groupstaff gs
        JOIN directory_studentgroup sg ON sg.id = gs.group_id AND sg.school_year_id = %(year)s
        {_RULED} WHERE 1 = 1""",
    "gs.school_id", "gs.group_id", "gs.person_id", _RULED,
)  # fmt: skip
_ENTRUSTED = Source(
    f"""access_delegation d {_DELEGATED}
       WHERE d.homeroom_id IS NOT NULL AND d.ended_at IS NULL
         AND d.starts_on <= %(today)s AND d.ends_on >= %(today)s""",
    "d.school_id", "d.homeroom_id", "d.person_id", _DELEGATED,
)  # fmt: skip

_ANY_STAFF = frozenset(profile.value for profile in STAFF_PROFILES)
_STUDENT_HAT = frozenset({Profile.STUDENT.value})
_GUARDIAN_HAT = frozenset({Profile.GUARDIAN.value})


def _hat(*profiles: Profile) -> frozenset[str]:
    return frozenset(profile.value for profile in profiles)


# One object for each source: a source that makes several kinds is read once.
_CLASS_TEACHING, _GROUP_TEACHING, _HEADING = _teaching("homeroom_id"), _teaching("group_id"), _heading()
_ALL_STAFF = _staff_of(STAFF_PROFILES)
_SCHOOL, _CLASS, _GROUP = Unit.SCHOOL, Unit.CLASS, Unit.GROUP

GROUPS: Mapping[str, Declared] = {
    GroupKind.STUDENTS: Declared(_SCHOOL, (_PUPILS,), _STUDENT_HAT),
    GroupKind.GUARDIANS: Declared(_SCHOOL, (_FAMILIES,), _GUARDIAN_HAT),
    GroupKind.TEACHERS: Declared(
        _SCHOOL,
        (_staff_of(_TEACHING),),
        _hat(*_TEACHING),
        labels=(_teaching("homeroom_id", _TEACHING), _heading(_TEACHING)),
    ),
    GroupKind.STUDENT_LIFE: Declared(_SCHOOL, (_staff_of([Profile.STUDENT_LIFE]),), _hat(Profile.STUDENT_LIFE)),
    GroupKind.OFFICE: Declared(_SCHOOL, (_staff_of([Profile.SCHOOL_STAFF]),), _hat(Profile.SCHOOL_STAFF)),
    GroupKind.HEADS: Declared(_SCHOOL, (_staff_of([Profile.HEAD]),), _hat(Profile.HEAD)),
    GroupKind.STAFF: Declared(_SCHOOL, (_ALL_STAFF,), _ANY_STAFF, labels=(_CLASS_TEACHING, _HEADING)),
    GroupKind.HEAD_TEACHERS: Declared(_SCHOOL, (_HEADING,), _ANY_STAFF),
    GroupKind.DELEGATES: Declared(_SCHOOL, (_elected_pupils("1 = 1"),), _STUDENT_HAT),
    GroupKind.ELECTED_PARENTS: Declared(_SCHOOL, (_elected_guardians("1 = 1"),), _GUARDIAN_HAT),
    GroupKind.CLASS_STUDENTS: Declared(_CLASS, (_CLASS_PUPILS,), _STUDENT_HAT),
    GroupKind.CLASS_GUARDIANS: Declared(_CLASS, (_CLASS_FAMILIES,), _GUARDIAN_HAT),
    GroupKind.CLASS_TEACHERS: Declared(_CLASS, (_CLASS_TEACHING, _HEADING), _ANY_STAFF),
    GroupKind.CLASS_STAFF: Declared(_CLASS, (_CLASS_TEACHING, _HEADING, _ENTRUSTED), _ANY_STAFF),
    GroupKind.CLASS_HEAD_TEACHERS: Declared(_CLASS, (_HEADING,), _ANY_STAFF),
    GroupKind.CLASS_DELEGATES: Declared(_CLASS, (_elected_pupils("m.homeroom_id IS NOT NULL"),), _STUDENT_HAT),
    GroupKind.CLASS_ELECTED_PARENTS: Declared(
        _CLASS, (_elected_guardians("m.homeroom_id IS NOT NULL"),), _GUARDIAN_HAT
    ),
    GroupKind.GROUP_STUDENTS: Declared(_GROUP, (_GROUP_PUPILS,), _STUDENT_HAT),
    GroupKind.GROUP_GUARDIANS: Declared(_GROUP, (_GROUP_FAMILIES,), _GUARDIAN_HAT),
    GroupKind.GROUP_TEACHERS: Declared(_GROUP, (_GROUP_TEACHING, _RULED_STAFF), _ANY_STAFF),
}

# Whoever is in the first is in each of the others: of the same class or group, or of the same school.
_OF_STAFF = (
    GroupKind.TEACHERS, GroupKind.STUDENT_LIFE, GroupKind.OFFICE, GroupKind.HEADS, GroupKind.HEAD_TEACHERS,
    GroupKind.CLASS_TEACHERS, GroupKind.CLASS_STAFF, GroupKind.CLASS_HEAD_TEACHERS, GroupKind.GROUP_TEACHERS,
)  # fmt: skip
_OF_STUDENTS = (
    GroupKind.CLASS_STUDENTS, GroupKind.GROUP_STUDENTS, GroupKind.DELEGATES, GroupKind.CLASS_DELEGATES
)  # fmt: skip
WITHIN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_OF_STAFF, (GroupKind.STAFF,)),
    **dict.fromkeys(_OF_STUDENTS, (GroupKind.STUDENTS,)),
    GroupKind.CLASS_GUARDIANS: (GroupKind.GUARDIANS,),
    GroupKind.GROUP_GUARDIANS: (GroupKind.GUARDIANS,),
    GroupKind.CLASS_HEAD_TEACHERS: (GroupKind.CLASS_TEACHERS, GroupKind.CLASS_STAFF, GroupKind.STAFF),
    GroupKind.CLASS_TEACHERS: (GroupKind.CLASS_STAFF, GroupKind.STAFF),
    GroupKind.CLASS_DELEGATES: (GroupKind.CLASS_STUDENTS, GroupKind.STUDENTS),
}


def widest(groups: Collection[GroupRef]) -> set[GroupRef]:
    """The same people by as few groups as may be: those that lie within another of them are left out."""
    kept = set(groups)

    def lies_within(group: GroupRef, kind: str) -> bool:
        unit = group.unit_id if GROUPS[kind].unit == GROUPS[group.kind].unit else None
        return GroupRef(group.school_id, kind, unit) in kept or GroupRef(group.school_id, kind) in kept

    return {
        group for group in kept
        if not any(lies_within(group, kind) for kind in WITHIN.get(group.kind, ()))
        and not (group.unit_id is not None and group._replace(unit_id=None) in kept)
    }  # fmt: skip


def values_of_today() -> Values:
    """Values of a statement about groups, as of today."""
    today = clock.today()
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return Values(year=year_of(today), today=today, adult_born=dt.date(today.year - ADULT_AGE, today.month, day))


def _select(source: Source, name: str, values: Values, schools: Collection[uuid.UUID] | None) -> str:
    # S608: pieces declared above; values stay apart.
    text = (
        f"SELECT '{name}' AS kind, {source.school} AS school_id, {source.unit} AS unit_id,"  # noqa: S608
        f" {source.person} AS person_id FROM {source.body}"
    )
    return text if schools is None else f"{text} AND {values.within(source.school, schools)}"


def rows_of(
    kind: str,
    values: Values,
    *,
    schools: Collection[uuid.UUID] | None,
    units: Collection[uuid.UUID] | None = None,
    person: str = "",
    labelled: bool = False,
) -> str:
    """The statement that reads a kind of group: rows (kind, school_id, unit_id, person_id).

    `schools` None: every school, for the operator. `units`: only these classes or groups. `person`: only who is in
    this list of places. `labelled`: with the rows that tell the classes of members.
    """
    parts = []
    for source in (*GROUPS[kind].sources, *(GROUPS[kind].labels if labelled else ())):
        text = _select(source, kind, values, schools)
        if units is not None:
            text += f" AND {values.within(source.unit, units)}"
        if person:
            text += f" AND {source.person} IN ({person})"
        parts.append(text)
    return " UNION ALL ".join(parts)


def _ref(kind: str, school: Any, unit: Any) -> GroupRef:
    of_school = GROUPS[kind].unit == Unit.SCHOOL or unit is None
    return GroupRef(sql.as_id(school), kind, None if of_school else sql.as_id(unit))


def memberships_of(
    person_ids: Collection[uuid.UUID],
    school_ids: Collection[uuid.UUID],
    *,
    hat: str = "",
    kinds: Collection[str] = (),
) -> dict[uuid.UUID, set[GroupRef]]:
    """The groups that each of these persons is in, in these schools. One read; a source of several kinds is read once.

    `hat`: only those in which one acts under a hat of that profile. `kinds`: only these. Suspended and erased people
    are in none.
    """
    found: dict[uuid.UUID, set[GroupRef]] = {one: set() for one in person_ids}
    by_source: dict[Source, list[str]] = {}
    for kind, declared in GROUPS.items():
        if (not hat or hat in declared.hats) and (not kinds or kind in kinds):
            for source in declared.sources:
                by_source.setdefault(source, []).append(kind)
    if not (by_source and school_ids and person_ids):
        return found
    values = values_of_today()
    sources = list(by_source)
    parts = " UNION ALL ".join(
        f"{_select(source, str(number), values, school_ids)} AND {values.within(source.person, person_ids)}"
        for number, source in enumerate(sources)
    )
    rows = sql.rows_by_one_plan(
        f"SELECT m.kind, m.school_id, m.unit_id, m.person_id FROM ({parts}) m"  # noqa: S608
        " JOIN directory_person p ON p.id = m.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL",
        values.params,
    )
    for number, school, unit, person in rows:
        found[sql.as_id(person)].update(_ref(kind, school, unit) for kind in by_source[sources[int(number)]])
    return found


def headcount_of(school_id: uuid.UUID, kind: str) -> int:
    """How many people are in the groups of that kind in a school."""
    return len(set().union(*members_in_school(school_id, [kind]).values()))


def members_in_school(school_id: uuid.UUID, kinds: Collection[str] = ()) -> dict[GroupRef, set[uuid.UUID]]:
    """Everyone of a school by group. One read; for previews, counts and checks, not for pages of everyone."""
    values = values_of_today()
    parts = " UNION ALL ".join(rows_of(kind, values, schools=[school_id]) for kind in kinds or GROUPS)
    rows = sql.named_rows(
        f"SELECT DISTINCT m.kind, m.school_id, m.unit_id, m.person_id FROM ({parts}) m"  # noqa: S608
        " JOIN directory_person p ON p.id = m.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL",
        values.params,
    )
    groups: dict[GroupRef, set[uuid.UUID]] = {}
    for kind, school, unit, person in rows:
        groups.setdefault(_ref(kind, school, unit), set()).add(sql.as_id(person))
    return groups


def children_reached(
    guardian_ids: Collection[uuid.UUID], school_ids: Collection[uuid.UUID]
) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID, uuid.UUID | None]]:
    """Through which children these guardians are in groups of these schools: (guardian, child, school, class)."""
    if not (guardian_ids and school_ids):
        return []
    values = values_of_today()
    rows = sql.named_rows(
        "SELECT g.guardian_id, g.student_id, g.school_id, e.homeroom_id"  # noqa: S608
        f" FROM {_FAMILIES.body} AND {values.within('g.school_id', school_ids)}"
        f" AND {values.within('g.guardian_id', guardian_ids)} ORDER BY g.student_id",
        values.params,
    )
    return [(sql.as_id(a), sql.as_id(b), sql.as_id(c), sql.as_id(d) if d else None) for a, b, c, d in rows]


def pupils_of_groups(group_ids: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """The pupils of these groups of this year: (group, pupil)."""
    if not group_ids:
        return set()
    values = values_of_today()
    rows = sql.named_rows(
        f"SELECT gm.group_id, gm.student_id FROM {_GROUP_PUPILS.body}"  # noqa: S608
        f" AND {values.within('gm.group_id', group_ids)}",
        values.params,
    )
    return {(sql.as_id(group), sql.as_id(pupil)) for group, pupil in rows}
