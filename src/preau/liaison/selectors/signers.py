"""Who reads and who signs for a pupil today, from the directory's one table of rights: asked anew at each act."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from preau.access.public import ChildRef, Hat
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship, Person
from preau.directory.rights import RIGHTS, rights_of_guardian
from preau.directory.rights import is_adult as comes_of_age
from preau.kernel import clock
from preau.liaison.models import Word, WordPupil

READING = sorted(reach for reach, rights in RIGHTS.items() if rights.sees_messages)


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of a pupil's family who reads a word: a guardian, or the pupil who signs for themself."""

    pupil_id: uuid.UUID
    person: Person
    signs: bool
    is_pupil: bool = False

    @property
    def profile(self) -> str:
        """As whom they are told."""
        return Profile.STUDENT.value if self.is_pupil else Profile.GUARDIAN.value


def present_pupils(school_id: uuid.UUID, pupils: Any) -> dict[uuid.UUID, Person]:
    """Those of these pupils (ids, or a query of ids) who are in the school today."""
    rows = Affiliation.objects.filter(
        school_id=school_id, person_id__in=pupils, profile=Profile.STUDENT, state=AffiliationState.ACTIVE,
        person__suspended_at=None, person__erased_at=None,
    )  # fmt: skip
    return {one.person_id: one.person for one in rows.select_related("person")}


def pupils_of(word: Word) -> dict[uuid.UUID, Person]:
    """The pupils of a word who are in the school today."""
    return present_pupils(word.school_id, WordPupil.objects.filter(school_id=word.school_id, word=word).values("pupil"))


def relatives_of(school_id: uuid.UUID, pupils: Collection[Person]) -> dict[uuid.UUID, list[Relative]]:
    """Who reads, and who signs, for each of these pupils. One read."""
    today = clock.today()
    found: dict[uuid.UUID, list[Relative]] = defaultdict(list)
    known = {one.pk: one for one in pupils}
    rows = Guardianship.objects.filter(
        school_id=school_id, student_id__in=list(known), ended_at=None, reach__in=READING,
        guardian__suspended_at=None, guardian__erased_at=None,
    ).select_related("guardian").order_by("contact_rank", "guardian__family_name", "guardian_id")  # fmt: skip
    for link in rows:
        rights = rights_of_guardian(link, known[link.student_id], today)
        if rights.sees_messages:
            found[link.student_id].append(Relative(link.student_id, link.guardian, rights.signs))
    for one in known.values():
        if signs_for_themself(one):
            found[one.pk].append(Relative(one.pk, one, signs=True, is_pupil=True))
    return found


def signs_for_themself(pupil: Person) -> bool:
    """Whether an adult pupil took signatures over."""
    today, since = clock.today(), pupil.takes_over_signatures_on
    return since is not None and since <= today and comes_of_age(pupil, today)


def relative_for(hat: Hat, school_id: uuid.UUID, pupil_id: uuid.UUID) -> Relative | None:
    """As what the wearer of a hat reads the words of a pupil; None for who reads none of them. Reads it anew."""
    pupil = present_pupils(school_id, [pupil_id]).get(pupil_id)
    if pupil is None or school_id not in hat.school_ids or hat.profile not in (Profile.GUARDIAN, Profile.STUDENT):
        return None
    for one in relatives_of(school_id, [pupil])[pupil_id]:
        if one.person.pk == hat.person_id and one.profile == hat.profile:
            return one
    return None


def pupils_signed_by(school_id: uuid.UUID, person_id: uuid.UUID, pupils: Any) -> set[uuid.UUID]:
    """Those of these pupils (a query of ids) for whom this person signs today."""
    present = present_pupils(school_id, pupils)
    theirs = Guardianship.objects.filter(school_id=school_id, guardian_id=person_id, student_id__in=list(present))
    mine = {*theirs.values_list("student_id", flat=True), person_id} & set(present)
    found = relatives_of(school_id, [present[one] for one in mine])
    return {one for one in mine if any(each.signs and each.person.pk == person_id for each in found[one])}


def reads_of(child: ChildRef) -> bool:
    """Whether a guardian reads words about this child, from the hat alone."""
    return RIGHTS[child.reach].sees_messages and not child.messages_closed


def signs_of(child: ChildRef) -> bool:
    """Whether she signs them."""
    return reads_of(child) and RIGHTS[child.reach].signs and not child.signatures_taken_over
