"""Who is told of a pupil's absences and who explains them, from the directory's one table of rights, asked anew.

Who is told: whoever the school owes notices of absence. Who explains: whoever signs for the pupil that day; from 18,
the pupil who took signatures over.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from preau.access.public import ChildRef, Hat
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship, Person
from preau.directory.rights import RIGHTS, is_adult, rights_of_guardian
from preau.kernel import clock

TOLD = sorted(reach for reach, rights in RIGHTS.items() if rights.receives_absence_notices)


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody who is told of a pupil's absences."""

    person: Person
    explains: bool
    is_pupil: bool = False

    @property
    def profile(self) -> str:
        """As whom they are told."""
        return Profile.STUDENT.value if self.is_pupil else Profile.GUARDIAN.value


def present_pupils(school_id: uuid.UUID, pupils: Collection[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """Those of these pupils who are in the school today."""
    rows = Affiliation.objects.filter(
        school_id=school_id, person_id__in=list(pupils), profile=Profile.STUDENT, state=AffiliationState.ACTIVE,
        person__erased_at=None,
    )  # fmt: skip
    return {one.person_id: one.person for one in rows.select_related("person")}


def relatives_of(school_id: uuid.UUID, pupils: Collection[Person]) -> dict[uuid.UUID, list[Relative]]:
    """Who is told of each of these pupils. One read."""
    today = clock.today()
    known = {one.pk: one for one in pupils}
    found: dict[uuid.UUID, list[Relative]] = defaultdict(list)
    rows = Guardianship.objects.filter(
        school_id=school_id, student_id__in=list(known), ended_at=None, reach__in=TOLD, guardian__suspended_at=None,
        guardian__erased_at=None,
    ).select_related("guardian").order_by("contact_rank", "guardian__family_name", "guardian_id")  # fmt: skip
    for link in rows:
        rights = rights_of_guardian(link, known[link.student_id], today)
        if rights.receives_absence_notices:
            found[link.student_id].append(Relative(link.guardian, rights.signs))
    for one in known.values():
        if explains_for_themself(one):
            found[one.pk].append(Relative(one, explains=True, is_pupil=True))
    return found


def explains_for_themself(pupil: Person) -> bool:
    """Whether an adult pupil took signatures over."""
    today, since = clock.today(), pupil.takes_over_signatures_on
    return since is not None and since <= today and is_adult(pupil, today)


def relative_for(hat: Hat, school_id: uuid.UUID, pupil_id: uuid.UUID) -> tuple[Person, Relative] | None:
    """The pupil, and as what the wearer of a hat is told of them; None for who is not. Read anew."""
    if school_id not in hat.school_ids or hat.profile not in (Profile.GUARDIAN, Profile.STUDENT):
        return None
    pupil = present_pupils(school_id, [pupil_id]).get(pupil_id)
    if pupil is None:
        return None
    for one in relatives_of(school_id, [pupil])[pupil_id]:
        if one.person.pk == hat.person_id and one.profile == hat.profile:
            return pupil, one
    return None


def is_told_of(child: ChildRef) -> bool:
    """Whether a guardian is told of this child's absences, from the hat alone."""
    return RIGHTS[child.reach].receives_absence_notices


def explains_for(child: ChildRef) -> bool:
    """Whether they explain them."""
    return is_told_of(child) and RIGHTS[child.reach].signs and not child.signatures_taken_over
