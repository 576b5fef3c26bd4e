"""One person, as one school holds them: places, links, classes, functions, account, and why they see what they see."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.public import Reason, TaughtClass, classes_of, file_rights, reasons_in_school
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Enrollment, GroupMembership, Guardianship, Person
from preau.directory.selectors import GuardianLine, guardians_of
from preau.directory.words import readable
from preau.identity.public import Account, account_of_person
from preau.kernel import clock


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place in the school under one profile, with the functions the directory gives."""

    profile: str
    is_active: bool
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What an administrator of the school reads of somebody of it."""

    person: Person
    places: Sequence[PlaceLine]
    homeroom: str
    level: str
    ine: str
    groups: Sequence[tuple[str, str]]
    """Groups of a pupil: label, and its source in words."""
    taught: Sequence[TaughtClass]
    guardians: Sequence[GuardianLine]
    children: Sequence[GuardianLine]
    account: Account | None
    reasons: Sequence[Reason]

    @property
    def is_pupil(self) -> bool:
        """Whether the school has, or had, this person as a pupil."""
        return any(one.profile == Profile.STUDENT for one in self.places)


def person_page(school_id: uuid.UUID, person_id: uuid.UUID, *, reader: str) -> PersonPage | None:
    """The page of somebody with a place in the school or who answers for one of its pupils; None for anyone else.

    `reader`: the profile of who asks, whose rights on files bound what is told.
    """
    person = Person.objects.filter(pk=person_id, erased_at=None).first()
    if person is None:
        return None
    places = _places(school_id, person_id)
    links = list(Guardianship.objects.filter(school_id=school_id, guardian_id=person_id).order_by("pk"))
    if not places and not links:
        return None
    today = clock.today()
    enrolled = _enrolled(school_id, person_id, today)
    groups = GroupMembership.objects.filter(school_id=school_id, student_id=person_id).select_related("group")
    children = []
    for link in links:
        children += [one for one in guardians_of(school_id, link.student_id) if one.guardianship.pk == link.pk]
    return PersonPage(
        person=person,
        places=places,
        homeroom=enrolled.homeroom.label if enrolled and enrolled.homeroom else "",
        level=readable(enrolled.level_label) if enrolled else "",
        ine=enrolled.ine if enrolled and file_rights(reader).ine else "",
        groups=[(one.group.label, str(one.group.get_source_display())) for one in groups.order_by("group__label")],
        taught=classes_of(person_id, [school_id]) if any(one.is_active for one in places) else [],
        guardians=guardians_of(school_id, person_id),
        children=children,
        account=account_of_person(person_id),
        reasons=reasons_in_school(person_id, school_id),
    )


def _places(school_id: uuid.UUID, person_id: uuid.UUID) -> list[PlaceLine]:
    rows = Affiliation.objects.filter(school_id=school_id, person_id=person_id).prefetch_related("functions")
    found = []
    for row in rows.order_by("profile"):
        words = [readable(one.discipline_label or one.label or one.code) for one in row.functions.all()]
        active = row.state == AffiliationState.ACTIVE
        found.append(PlaceLine(row.profile, active, tuple(dict.fromkeys(words))))
    return found


def _enrolled(school_id: uuid.UUID, person_id: uuid.UUID, today: dt.date) -> Enrollment | None:
    rows = Enrollment.objects.filter(
        school_id=school_id, school_year_id=year_of(today), student_id=person_id, left_on=None
    )
    found: Enrollment | None = rows.select_related("homeroom").first()
    return found
