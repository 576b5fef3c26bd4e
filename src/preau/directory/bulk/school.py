"""One school's rows in bulk, in the order their keys need."""

from preau.directory.bulk import changes as c
from preau.directory.bulk import tables
from preau.directory.bulk.changes import SchoolChanges
from preau.directory.bulk.listing import placed_by, relist
from preau.directory.bulk.people import settle_people, write_people
from preau.directory.models import (
    Affiliation,
    Enrollment,
    GroupHomeroom,
    GroupMembership,
    Guardianship,
    Homeroom,
    HomeroomTeacher,
    Section,
    StaffFunction,
    StudentGroup,
)
from preau.kernel.actor import Actor


def write_school(*, actor: Actor, school: str, changes: SchoolChanges) -> None:
    """Write everything of one school, inside the caller's transaction; the caller audits with counts.

    Rows that go come first, so that a place freed may be taken again in the same import.
    """
    write_people(actor=actor, changes=changes.people)
    tables.delete(Section, changes.sections_gone)
    tables.delete(HomeroomTeacher, changes.head_teachers_gone)
    tables.delete(GroupMembership, changes.members_gone)
    tables.delete(GroupHomeroom, changes.draws_gone)
    tables.delete(StaffFunction, changes.functions_gone)
    tables.insert(Homeroom, c.HOMEROOM, changes.homerooms_added)
    tables.update(Homeroom, ("label",), changes.homerooms_changed)
    tables.insert(StudentGroup, c.GROUP, changes.groups_added)
    tables.update(StudentGroup, ("label",), changes.groups_changed)
    tables.insert(Affiliation, c.AFFILIATION, changes.affiliations_added)
    tables.update(Affiliation, c.AFFILIATION_CHANGED, changes.affiliations_changed)
    tables.insert(StaffFunction, c.FUNCTION, changes.functions_added)
    tables.insert(Enrollment, c.ENROLLMENT, changes.enrollments_added)
    tables.update(Enrollment, c.ENROLLMENT_FIELDS, changes.enrollments_changed)
    tables.insert(GroupHomeroom, c.DRAW, changes.draws_added)
    tables.insert(GroupMembership, c.MEMBER, changes.members_added)
    tables.insert(Guardianship, c.GUARDIANSHIP, changes.guardianships_added)
    tables.update(Guardianship, c.GUARDIANSHIP_FIELDS, changes.guardianships_changed)
    tables.insert(Section, c.SECTION, changes.sections_added)
    tables.insert(HomeroomTeacher, c.HEAD_TEACHER, changes.head_teachers_added)
    _end_groups(changes.groups_gone)
    _end_homerooms(changes.homerooms_gone)
    settle_people(actor=actor, left=changes.left, woken=changes.woken)
    relist(school, _people_of_places(changes))


def _people_of_places(changes: SchoolChanges) -> set[str]:
    """Whose places in the school these changes touch."""
    people = {row[c.AFFILIATION.index("person_id")] for row in changes.affiliations_added}
    people |= {row[c.GUARDIANSHIP.index("guardian_id")] for row in changes.guardianships_added}
    changed = [row[0] for row in changes.affiliations_changed], [row[0] for row in changes.guardianships_changed]
    return people | placed_by(*changed)


def _end_groups(groups: list[str]) -> None:
    tables.delete(GroupMembership, groups, key="group_id")
    tables.delete(GroupHomeroom, groups, key="group_id")
    tables.delete(Section, groups, key="group_id")
    tables.delete(StudentGroup, groups)


def _end_homerooms(homerooms: list[str]) -> None:
    tables.delete(GroupHomeroom, homerooms, key="homeroom_id")
    tables.delete(Section, homerooms, key="homeroom_id")
    tables.delete(HomeroomTeacher, homerooms, key="homeroom_id")
    tables.delete(Homeroom, homerooms)
