"""The counter where a family phones or comes: found by a child's name, a guardian's, or a class."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from preau.access.enums import Right
from preau.access.public import (
    About,
    Hat,
    Relative,
    SchoolRef,
    present_pupils,
    relatives_of,
    serves_family,
    units_under,
)
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Enrollment, Guardianship, Homeroom
from preau.kernel import clock
from preau.kernel.text import fold
from preau.liaison.enums import State
from preau.liaison.models import WordPupil
from preau.liaison.selectors.family import FamilyLine, answers_of

MOST = 30
LETTERS, WORDS = 2, 6
"""Letters that a search has at least, and words of it that are read."""


@dataclass(frozen=True, slots=True)
class Family:
    """A pupil, with those of the family who read words about them."""

    pupil_id: uuid.UUID
    name: str
    homeroom: str
    relatives: Sequence[Relative]


def families_found(hat: Hat, school: SchoolRef, text: str) -> tuple[list[Family], bool]:
    """Pupils of the school for whom this hat acts and who answer to every word, by name; whether there are more.

    Each word begins one of the names of the pupil or of somebody who reads words about them, or of their class;
    accents and case aside. Who is kept apart from a child finds nobody. Five reads.
    """
    words = fold(text[:80].replace("\0", "")).split()[:WORDS]
    if sum(map(len, words)) < LETTERS or units_under(hat, Right.ACT_FOR_FAMILIES, school.id) is not None:
        return [], False
    year = year_of(clock.today(school.timezone))
    rooms = dict(Homeroom.objects.filter(school_id=school.id, school_year_id=year).values_list("pk", "label"))
    here = Enrollment.objects.filter(school_id=school.id, school_year_id=year, left_on=None)
    rows = Affiliation.objects.filter(
        school_id=school.id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE, person__suspended_at=None,
        person__erased_at=None,
    )  # fmt: skip
    for word in words:
        named = [pk for pk, label in rooms.items() if _begins(label, word)]
        theirs = Guardianship.objects.filter(
            _called("guardian", word), school_id=school.id, student_id=OuterRef("person_id"), ended_at=None,
            reach__in=About.MESSAGES.reaches, guardian__suspended_at=None, guardian__erased_at=None,
        )  # fmt: skip
        in_class = here.filter(student_id=OuterRef("person_id"), homeroom_id__in=named)
        rows = rows.filter(_called("person", word) | Exists(theirs) | Exists(in_class))
    found = [one.person for one in rows.select_related("person").order_by("person__search_name", "pk")[: MOST + 1]]
    shown = found[:MOST]
    relatives = relatives_of(school.id, shown, About.MESSAGES)
    classes = dict(here.filter(student__in=shown).values_list("student_id", "homeroom_id"))
    families = [
        Family(
            one.pk, f"{one.family_name} {one.given_name}", rooms.get(classes.get(one.pk) or one.pk, ""),
            relatives[one.pk],
        )
        for one in shown
    ]  # fmt: skip
    return families, len(found) > MOST


def _begins(label: str, word: str) -> bool:
    folded = fold(label)
    return any(one.startswith(word) for one in (*folded.split(), folded.replace(" ", "")))


def _called(who: str, word: str) -> Q:
    return Q(**{f"{who}__search_name__startswith": word}) | Q(**{f"{who}__search_name__contains": f" {word}"})


def words_at_counter(hat: Hat, school: SchoolRef, pupil_id: uuid.UUID, family_id: uuid.UUID) -> tuple[
    list[FamilyLine], Relative
]:  # fmt: skip
    """The words about a pupil as that person of the family has them, those that wait first. Raises Unknown."""
    pupil = present_pupils(school.id, [pupil_id]).get(pupil_id)
    if pupil is None or not serves_family(hat, school.id, pupil_id):
        raise Unknown("no such pupil at their desk")
    who = next(
        (one for one in relatives_of(school.id, [pupil], About.MESSAGES)[pupil_id] if one.person.pk == family_id), None
    )
    if who is None:
        raise Unknown("nobody of that family reads it")
    rows = list(
        WordPupil.objects.filter(
            school_id=school.id, pupil_id=pupil_id, word__state__in=(State.SENT, State.CLOSED)
        ).select_related("word").order_by("-word__sent_at", "word_id")[:MOST]
    )  # fmt: skip
    answers = answers_of([(one.word_id, pupil_id) for one in rows], [school.id])
    lines = [
        FamilyLine(one.word, pupil_id, pupil.given_name, family_id, who.signs, answers[one.word_id, pupil_id])
        for one in rows
    ]
    return sorted(lines, key=lambda one: not one.waits), who
