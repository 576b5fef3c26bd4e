"""What the absences desk finds of one pupil: by a name, whom to telephone, and the slip of a late arrival."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from preau.access.public import About, Hat, file_rights, relatives_of
from preau.attendance.enums import State
from preau.attendance.models import Absence, Mark
from preau.attendance.selectors.board import classes_of, school_followed, span_words
from preau.directory.enums import AffiliationState, Profile
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Person
from preau.kernel import clock
from preau.kernel.text import fold
from preau.timetable.public import clock_of, lessons_held

MOST, LETTERS, WORDS = 30, 2, 6
"""Pupils that a search shows; letters that it has at least, and words of it that are read."""


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody to call: name, and telephone numbers, none for who may not read them."""

    name: str
    phones: Sequence[str]


@dataclass(frozen=True, slots=True)
class FoundPupil:
    """A pupil of the school. `away`: their absences of today, by number and in words; `family`: whom to call."""

    id: uuid.UUID
    name: str
    homeroom: str
    away: Sequence[tuple[uuid.UUID, str]]
    family: Sequence[Called]


@dataclass(frozen=True, slots=True)
class Slip:
    """A late arrival, as it is printed for the pupil who goes to class."""

    name: str
    homeroom: str
    day: dt.date
    starts: int
    minutes: int
    subject: str
    school: str
    noted_by: str


def phones_of(hat: Hat, person: Person) -> list[str]:
    """The telephone numbers of a guardian, for who reads them in a pupil's file; none for others."""
    if not file_rights(hat.profile).contacts:
        return []
    return list(dict.fromkeys(one for one in (person.mobile, person.home_phone, person.work_phone) if one))


def calls_of(hat: Hat, school_id: uuid.UUID, pupils: Collection[Person]) -> dict[uuid.UUID, list[Called]]:
    """Whom to telephone about absences of each of these pupils, in the order of contacts. One read."""
    there = relatives_of(school_id, pupils, About.ABSENCES)
    return {
        pupil: [Called(one.person.full_name, phones_of(hat, one.person)) for one in some if not one.is_pupil]
        for pupil, some in there.items()
    }


def pupils_found(hat: Hat, text: str) -> tuple[list[FoundPupil], bool]:
    """Pupils of the school that a hat follows whose names begin with every word, by name; whether there are more.

    Accents and case aside. Raises Unknown for a stranger, PermissionDenied. Five reads.
    """
    school_id, zone = school_followed(hat)
    words = fold(text[:80].replace("\0", "")).split()[:WORDS]
    if sum(map(len, words)) < LETTERS:
        return [], False
    rows = Affiliation.objects.filter(
        school_id=school_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE, person__erased_at=None
    )
    for word in words:
        rows = rows.filter(Q(person__search_name__startswith=word) | Q(person__search_name__contains=f" {word}"))
    found = [one.person for one in rows.select_related("person").order_by("person__search_name", "pk")[: MOST + 1]]
    shown, today = found[:MOST], clock_of(clock.now(), zone)[0]
    classes = classes_of(school_id, [one.pk for one in shown], today)
    family = calls_of(hat, school_id, shown)
    away: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {}
    for one in Absence.objects.filter(
        school_id=school_id, pupil__in=shown, first_on__lte=today, last_on__gte=today, is_void=False
    ).order_by("starts"):  # fmt: skip
        away.setdefault(one.pupil_id, []).append((one.pk, span_words(one)))
    told = [
        FoundPupil(
            one.pk, f"{one.family_name} {one.given_name}", classes.get(one.pk, ""), away.get(one.pk, ()),
            family.get(one.pk, ()),
        )
        for one in shown
    ]  # fmt: skip
    return told, len(found) > MOST


def slip_of(hat: Hat, mark_id: uuid.UUID) -> Slip:
    """The slip of a late arrival in the school that a hat follows. Raises Unknown, PermissionDenied."""
    school_id, _zone = school_followed(hat)
    row = (
        Mark.objects.filter(pk=mark_id, school_id=school_id, state=State.LATE)
        .select_related("pupil", "roll_call", "school").first()
    )  # fmt: skip
    if row is None:
        raise Unknown("nobody came late so")
    roll = row.roll_call
    held = next(iter(lessons_held(school_id, [roll.lesson_id])), None)
    return Slip(
        f"{row.pupil.family_name} {row.pupil.given_name}",
        classes_of(school_id, [row.pupil_id], roll.day).get(row.pupil_id, ""), roll.day, roll.starts, row.minutes,
        held.subject if held else "", row.school.name, roll.called_by,
    )  # fmt: skip
