"""Who of a pupil's family is told of them today, and who signs: asked anew of the directory's one table of rights.

A pupil has a family here while they have a place in the school, as for the hat of a guardian. Told: whoever that
table gives what it is about. Signs: whoever signs that day for the pupil; from 18, the pupil who took signatures over.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from preau.access.hats import ChildRef, Hat
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship, Person
from preau.directory.rights import RIGHTS, GuardianRights, is_adult, rights_of_guardian
from preau.kernel import clock


class About(StrEnum):
    """What a family is told of: which of the rights of a guardian it takes (directory.rights)."""

    MESSAGES = "sees_messages"
    ABSENCES = "receives_absence_notices"
    LESSONS = "reads"

    def is_given(self, rights: GuardianRights) -> bool:
        """Whether these rights give it."""
        return bool(getattr(rights, self.value))

    @property
    def reaches(self) -> list[str]:
        """The reaches that may give it."""
        return sorted(reach for reach, rights in RIGHTS.items() if self.is_given(rights))


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of a pupil's family who is told: a guardian, or the pupil who signs for themself."""

    pupil_id: uuid.UUID
    person: Person
    signs: bool
    is_pupil: bool = False

    @property
    def profile(self) -> str:
        """As whom they are told."""
        return Profile.STUDENT.value if self.is_pupil else Profile.GUARDIAN.value


def present_pupils(school_id: uuid.UUID, pupils: Any) -> dict[uuid.UUID, Person]:
    """Those of these pupils (ids, or a query of ids) who have a place in the school today."""
    rows = Affiliation.objects.filter(
        school_id=school_id, person_id__in=pupils, profile=Profile.STUDENT, state=AffiliationState.ACTIVE,
        person__erased_at=None,
    )  # fmt: skip
    return {one.person_id: one.person for one in rows.select_related("person")}


def relatives_of(
    school_id: uuid.UUID, pupils: Collection[Person], about: About
) -> dict[uuid.UUID, list[Relative]]:  # fmt: skip
    """Who is told of each of these pupils, and who of them signs; whoever has no place in Préau is not. One read."""
    today = clock.today()
    known = {one.pk: one for one in pupils}
    found: dict[uuid.UUID, list[Relative]] = defaultdict(list)
    rows = Guardianship.objects.filter(
        school_id=school_id, student_id__in=list(known), ended_at=None, reach__in=about.reaches,
        guardian__suspended_at=None, guardian__erased_at=None,
    ).select_related("guardian").order_by("contact_rank", "guardian__family_name", "guardian_id")  # fmt: skip
    for link in rows:
        rights = rights_of_guardian(link, known[link.student_id], today)
        if about.is_given(rights):
            found[link.student_id].append(Relative(link.student_id, link.guardian, rights.signs))
    for one in known.values():
        if signs_for_themself(one) and one.suspended_at is None:
            found[one.pk].append(Relative(one.pk, one, signs=True, is_pupil=True))
    return found


def signs_for_themself(pupil: Person) -> bool:
    """Whether an adult pupil took signatures over."""
    today, since = clock.today(), pupil.takes_over_signatures_on
    return since is not None and since <= today and is_adult(pupil, today)


def relative_for(
    hat: Hat, school_id: uuid.UUID, pupil_id: uuid.UUID, about: About
) -> tuple[Person, Relative] | None:  # fmt: skip
    """The pupil, and as what the wearer of a hat is told of them; None for who is not. Read anew."""
    if school_id not in hat.school_ids or hat.profile not in (Profile.GUARDIAN, Profile.STUDENT):
        return None
    pupil = present_pupils(school_id, [pupil_id]).get(pupil_id)
    if pupil is None:
        return None
    for one in relatives_of(school_id, [pupil], about)[pupil_id]:
        if one.person.pk == hat.person_id and one.profile == hat.profile:
            return pupil, one
    return None


def is_told(child: ChildRef, about: About) -> bool:
    """Whether a guardian is told of this child, from the hat alone."""
    is_closed = about is About.MESSAGES and child.messages_closed
    return about.is_given(RIGHTS[child.reach]) and not is_closed


def signs_about(child: ChildRef, about: About) -> bool:
    """Whether they sign what they are told of, from the hat alone."""
    return is_told(child, about) and RIGHTS[child.reach].signs and not child.signatures_taken_over
