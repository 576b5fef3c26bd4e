"""What schools hold of the pupils and staff that change: read for one school, or for several at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from preau.directory.bulk.tables import Row, among, day, many, rows_of, uid
from preau.directory.enums import GroupSource
from preau.directory.reach import REACH_OF_DECISION, WIDTH


class HeldGuardianship(NamedTuple):
    """A guardianship of the school."""

    id: str
    source_reach: str
    fields: tuple[str, str, int, bool, bool, bool, str]
    open: bool

    @property
    def head_reach(self) -> str:
        """What the head chose."""
        return self.fields[-1]


@dataclass(slots=True)
class StudentDetails:
    """What the school holds of the pupils that change."""

    enrollments: dict[str, tuple[str, Row, str | None]] = field(default_factory=dict)
    """(row, its columns, code of its class) by pupil."""
    members: dict[str, dict[str, str]] = field(default_factory=dict)
    guardianships: dict[str, dict[str, HeldGuardianship]] = field(default_factory=dict)
    elsewhere: dict[str, dict[str, str]] = field(default_factory=dict)
    decisions: dict[tuple[str, str], str] = field(default_factory=dict)
    addresses: dict[str, bool] = field(default_factory=dict)


def details_of(schools: Sequence[str], year: int, people: Sequence[str], today: str) -> dict[str, StudentDetails]:
    """By school: enrollment, memberships, guardianships there, open ones anywhere, and court decisions in force.

    Open guardianships and decisions are the pupil's, not the school's: every school shares them.
    """
    elsewhere: dict[str, dict[str, str]] = {}
    decisions: dict[tuple[str, str], str] = {}
    made = {school: StudentDetails(elsewhere=elsewhere, decisions=decisions) for school in schools}
    if not people:
        return made
    here, listed = many(schools), many(people)
    for school, number, student, *fields in rows_of(
        f"SELECT {uid('e.school_id')}, {uid('e.id')}, {uid('e.student_id')}, h.code, {uid('e.homeroom_id')}, e.ine,"  # noqa: S608
        f" e.mef_code, e.level_label, e.boarding_status, {day('e.entered_on')}, {day('e.left_on')}"
        " FROM directory_enrollment e LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id"
        f" WHERE {among('e.school_id', 'uuid')} AND e.school_year_id = %s AND {among('e.student_id', 'uuid')}",
        [here, year, listed],
    ):
        made[school].enrollments[student] = (number, tuple(fields[1:]), fields[0])
    for school, number, group, student in rows_of(
        f"SELECT {uid('m.school_id')}, {uid('m.id')}, {uid('m.group_id')}, {uid('m.student_id')}"  # noqa: S608
        " FROM directory_groupmembership m"
        " JOIN directory_studentgroup g ON g.id = m.group_id AND g.source = %s AND g.school_year_id = %s"
        f" WHERE {among('m.school_id', 'uuid')} AND {among('m.student_id', 'uuid')}",
        [GroupSource.AAF.value, year, here, listed],
    ):
        made[school].members.setdefault(student, {})[group] = number
    # All of a pupil's guardianships at once: those of these schools in full, the open ones of any school by reach.
    for school, number, student, guardian, source, reach, relation, rank, pays, aided, shares, head, ended in rows_of(
        f"SELECT {uid('school_id')}, {uid('id')}, {uid('student_id')}, {uid('guardian_id')}, source_reach, reach,"  # noqa: S608
        " relation_code, contact_rank, pays_fees, receives_aid, shares_address, head_reach, ended_at"
        " FROM directory_guardianship"
        f" WHERE {among('student_id', 'uuid')}",
        [listed],
    ):
        if school in made:
            made[school].guardianships.setdefault(student, {})[guardian] = HeldGuardianship(
                number, source, (reach, relation, rank, bool(pays), bool(aided), bool(shares), head), ended is None
            )
        if ended is None:
            elsewhere.setdefault(student, {})[guardian] = reach
    for student, guardian, kind in rows_of(
        f"SELECT {uid('student_id')}, {uid('guardian_id')}, kind FROM directory_courtdecision"  # noqa: S608
        f" WHERE withdrawn_at IS NULL AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)"
        f" AND {among('student_id', 'uuid')} ORDER BY starts_on, id",
        [today, today, listed],
    ):
        reach, former = REACH_OF_DECISION[kind], decisions.get((student, guardian))
        if former is None or WIDTH[reach] < WIDTH[former]:
            decisions[student, guardian] = reach.value
    return made


@dataclass(slots=True)
class StaffDetails:
    """What the school holds of the staff that change; keys are what makes each row one."""

    functions: dict[str, dict[tuple[str, str, str, str], str]] = field(default_factory=dict)
    sections: dict[str, dict[tuple[str, str | None, str | None], str]] = field(default_factory=dict)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)


def staff_details_of(schools: Sequence[str], year: int, people: Sequence[str]) -> dict[str, StaffDetails]:
    """By school: functions by affiliation, sections and classes headed by person."""
    made = {school: StaffDetails() for school in schools}
    if not people:
        return made
    here, listed = many(schools), many(people)
    for school, number, affiliation, code, label, discipline, discipline_label in rows_of(
        f"SELECT {uid('f.school_id')}, {uid('f.id')}, {uid('f.affiliation_id')}, f.code, f.label, f.discipline_code,"  # noqa: S608
        " f.discipline_label FROM directory_affiliation a"
        " JOIN directory_stafffunction f ON f.school_id = a.school_id AND f.affiliation_id = a.id"
        f" WHERE {among('a.school_id', 'uuid')} AND {among('a.person_id', 'uuid')}",
        [here, listed],
    ):
        made[school].functions.setdefault(affiliation, {})[code, label, discipline, discipline_label] = number
    for school, number, teacher, subject, homeroom, group in rows_of(
        f"SELECT {uid('s.school_id')}, {uid('s.id')}, {uid('s.teacher_id')}, s.subject_code, {uid('s.homeroom_id')},"  # noqa: S608
        f" {uid('s.group_id')} FROM directory_section s LEFT JOIN directory_studentgroup g ON g.id = s.group_id"
        f" WHERE {among('s.school_id', 'uuid')} AND s.school_year_id = %s AND (g.id IS NULL OR g.source = %s)"
        f" AND {among('s.teacher_id', 'uuid')}",
        [here, year, GroupSource.AAF.value, listed],
    ):
        made[school].sections.setdefault(teacher, {})[subject, homeroom, group] = number
    for school, number, homeroom, person in rows_of(
        f"SELECT {uid('h.school_id')}, {uid('h.id')}, {uid('h.homeroom_id')}, {uid('h.person_id')}"  # noqa: S608
        " FROM directory_homeroomteacher h"
        " JOIN directory_homeroom r ON r.id = h.homeroom_id AND r.school_year_id = %s"
        f" WHERE {among('h.school_id', 'uuid')} AND {among('h.person_id', 'uuid')}",
        [year, here, listed],
    ):
        made[school].heads.setdefault(person, {})[homeroom] = number
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
