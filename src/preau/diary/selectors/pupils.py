"""Whose diary a pupil or a guardian reads: their own, that of each child."""

import uuid
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
    """Classes and groups of the pupils of a hat in one school."""
    pupils = [one.id for one in pupils_of(hat) if one.school_id == school_id]
    here = {"school_id": school_id, "student_id__in": pupils}
    classes = Enrollment.objects.filter(**here, school_year_id=year_of(clock.today()), left_on=None)
    found = set(classes.exclude(homeroom=None).values_list("homeroom_id", flat=True))
    return found | set(GroupMembership.objects.filter(**here).values_list("group_id", flat=True))
