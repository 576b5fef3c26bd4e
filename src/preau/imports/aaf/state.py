"""What the directory holds: of one school, whole; or of named people and classes, for several schools at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from preau.directory.bulk.tables import among, among_pairs, many, many_pairs, rows_of, uid
from preau.directory.enums import GroupSource, Profile
from preau.imports.aaf.details import StaffDetails, StudentDetails
from preau.imports.enums import PendingState


class HeldRecord(NamedTuple):
    """A directory record: its row, its person, its digest."""

    id: int
    person: str
    digest: bytes | None


class HeldPlace(NamedTuple):
    """An affiliation."""

    id: str
    person: str
    profile: str
    active: bool
    source_key: str
    digest: bytes | None


class Present(NamedTuple):
    """How many people have an active place in a school."""

    students: int
    staff: int


@dataclass(slots=True)
class SchoolState:
    """The school's rows that an import compares with.

    Read whole (`whole`), `places` tells who is there; read by name (`named`), it holds the named people only, and what
    the plan would otherwise ask for is there beforehand: `present` (when someone leaves), `students`, `staff`, `open`
    (open guardianships here by guardian) and `guardian_keys`.
    """

    places: dict[tuple[str, str], HeldPlace] = field(default_factory=dict)
    homerooms: dict[str, tuple[str, str]] = field(default_factory=dict)
    groups: dict[str, tuple[str, str]] = field(default_factory=dict)
    draws: dict[tuple[str, str], str] = field(default_factory=dict)
    pending: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    present: Present | None = None
    students: StudentDetails | None = None
    staff: StaffDetails | None = None
    open: dict[str, int] | None = None
    guardian_keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """What is read of a school by name. `draws`: whether groups say which classes they draw from."""

    people: frozenset[str] = frozenset()
    homerooms: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    draws: bool = False


def _bytes(value: object) -> bytes | None:
    return None if value is None else bytes(value)  # type: ignore[call-overload]


def records_of(authority: str, kind: str, keys: Iterable[str]) -> dict[str, HeldRecord]:
    """Records of the academy by join key."""
    rows = rows_of(
        f"SELECT join_key, id, {uid('person_id')}, digest FROM directory_directoryrecord"  # noqa: S608
        f" WHERE authority_id = %s AND kind = %s AND {among('join_key')}",
        [authority, kind, many(keys)],
    )
    return {key: HeldRecord(number, person, _bytes(digest)) for key, number, person, digest in rows}


def whole(school: str, year: int) -> SchoolState:
    """All the places, classes, AAF groups and waiting changes of a school."""
    made = {school: SchoolState()}
    source = GroupSource.AAF.value
    _places(made, "school_id = %s", [school])
    _homerooms(made, "school_id = %s AND school_year_id = %s", [school, year])
    _groups(made, "school_id = %s AND school_year_id = %s AND source = %s", [school, year, source])
    _draws(made, [school])
    _pending(made)
    return made[school]


def named(asked: dict[str, Named], year: int) -> dict[str, SchoolState]:
    """Of each school, what is asked of it by name, in the same few statements for all of them."""
    made = {school: SchoolState() for school in asked}
    pairs = many_pairs((school, code) for school, one in asked.items() for code in sorted(one.homerooms))
    _homerooms(made, f"{among_pairs('school_id', 'code')} AND school_year_id = %s", [*pairs, year])
    pairs = many_pairs((school, code) for school, one in asked.items() for code in sorted(one.groups))
    here = f"{among_pairs('school_id', 'code')} AND school_year_id = %s AND source = %s"
    _groups(made, here, [*pairs, year, GroupSource.AAF.value])
    people = sorted({person for one in asked.values() for person in one.people})
    _places(made, f"{among('school_id', 'uuid')} AND {among('person_id', 'uuid')}", [many(made), many(people)])
    _draws(made, [school for school, one in asked.items() if one.draws])
    _pending(made)
    return made


def _places(made: dict[str, SchoolState], where: str, params: Sequence[object]) -> None:
    for school, number, person, profile, held, source_key, mark in rows_of(
        f"SELECT {uid('school_id')}, {uid('id')}, {uid('person_id')}, profile, state, source_key, digest"  # noqa: S608
        f" FROM directory_affiliation WHERE {where}",
        params,
    ):
        place = HeldPlace(number, person, profile, held == "active", source_key, _bytes(mark))
        made[school].places[person, profile] = place


def _homerooms(made: dict[str, SchoolState], where: str, params: Sequence[object]) -> None:
    for school, code, number, label in rows_of(
        f"SELECT {uid('school_id')}, code, {uid('id')}, label FROM directory_homeroom WHERE {where}",  # noqa: S608
        params,
    ):
        made[school].homerooms[code] = (number, label)


def _groups(made: dict[str, SchoolState], where: str, params: Sequence[object]) -> None:
    for school, code, number, label in rows_of(
        f"SELECT {uid('school_id')}, code, {uid('id')}, label FROM directory_studentgroup WHERE {where}",  # noqa: S608
        params,
    ):
        made[school].groups[code] = (number, label)


def _draws(made: dict[str, SchoolState], schools: Sequence[str]) -> None:
    if not schools:
        return
    for school, number, group, homeroom in rows_of(
        f"SELECT {uid('school_id')}, {uid('id')}, {uid('group_id')}, {uid('homeroom_id')}"  # noqa: S608
        f" FROM directory_grouphomeroom WHERE {among('school_id', 'uuid')}",
        [many(schools)],
    ):
        made[school].draws[group, homeroom] = number


def _pending(made: dict[str, SchoolState]) -> None:
    for school, kind, subject, number, decided in rows_of(
        f"SELECT {uid('school_id')}, kind, subject_key, {uid('id')}, state FROM imports_pendingchange"  # noqa: S608
        f" WHERE {among('school_id', 'uuid')} AND {among('state')} ORDER BY created_at",
        [many(made), many([PendingState.WAITING.value, PendingState.REFUSED.value])],
    ):
        made[school].pending[kind, subject] = (number, decided)


def is_led(school: str) -> bool:
    """Whether a head has an active place in the school."""
    found = rows_of(
        "SELECT count(*) FROM directory_affiliation WHERE school_id = %s AND profile = %s AND state = 'active'",
        [school, Profile.HEAD.value],
    )
    return any(count for (count,) in found)


def present_in(schools: Sequence[str], student: str, staff: Sequence[str]) -> dict[str, Present]:
    """How many pupils and how many members of staff have an active place in each school."""
    made = dict.fromkeys(schools, Present(0, 0))
    if not schools:
        return made
    for school, students, people in rows_of(
        f"SELECT {uid('school_id')}, count(CASE WHEN profile = %s THEN 1 END),"  # noqa: S608
        f" count(DISTINCT CASE WHEN profile <> %s THEN person_id END) FROM directory_affiliation"
        f" WHERE {among('school_id', 'uuid')} AND {among('profile')} AND state = 'active' GROUP BY school_id",
        [student, student, many(schools), many([student, *staff])],
    ):
        made[school] = Present(students, people)
    return made


def open_guardianships(schools: Sequence[str], people: Sequence[str]) -> dict[str, dict[str, int]]:
    """By school and guardian: how many open guardianships."""
    made: dict[str, dict[str, int]] = {school: {} for school in schools}
    for school, guardian, count in rows_of(
        f"SELECT {uid('school_id')}, {uid('guardian_id')}, count(*) FROM directory_guardianship"  # noqa: S608
        f" WHERE {among('school_id', 'uuid')} AND ended_at IS NULL AND {among('guardian_id', 'uuid')}"
        " GROUP BY school_id, guardian_id",
        [many(schools), many(people)],
    ):
        made[school][guardian] = int(count)
    return made


def keys_of(authority: str, kind: str, people: Sequence[str]) -> dict[str, str]:
    """Join keys of people of a kind."""
    rows = rows_of(
        f"SELECT {uid('person_id')}, join_key FROM directory_directoryrecord"  # noqa: S608
        f" WHERE authority_id = %s AND kind = %s AND {among('person_id', 'uuid')}",
        [authority, kind, many(people)],
    )
    return dict(rows)


def shared_addresses(people: Iterable[str]) -> dict[str, bool]:
    """Whether people let their address be given."""
    rows = rows_of(
        f"SELECT {uid('id')}, shares_address FROM directory_person WHERE {among('id', 'uuid')}",  # noqa: S608
        [many(people)],
    )
    return {person: bool(shares) for person, shares in rows}
