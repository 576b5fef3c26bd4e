"""The pupils of a word, and those of them for whom somebody signs today."""

import uuid
from typing import Any

from preau.access.public import About, present_pupils, relatives_of
from preau.directory.models import Guardianship, Person
from preau.liaison.models import Word, WordPupil


def pupils_of(word: Word) -> dict[uuid.UUID, Person]:
    """The pupils of a word who are in the school today."""
    return present_pupils(word.school_id, WordPupil.objects.filter(school_id=word.school_id, word=word).values("pupil"))


def pupils_signed_by(school_id: uuid.UUID, person_id: uuid.UUID, pupils: Any) -> set[uuid.UUID]:
    """Those of these pupils (a query of ids) for whom this person signs today."""
    present = present_pupils(school_id, pupils)
    theirs = Guardianship.objects.filter(school_id=school_id, guardian_id=person_id, student_id__in=list(present))
    mine = {*theirs.values_list("student_id", flat=True), person_id} & set(present)
    found = relatives_of(school_id, [present[one] for one in mine], About.MESSAGES)
    return {one for one in mine if any(each.signs and each.person.pk == person_id for each in found[one])}
