"""Whose diary a pupil or a guardian reads: their own, that of each child."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.public import Hat
from preau.directory.calendar import year_of
from preau.directory.enums import Profile
from preau.directory.models import Enrollment, GroupMembership
from preau.kernel import clock


@dataclass(frozen=True, slots=True)
class Pupil:
    """One pupil in one school. `name`: for a guardian; empty for themself."""

    id: uuid.UUID
    school_id: uuid.UUID
    name: str = ""


def pupils_of(hat: Hat) -> list[Pupil]:
    """The pupil who wears this hat in each school, or the children shown; nobody for others."""
    if hat.profile == Profile.STUDENT and hat.person_id is not None:
        return [Pupil(hat.person_id, one.id) for one in hat.schools]
    if hat.profile == Profile.GUARDIAN:
        return [Pupil(one.person_id, one.school_id, one.given_name) for one in hat.shown_children()]
    return []


def units_of_pupils(hat: Hat, school_id: uuid.UUID) -> set[uuid.UUID]:
    """Classes and groups of the pupils of a hat in one school. Two reads."""
    theirs = units_by_pupil([one for one in pupils_of(hat) if one.school_id == school_id])
    return {unit for units in theirs.values() for unit in units}


def units_by_pupil(pupils: Sequence[Pupil]) -> dict[Pupil, set[uuid.UUID]]:
    """Classes of this year and groups of each of these pupils. Two reads for all."""
    asked = {"school_id__in": {one.school_id for one in pupils}, "student_id__in": {one.id for one in pupils}}
    found: dict[tuple[uuid.UUID, uuid.UUID], set[uuid.UUID]] = defaultdict(set)
    classes = Enrollment.objects.filter(**asked, school_year_id=year_of(clock.today()), left_on=None)
    for school, pupil, unit in classes.exclude(homeroom=None).values_list("school_id", "student_id", "homeroom_id"):
        found[school, pupil].add(unit)
    groups = GroupMembership.objects.filter(**asked)
    for school, pupil, unit in groups.values_list("school_id", "student_id", "group_id"):
        found[school, pupil].add(unit)
    return {one: found[one.school_id, one.id] for one in pupils}
