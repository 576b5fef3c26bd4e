"""Families for whom staff act: by phone, at the counter, from paper.

What is done for somebody is done under the hat that they would wear: nothing is allowed at the counter that they could
not do themselves.
"""

import uuid
from dataclasses import dataclass, replace

from preau.access.enums import Right
from preau.access.hats import Hat, guardian_hat, pupil_hat
from preau.access.rights import Thing, can
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Person
from preau.directory.rights import is_adult
from preau.kernel import clock


@dataclass(frozen=True, slots=True)
class Served:
    """Somebody of a family, and the hat that they would wear about one child in one school.

    `is_pupil`: an adult pupil, for whom staff act as for a family.
    """

    person: Person
    hat: Hat
    pupil_id: uuid.UUID
    is_pupil: bool = False


def serves_family(hat: Hat, school_id: uuid.UUID, pupil_id: uuid.UUID) -> bool:
    """Whether this hat acts for the family of a pupil."""
    return hat.is_staff and can(hat, Right.ACT_FOR_FAMILIES, Thing(school_id, pupil_id=pupil_id))


def served_by(hat: Hat, pupil_id: uuid.UUID, person_id: uuid.UUID) -> Served | None:
    """Somebody of the family of a pupil of this hat's school; None for whoever the hat does not act for, is nothing to
    that pupil, or has no place in Préau.
    """
    school = hat.school
    if school is None or not serves_family(hat, school.id, pupil_id):
        return None
    person = Person.objects.filter(pk=person_id, suspended_at=None, erased_at=None).first()
    if person is None:
        return None
    if person_id == pupil_id:
        here = Affiliation.objects.filter(
            school_id=school.id, person_id=pupil_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE
        )  # fmt: skip
        if not (is_adult(person, clock.today()) and here.exists()):
            return None
        return Served(person, replace(pupil_hat((school,)), person_id=person_id), pupil_id, is_pupil=True)
    worn = guardian_hat(person_id)
    about = [one for one in worn.children if (one.person_id, one.school_id) == (pupil_id, school.id)] if worn else []
    if worn is None or not about:
        return None
    schools = tuple(one for one in worn.schools if one.id == school.id)
    return Served(person, replace(worn, schools=schools, children=tuple(about), person_id=person_id), pupil_id)
