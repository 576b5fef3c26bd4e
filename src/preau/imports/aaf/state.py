"""What the directory holds of one school, read in few statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from preau.directory.bulk.tables import Row, among, day, many, rows_of, uid
from preau.directory.enums import GroupSource
from preau.directory.reach import REACH_OF_DECISION, WIDTH
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


class HeldGuardianship(NamedTuple):
    """A guardianship of the school."""

    id: str
    source_reach: str
    fields: tuple[str, str, int, bool, bool, bool]
    open: bool


@dataclass(slots=True)
class SchoolState:
    """The school's rows that an import compares with."""

    places: dict[tuple[str, str], HeldPlace] = field(default_factory=dict)
    homerooms: dict[str, tuple[str, str]] = field(default_factory=dict)
    groups: dict[str, tuple[str, str]] = field(default_factory=dict)
    draws: dict[tuple[str, str], str] = field(default_factory=dict)
    pending: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


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


def held(school: str, year: int) -> SchoolState:
    """The places, classes, AAF groups and waiting changes of a school."""
    state = SchoolState()
    for row in rows_of(
        f"SELECT {uid('id')}, {uid('person_id')}, profile, state, source_key, digest"  # noqa: S608
        " FROM directory_affiliation WHERE school_id = %s",
        [school],
    ):
        place = HeldPlace(row[0], row[1], row[2], row[3] == "active", row[4], _bytes(row[5]))
        state.places[place.person, place.profile] = place
    state.homerooms = {
        code: (number, label)
        for code, number, label in rows_of(
            f"SELECT code, {uid('id')}, label FROM directory_homeroom WHERE school_id = %s AND school_year_id = %s",  # noqa: S608
            [school, year],
        )
    }
    state.groups = {
        code: (number, label)
        for code, number, label in rows_of(
            f"SELECT code, {uid('id')}, label FROM directory_studentgroup"  # noqa: S608
            " WHERE school_id = %s AND school_year_id = %s AND source = %s",
            [school, year, GroupSource.AAF.value],
        )
    }
    state.draws = {
        (group, homeroom): number
        for number, group, homeroom in rows_of(
            f"SELECT {uid('id')}, {uid('group_id')}, {uid('homeroom_id')}"  # noqa: S608
            " FROM directory_grouphomeroom WHERE school_id = %s",
            [school],
        )
    }
    state.pending = {
        (kind, subject): (number, decided)
        for kind, subject, number, decided in rows_of(
            f"SELECT kind, subject_key, {uid('id')}, state FROM imports_pendingchange"  # noqa: S608
            f" WHERE school_id = %s AND {among('state')} ORDER BY created_at",
            [school, many([PendingState.WAITING.value, PendingState.REFUSED.value])],
        )
    }
    return state


@dataclass(slots=True)
class StudentDetails:
    """What the school holds of the pupils that change."""

    enrollments: dict[str, tuple[str, Row]] = field(default_factory=dict)
    members: dict[str, dict[str, str]] = field(default_factory=dict)
    guardianships: dict[str, dict[str, HeldGuardianship]] = field(default_factory=dict)
    elsewhere: dict[str, dict[str, str]] = field(default_factory=dict)
    decisions: dict[tuple[str, str], str] = field(default_factory=dict)
    addresses: dict[str, bool] = field(default_factory=dict)


def details_of(school: str, year: int, people: list[str], today: str) -> StudentDetails:
    """Enrollment, memberships, guardianships here, open ones anywhere, and court decisions in force."""
    made = StudentDetails()
    if not people:
        return made
    listed = many(people)
    for number, student, *fields in rows_of(
        f"SELECT {uid('id')}, {uid('student_id')}, {uid('homeroom_id')}, ine, mef_code, level_label, boarding_status,"  # noqa: S608
        f" {day('entered_on')}, {day('left_on')} FROM directory_enrollment"
        f" WHERE school_id = %s AND school_year_id = %s AND {among('student_id', 'uuid')}",
        [school, year, listed],
    ):
        made.enrollments[student] = (number, tuple(fields))
    for number, group, student in rows_of(
        f"SELECT {uid('m.id')}, {uid('m.group_id')}, {uid('m.student_id')} FROM directory_groupmembership m"  # noqa: S608
        f" JOIN directory_studentgroup g ON g.id = m.group_id AND g.source = %s AND g.school_year_id = %s"
        f" WHERE m.school_id = %s AND {among('m.student_id', 'uuid')}",
        [GroupSource.AAF.value, year, school, listed],
    ):
        made.members.setdefault(student, {})[group] = number
    for number, student, guardian, source, reach, relation, rank, pays, aided, shares, ended in rows_of(
        f"SELECT {uid('id')}, {uid('student_id')}, {uid('guardian_id')}, source_reach, reach, relation_code,"  # noqa: S608
        " contact_rank, pays_fees, receives_aid, shares_address, ended_at FROM directory_guardianship"
        f" WHERE school_id = %s AND {among('student_id', 'uuid')}",
        [school, listed],
    ):
        made.guardianships.setdefault(student, {})[guardian] = HeldGuardianship(
            number, source, (reach, relation, rank, bool(pays), bool(aided), bool(shares)), ended is None
        )
    for student, guardian, reach in rows_of(
        f"SELECT {uid('student_id')}, {uid('guardian_id')}, reach FROM directory_guardianship"  # noqa: S608
        f" WHERE ended_at IS NULL AND {among('student_id', 'uuid')}",
        [listed],
    ):
        made.elsewhere.setdefault(student, {})[guardian] = reach
    for student, guardian, kind in rows_of(
        f"SELECT {uid('student_id')}, {uid('guardian_id')}, kind FROM directory_courtdecision"  # noqa: S608
        f" WHERE withdrawn_at IS NULL AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)"
        f" AND {among('student_id', 'uuid')} ORDER BY starts_on, id",
        [today, today, listed],
    ):
        reach, former = REACH_OF_DECISION[kind], made.decisions.get((student, guardian))
        if former is None or WIDTH[reach] < WIDTH[former]:
            made.decisions[student, guardian] = reach.value
    return made


@dataclass(slots=True)
class StaffDetails:
    """What the school holds of the staff that change; keys are what makes each row one."""

    functions: dict[str, dict[tuple[str, str, str, str], str]] = field(default_factory=dict)
    sections: dict[str, dict[tuple[str, str | None, str | None], str]] = field(default_factory=dict)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)


def staff_details_of(school: str, year: int, people: list[str]) -> StaffDetails:
    """Functions by affiliation, sections and classes headed by person."""
    made = StaffDetails()
    if not people:
        return made
    listed = many(people)
    for number, affiliation, *fields in rows_of(
        f"SELECT {uid('f.id')}, {uid('f.affiliation_id')}, f.code, f.label, f.discipline_code, f.discipline_label"  # noqa: S608
        " FROM directory_stafffunction f JOIN directory_affiliation a ON a.id = f.affiliation_id"
        f" WHERE f.school_id = %s AND {among('a.person_id', 'uuid')}",
        [school, listed],
    ):
        code, label, discipline, discipline_label = fields
        made.functions.setdefault(affiliation, {})[code, label, discipline, discipline_label] = number
    for number, teacher, subject, homeroom, group in rows_of(
        f"SELECT {uid('s.id')}, {uid('s.teacher_id')}, s.subject_code, {uid('s.homeroom_id')}, {uid('s.group_id')}"  # noqa: S608
        " FROM directory_section s LEFT JOIN directory_studentgroup g ON g.id = s.group_id"
        f" WHERE s.school_id = %s AND s.school_year_id = %s AND (g.id IS NULL OR g.source = %s)"
        f" AND {among('s.teacher_id', 'uuid')}",
        [school, year, GroupSource.AAF.value, listed],
    ):
        made.sections.setdefault(teacher, {})[subject, homeroom, group] = number
    for number, homeroom, person in rows_of(
        f"SELECT {uid('h.id')}, {uid('h.homeroom_id')}, {uid('h.person_id')} FROM directory_homeroomteacher h"  # noqa: S608
        " JOIN directory_homeroom r ON r.id = h.homeroom_id AND r.school_year_id = %s"
        f" WHERE h.school_id = %s AND {among('h.person_id', 'uuid')}",
        [year, school, listed],
    ):
        made.heads.setdefault(person, {})[homeroom] = number
    return made


def homerooms_in_use(school: str, homerooms: list[str]) -> dict[str, set[str]]:
    """Pupils ever enrolled in each of these classes."""
    used: dict[str, set[str]] = {}
    if homerooms:
        for homeroom, student in rows_of(
            f"SELECT {uid('homeroom_id')}, {uid('student_id')} FROM directory_enrollment"  # noqa: S608
            f" WHERE school_id = %s AND {among('homeroom_id', 'uuid')}",
            [school, many(homerooms)],
        ):
            used.setdefault(homeroom, set()).add(student)
    return used
