"""Records as the last imports left them, rebuilt from the directory: what a delta's partial changes are laid over."""

from collections.abc import Iterable

from preau.directory.bulk.tables import Row, among, day, many, rows_of, uid
from preau.directory.enums import GroupSource, Profile
from preau.directory.models import School
from preau.imports.aaf.campuses import attachments
from preau.imports.aaf.plan import STAFF_VALUES
from preau.imports.aaf.records import (
    GUARDIAN,
    STAFF,
    STUDENT,
    PersonFields,
    Schooling,
    SchoolRecord,
    StaffRecord,
    StudentRecord,
)
from preau.imports.aaf.state import records_of
from preau.imports.aaf.values import Function, Link


class Rebuilder:
    """Rebuilds records of one academy and year, a batch at a time."""

    def __init__(self, academy: str, year: int) -> None:
        self.academy, self.year = academy, year
        schools = School.objects.filter(authority_id=academy).values_list("id", "join_key")
        self.school_key = {number.hex: key for number, key in schools}

    def people(self, kind: str, keys: Iterable[str]) -> dict[str, tuple[str, PersonFields]]:
        """(person, fields) by key."""
        records = records_of(self.academy, kind, keys)
        columns = ", ".join(day(name) if name == "birth_date" else name for name in PersonFields._fields)
        rows = rows_of(
            f"SELECT {uid('id')}, {columns} FROM directory_person WHERE {among('id', 'uuid')}",  # noqa: S608
            [many({record.person for record in records.values()})],
        )
        fields = {row[0]: PersonFields(*row[1:])._replace(shares_address=bool(row[-1])) for row in rows}
        return {key: (record.person, fields[record.person]) for key, record in records.items()}

    def guardians(self, keys: Iterable[str]) -> dict[str, PersonFields]:
        """Guardians by key."""
        return {key: fields for key, (_person, fields) in self.people(GUARDIAN, keys).items()}

    def _rows(self, sql: str, people: Iterable[str], *params: object) -> dict[str, list[Row]]:
        """Rows by person (their first column), those of the academy's schools (their second) only."""
        made: dict[str, list[Row]] = {}
        for person, school, *rest in rows_of(sql, [*params, many(people)]):
            if school in self.school_key:
                made.setdefault(person, []).append((self.school_key[school], *rest))
        return made

    def places(self, kind: str, people: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
        """(school key, profile) of the active places, by person."""
        profiles = [Profile.STUDENT.value] if kind == STUDENT else sorted(STAFF_VALUES)
        marks = ", ".join(["%s"] * len(profiles))
        rows = self._rows(
            f"SELECT {uid('person_id')}, {uid('school_id')}, profile FROM directory_affiliation"  # noqa: S608
            f" WHERE state = 'active' AND profile IN ({marks}) AND {among('person_id', 'uuid')}"
            " ORDER BY school_id, profile",
            people, *profiles,
        )  # fmt: skip
        return {person: [(row[0], row[1]) for row in found] for person, found in rows.items()}

    def students(self, keys: Iterable[str]) -> dict[str, StudentRecord]:
        """Pupils by key."""
        known = self.people(STUDENT, keys)
        people = [person for person, _fields in known.values()]
        places = self.places(STUDENT, people)
        enrolled = self._rows(
            f"SELECT {uid('e.student_id')}, {uid('e.school_id')}, h.code, h.label, e.ine, e.mef_code, e.level_label,"  # noqa: S608
            f" e.boarding_status, {day('e.entered_on')} FROM directory_enrollment e"
            " LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id"
            f" WHERE e.school_year_id = %s AND e.left_on IS NULL AND {among('e.student_id', 'uuid')}",
            people, self.year,
        )  # fmt: skip
        groups = self._rows(
            f"SELECT {uid('m.student_id')}, {uid('m.school_id')}, g.code, g.label FROM directory_groupmembership m"  # noqa: S608
            " JOIN directory_studentgroup g ON g.id = m.group_id AND g.source = %s AND g.school_year_id = %s"
            f" WHERE {among('m.student_id', 'uuid')}",
            people, GroupSource.AAF.value, self.year,
        )  # fmt: skip
        links = self._rows(
            f"SELECT {uid('g.student_id')}, {uid('g.school_id')}, r.join_key, g.source_reach, g.relation_code,"  # noqa: S608
            " g.contact_rank, g.pays_fees, g.receives_aid FROM directory_guardianship g"
            " JOIN directory_directoryrecord r ON r.person_id = g.guardian_id AND r.kind = %s AND r.authority_id = %s"
            f" WHERE g.ended_at IS NULL AND {among('g.student_id', 'uuid')}",
            people, GUARDIAN, self.academy,
        )  # fmt: skip
        made = {}
        for key, (person, fields) in known.items():
            rows = enrolled.get(person, [])
            said = {
                one[1]: Link(one[1], one[2], one[3], one[4], bool(one[5]), bool(one[6]))
                for one in links.get(person, [])
            }
            made[key] = StudentRecord(
                fields,
                tuple(school for school, _profile in places.get(person, [])),
                tuple(sorted((row[0], row[1], row[2]) for row in rows if row[1])),
                tuple(sorted((row[0], row[1], row[2]) for row in groups.get(person, []))),
                Schooling(*rows[0][3:]) if rows else Schooling(),
                tuple(said[one] for one in sorted(said)),
            )
        return made

    def staff(self, keys: Iterable[str]) -> dict[str, StaffRecord]:
        """Members of staff by key."""
        known = self.people(STAFF, keys)
        people = [person for person, _fields in known.values()]
        places = self.places(STAFF, people)
        functions = self._rows(
            f"SELECT {uid('a.person_id')}, {uid('f.school_id')}, f.code, f.label, f.discipline_code, f.discipline_label"  # noqa: S608
            " FROM directory_stafffunction f JOIN directory_affiliation a ON a.id = f.affiliation_id"
            f" WHERE a.state = 'active' AND {among('a.person_id', 'uuid')}",
            people,
        )
        classes = self._rows(
            f"SELECT {uid('s.teacher_id')}, {uid('s.school_id')}, h.code, s.subject_code, h.label"  # noqa: S608
            " FROM directory_section s"
            " JOIN directory_homeroom h ON h.id = s.homeroom_id"
            f" WHERE s.school_year_id = %s AND {among('s.teacher_id', 'uuid')}",
            people, self.year,
        )  # fmt: skip
        groups = self._rows(
            f"SELECT {uid('s.teacher_id')}, {uid('s.school_id')}, g.code, s.subject_code, g.label"  # noqa: S608
            " FROM directory_section s"
            " JOIN directory_studentgroup g ON g.id = s.group_id AND g.source = %s"
            f" WHERE s.school_year_id = %s AND {among('s.teacher_id', 'uuid')}",
            people, GroupSource.AAF.value, self.year,
        )  # fmt: skip
        heads = self._rows(
            f"SELECT {uid('t.person_id')}, {uid('t.school_id')}, h.code FROM directory_homeroomteacher t"  # noqa: S608
            " JOIN directory_homeroom h ON h.id = t.homeroom_id AND h.school_year_id = %s"
            f" WHERE {among('t.person_id', 'uuid')}",
            people, self.year,
        )  # fmt: skip
        return {
            key: StaffRecord(
                fields,
                tuple(dict.fromkeys(school for school, _profile in places.get(person, []))),
                tuple(sorted((row[0], Function(*row[1:])) for row in functions.get(person, []))),
                tuple(sorted((row[0], row[1], row[2], row[3]) for row in classes.get(person, []))),
                tuple(sorted((row[0], row[1], row[2], row[3]) for row in groups.get(person, []))),
                tuple(sorted((row[0], row[1]) for row in heads.get(person, []))),
                any(profile == Profile.TEACHER.value for _school, profile in places.get(person, [])),
            )
            for key, (person, fields) in known.items()
        }

    def students_of(self, guardians: Iterable[str]) -> dict[str, set[str]]:
        """Keys of the pupils that each guardian (key) answers for now."""
        rows = rows_of(
            "SELECT r.join_key, s.join_key FROM directory_directoryrecord r"  # noqa: S608
            " JOIN directory_guardianship g ON g.guardian_id = r.person_id AND g.ended_at IS NULL"
            " JOIN directory_directoryrecord s ON s.person_id = g.student_id AND s.kind = %s AND s.authority_id = %s"
            f" WHERE r.kind = %s AND r.authority_id = %s AND {among('r.join_key')}",
            [STUDENT, self.academy, GUARDIAN, self.academy, many(guardians)],
        )
        made: dict[str, set[str]] = {}
        for guardian, student in rows:
            made.setdefault(guardian, set()).add(student)
        return made

    def schools_of_guardians(self, guardians: Iterable[str]) -> list[tuple[str, str]]:
        """(school key, guardian key) of the open guardianships."""
        rows = rows_of(
            f"SELECT DISTINCT {uid('g.school_id')}, r.join_key FROM directory_directoryrecord r"  # noqa: S608
            " JOIN directory_guardianship g ON g.guardian_id = r.person_id AND g.ended_at IS NULL"
            f" WHERE r.kind = %s AND r.authority_id = %s AND {among('r.join_key')}",
            [GUARDIAN, self.academy, many(guardians)],
        )
        return [(self.school_key[school], key) for school, key in rows if school in self.school_key]

    def school(self, key: str) -> SchoolRecord | None:
        """A school, without its classes and groups."""
        one = School.objects.filter(authority_id=self.academy, join_key=key).first()
        if one is None:
            return None
        return SchoolRecord(
            one.uai, one.name, one.kind, one.siret, one.contract, one.ministry_code, one.street, one.postal_code,
            one.city, one.phone, one.email, attachments(self.academy).get(key, ""),
        )  # fmt: skip
