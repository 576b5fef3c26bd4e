"""Pupils of a school, found by name or class; and the file of one pupil, as far as its reader may know it."""

import bisect
import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import overload

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import FileRights, Hat, file_rights, reach_words, units_under
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile, Reach
from preau.directory.errors import Unknown
from preau.directory.models import (
    Affiliation,
    Enrollment,
    FileReading,
    GroupMembership,
    Guardianship,
    Homeroom,
    Person,
)
from preau.directory.rights import is_adult
from preau.directory.selectors import readings_of
from preau.directory.words import class_order, readable
from preau.kernel import clock
from preau.kernel.text import fold
from preau.portal.selectors.schooling import Place, Schooling, schoolings

UNRANKED = 9  # contact rank of a guardian whom the directory gives none


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A pupil in a list, family name first as lists are read."""

    id: uuid.UUID
    name: str
    homeroom: str
    boarding_status: str


BY_NAME, BY_CLASS = ORDERS = ("nom", "classe")
People = list[tuple[uuid.UUID, str, str]]


class PupilsFound(Sequence[PupilRow]):
    """Pupils found, rows made for the part shown alone; `classes`: those that the list may be narrowed to."""

    def __init__(self, school_id: uuid.UUID, year: int, people: People, homerooms: list[tuple[uuid.UUID, str]]) -> None:
        self.school_id, self.year, self.people = school_id, year, people
        self.classes = [(str(one), label) for one, label in homerooms]

    def __len__(self) -> int:
        return len(self.people)

    @overload
    def __getitem__(self, part: int) -> PupilRow: ...
    @overload
    def __getitem__(self, part: slice) -> list[PupilRow]: ...
    def __getitem__(self, part: int | slice) -> PupilRow | list[PupilRow]:
        if isinstance(part, slice):
            return _rows(self.school_id, self.year, self.people[part])
        return _rows(self.school_id, self.year, [self.people[part]])[0]


def pupils_found(hat: Hat, *, text: str = "", class_id: str = "", sort: str = BY_NAME) -> PupilsFound:
    """Pupils of the hat's school whose name holds every word of the text, or whose class it names; by name or class.

    Accents and case aside. A teacher finds those of own classes and groups.
    """
    school_id, year, people, homerooms = _found(hat, text, class_id)
    if sort == BY_CLASS:
        rooms = dict(
            Enrollment.objects.filter(school_id=school_id, school_year_id=year, left_on=None)
            .exclude(homeroom=None).values_list("student_id", "homeroom__label")
        )  # fmt: skip
        people.sort(key=lambda one: (one[0] not in rooms, class_order(rooms.get(one[0], ""))))
    return PupilsFound(school_id, year, people, homerooms)


def pupils_after(
    hat: Hat, *, text: str = "", class_id: str = "", after: Sequence[str] | None = None, most: int
) -> tuple[list[PupilRow], list[str] | None]:
    """The same pupils, `most` of them, from the place that follows `after`; and the place where others go on.

    A place is what the list is sorted by: whoever stood there may be gone since.
    """
    school_id, year, people, _homerooms = _found(hat, text, class_id)
    start = 0 if after is None else bisect.bisect_right(people, list(after), key=_place)
    shown = people[start : start + most]
    return _rows(school_id, year, shown), _place(shown[-1]) if shown and len(people) > start + most else None


def _place(one: tuple[uuid.UUID, str, str]) -> list[str]:
    return [fold(one[1]), fold(one[2]), str(one[0])]


def _found(hat: Hat, text: str, class_id: str) -> tuple[uuid.UUID, int, People, list[tuple[uuid.UUID, str]]]:
    school_id = hat.schools[0].id
    year = year_of(clock.today(hat.schools[0].timezone))
    own = units_under(hat, Right.SEE_PUPIL, school_id)
    homerooms = list(Homeroom.objects.filter(school_id=school_id, school_year_id=year).values_list("id", "label"))
    if own is not None:
        homerooms = [one for one in homerooms if one[0] in own]
    homerooms.sort(key=lambda one: class_order(one[1]))
    here = Enrollment.objects.filter(
        school_id=school_id, school_year_id=year, student_id=OuterRef("person_id"), left_on=None
    )
    rows = Affiliation.objects.filter(school_id=school_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE)
    if own is not None:
        in_group = GroupMembership.objects.filter(
            school_id=school_id, group_id__in=own, student_id=OuterRef("person_id")
        )
        rows = rows.filter(Exists(here.filter(homeroom_id__in=own)) | Exists(in_group))
    if class_id in {str(one) for one, _label in homerooms}:
        rows = rows.filter(Exists(here.filter(homeroom_id=class_id)))
    wanted = fold(text)
    if wanted:
        named = Q()
        for word in wanted.split():
            named &= Q(person__search_name__startswith=word) | Q(person__search_name__contains=f" {word}")
        classes = [one for one, label in homerooms if fold(label).startswith(wanted)]
        rows = rows.filter(named | Q(Exists(here.filter(homeroom_id__in=classes))) if classes else named)
    people = list(rows.values_list("person_id", "person__family_name", "person__given_name"))
    # By family name as lists are read, in Python: both databases would put accents elsewhere. A school has few enough.
    people.sort(key=_place)
    return school_id, year, people, homerooms


def _rows(school_id: uuid.UUID, year: int, people: Sequence[tuple[uuid.UUID, str, str]]) -> list[PupilRow]:
    enrolled = Enrollment.objects.filter(
        school_id=school_id, school_year_id=year, student_id__in=[one[0] for one in people], left_on=None
    ).select_related("homeroom")
    places = {one.student_id: one for one in enrolled}
    found = []
    for student_id, family, given in people:
        place = places.get(student_id)
        homeroom = place.homeroom.label if place and place.homeroom else ""
        status = readable(place.boarding_status) if place else ""
        found.append(PupilRow(student_id, f"{family} {given}".strip(), homeroom, status))
    return found


@dataclass(frozen=True, slots=True)
class GuardianCard:
    """Somebody who answers for the pupil, as far as the reader may know them; what they may not is empty."""

    name: str
    reach: str
    rank: int | None
    phones: Sequence[str]
    email: str
    address: str
    keeps_address: bool
    """The address is not to be passed on."""
    pays_fees: bool


@dataclass(frozen=True, slots=True)
class PupilFile:
    """A pupil's file in one school."""

    id: uuid.UUID
    name: str
    school_id: uuid.UUID
    school_name: str
    rights: FileRights
    schooling: Schooling
    boarding_status: str
    level: str
    birth_date: dt.date | None
    ine: str
    signs_alone: bool
    messages_closed: bool
    guardians: Sequence[GuardianCard]
    readings: Sequence[FileReading]


def pupil_file(hat: Hat, student_id: uuid.UUID) -> PupilFile:
    """The file of a pupil present in the hat's school.

    Raises Unknown for nobody of that school (answered 404), PermissionDenied for a teacher of other classes (403).
    """
    school = hat.schools[0]
    here = Affiliation.objects.filter(
        school_id=school.id, person_id=student_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE
    )
    place = here.select_related("person").first()
    if place is None:
        raise Unknown("no such pupil in the school of the hat")
    enrolled: Enrollment | None = Enrollment.objects.filter(
        school_id=school.id,
        school_year_id=year_of(clock.today(school.timezone)),
        student_id=student_id,
        left_on=None,
    ).first()
    own = units_under(hat, Right.SEE_PUPIL, school.id)
    if own is not None and not _is_among(school.id, student_id, enrolled, own):
        raise PermissionDenied(_("Cette fiche est réservée aux enseignants de l’élève et à la vie scolaire."))
    student: Person = place.person
    rights = file_rights(hat.profile)
    around = schoolings([student_id], [school.id]).get((student_id, school.id))
    today = clock.today(school.timezone)
    adult = is_adult(student, today)
    signs_on, closes_on = student.takes_over_signatures_on, student.closes_guardian_messages_on
    return PupilFile(
        id=student_id,
        name=student.full_name,
        school_id=school.id,
        school_name=school.name,
        rights=rights,
        schooling=around or Schooling(Place(student_id, school.id, None, "")),
        boarding_status=readable(enrolled.boarding_status) if enrolled else "",
        level=readable(enrolled.level_label) if enrolled else "",
        birth_date=student.birth_date if rights.birth_date else None,
        ine=enrolled.ine if enrolled and rights.ine else "",
        signs_alone=adult and signs_on is not None and signs_on <= today,
        messages_closed=adult and closes_on is not None and closes_on <= today,
        guardians=_guardians(school.id, student_id, rights),
        readings=readings_of(school.id, student_id) if rights.readings else [],
    )


def _is_among(
    school_id: uuid.UUID, student_id: uuid.UUID, enrolled: Enrollment | None, own: Collection[uuid.UUID]
) -> bool:
    if enrolled is not None and enrolled.homeroom_id in own:
        return True
    return bool(GroupMembership.objects.filter(school_id=school_id, group_id__in=own, student_id=student_id).exists())


def _guardians(school_id: uuid.UUID, student_id: uuid.UUID, rights: FileRights) -> list[GuardianCard]:
    hidden = [Reach.BARRED] if rights.contacts else [Reach.BARRED, Reach.CONTACT]
    rows = Guardianship.objects.filter(school_id=school_id, student_id=student_id, ended_at=None)
    cards = []
    for row in rows.exclude(reach__in=hidden).select_related("guardian").order_by("contact_rank", "pk"):
        one = row.guardian
        shares = row.shares_address and one.shares_address
        lines = (one.address, f"{one.postal_code} {one.city}".strip(), one.country)
        phones = dict.fromkeys(number for number in (one.mobile, one.home_phone, one.work_phone) if number)
        cards.append(
            GuardianCard(
                name=one.full_name,
                reach=reach_words(row.reach),
                rank=row.contact_rank if row.contact_rank < UNRANKED else None,
                phones=list(phones) if rights.contacts else [],
                email=one.email if rights.contacts else "",
                address=", ".join(line for line in lines if line)
                if rights.any_address or (rights.contacts and shares)
                else "",
                keeps_address=not shares,
                pays_fees=row.pays_fees and rights.fees,
            )
        )
    return cards
