"""What an export says of one school, gathered from the staging area."""

from dataclasses import dataclass, field

from preau.imports.aaf import records as r
from preau.imports.aaf.records import GUARDIAN, STAFF, STUDENT, PersonFields, SchoolRecord, StaffRecord, StudentRecord
from preau.imports.aaf.staging import Staging


@dataclass(slots=True)
class SchoolBundle:
    """A school's people as they must be.

    `students_whole` and `staff_whole`: whoever is not here has left (a full export whose files of that kind all read
    to the end). `leaving_*`: keys that leave by name (a delta). `kept_*`: refused entries, whose people stay.
    `structure_whole`: classes and groups not named any more are gone.
    """

    key: str
    declared: SchoolRecord | None = None
    students: dict[str, StudentRecord] = field(default_factory=dict)
    staff: dict[str, StaffRecord] = field(default_factory=dict)
    guardians: dict[str, PersonFields] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    students_whole: bool = False
    staff_whole: bool = False
    structure_whole: bool = False
    kept_students: set[str] = field(default_factory=set)
    kept_staff: set[str] = field(default_factory=set)
    leaving_students: set[str] = field(default_factory=set)
    leaving_staff: set[str] = field(default_factory=set)

    def guardian_keys(self) -> set[str]:
        """Guardians that the pupils here name, and those that change without their pupils."""
        return {link.guardian for student in self.students.values() for link in student.links} | self.guardians.keys()

    @property
    def is_whole(self) -> bool:
        """Whether absence from the export says that someone, a class or a group is gone."""
        return self.students_whole or self.staff_whole or self.structure_whole


def merged_students(first: StudentRecord, other: StudentRecord) -> StudentRecord:
    """One pupil known to both degrees: person and schooling of the first, places and links of both."""
    links = {link.guardian: link for link in (*other.links, *first.links)}
    return first._replace(
        attached=tuple(dict.fromkeys((*first.attached, *other.attached))),
        classes=tuple(sorted({*first.classes, *other.classes})),
        groups=tuple(sorted({*first.groups, *other.groups})),
        links=tuple(links[key] for key in sorted(links)),
    )


def merged_staff(first: StaffRecord, other: StaffRecord) -> StaffRecord:
    """One member of staff known to both degrees."""
    return StaffRecord(
        first.person,
        tuple(dict.fromkeys((*first.attached, *other.attached))),
        tuple(sorted({*first.functions, *other.functions})),
        tuple(sorted({*first.class_teachings, *other.class_teachings})),
        tuple(sorted({*first.group_teachings, *other.group_teachings})),
        tuple(sorted({*first.heads, *other.heads})),
        first.teaches or other.teaches,
    )


def bundle_of(staging: Staging, school: str, declared: SchoolRecord | None, names: dict[int, str]) -> SchoolBundle:
    """Gather a school; the caller says what is whole and what is kept."""
    made = SchoolBundle(school, declared)
    for key, _degree, file, line, body in staging.people_of(school, STUDENT):
        student = r.unpacked_student(body)
        former = made.students.get(key)
        made.students[key] = merged_students(former, student) if former else student
        made.places[STUDENT, key] = (names[file], line)
    for key, _degree, file, line, body in staging.people_of(school, STAFF):
        person = r.unpacked_staff(body)
        known = made.staff.get(key)
        made.staff[key] = merged_staff(known, person) if known else person
        made.places[STAFF, key] = (names[file], line)
    wanted = dict.fromkeys(link.guardian for student in made.students.values() for link in student.links)
    wanted.update(dict.fromkeys(staging.unaccompanied(school)))
    made.leaving_students = staging.leaving(school, STUDENT)
    made.leaving_staff = staging.leaving(school, STAFF)
    made.guardians = {key: r.unpacked_person(body) for key, body in staging.by_keys(GUARDIAN, wanted).items()}
    return made
