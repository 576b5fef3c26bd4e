"""Who opens accounts for others: prints a class's slips, reminds, shows a code to somebody they have before them.

By right (access/roles.py), which a school may widen and confide: OPEN_ACCOUNTS prints and reminds, class by class;
SHOW_CODES shows a code to pupils of the classes it reaches and to their guardians; OPEN_STAFF_ACCOUNTS does both for
the staff of the school. Nobody shows a code to staff with wide rights (preau.identity refuses it whoever asks), nor to
themselves.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from preau.access.enums import Right
from preau.access.hats import Hat
from preau.access.rights import Thing, can, units_under
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.models import Affiliation, Enrollment, Guardianship, Homeroom, Person
from preau.directory.rights import rights_of_guardian
from preau.directory.selectors import brought_by_visit
from preau.directory.words import class_order
from preau.identity.public import never_came, offices_of
from preau.kernel import clock
from preau.kernel.text import fold

_COLLEAGUES = (*sorted(STAFF_PROFILES), Profile.ACADEMY)
"""Who comes to work in a school: its staff, and whoever inspects it (of whom only `_to_let_in` are for its desk)."""


@dataclass(frozen=True, slots=True)
class OpenableClass:
    """A class whose accounts somebody may open."""

    id: uuid.UUID
    label: str
    school_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class StaffPlace:
    """A member of staff and the profiles they have in the school."""

    person: Person
    profiles: tuple[str, ...]


def classes_to_open(hat: Hat) -> list[OpenableClass]:
    """Classes of this year whose slips this hat prints: all of a head's school, a professeur principal's own."""
    if hat.school is None:
        return []
    rows = Homeroom.objects.filter(school_id=hat.school.id, school_year_id=year_of(clock.today()))
    units = units_under(hat, Right.OPEN_ACCOUNTS, hat.school.id)
    if units is not None:
        rows = rows.filter(pk__in=units)
    found = [OpenableClass(row.pk, row.label, row.school_id) for row in rows]
    return sorted(found, key=lambda one: class_order(one.label))


def class_to_open(hat: Hat, class_id: uuid.UUID) -> OpenableClass | None:
    """That class, when this hat may open its accounts."""
    return next((one for one in classes_to_open(hat) if one.id == class_id), None)


def pupils_to_help(hat: Hat, student_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these pupils whom this hat may help to open their account, and whose guardians it may help too."""
    if hat.school is None:
        return set()
    rows = Enrollment.objects.filter(
        school_id=hat.school.id, school_year_id=year_of(clock.today()), student_id__in=student_ids, left_on=None
    )
    units = units_under(hat, Right.SHOW_CODES, hat.school.id)
    if units is not None:
        rows = rows.filter(homeroom_id__in=units)
    return set(rows.values_list("student_id", flat=True))


def staff_to_open(hat: Hat) -> list[StaffPlace]:
    """Staff of the school by family name whose accounts this hat opens; oneself is left out.

    And who came to the house by inspecting this school, until they come in: anybody else's account is not its business.
    """
    if hat.school is None or not can(hat, Right.OPEN_STAFF_ACCOUNTS, Thing(hat.school.id)):
        return []
    rows = Affiliation.objects.filter(
        school_id=hat.school.id, profile__in=_COLLEAGUES, state=AffiliationState.ACTIVE
    ).exclude(person_id=hat.person_id)
    found = list(rows.select_related("person").order_by("profile"))
    visitors = {row.person_id for row in found if row.profile == Profile.ACADEMY}
    new = _to_let_in(hat.school.id, visitors) if visitors else set()
    places: dict[uuid.UUID, StaffPlace] = {}
    for row in found:
        if row.profile == Profile.ACADEMY and row.person_id not in new:
            continue
        before = places.get(row.person_id)
        profiles = (*before.profiles, row.profile) if before else (row.profile,)
        places[row.person_id] = StaffPlace(row.person, profiles)
    return sorted(places.values(), key=lambda one: (fold(one.person.family_name), fold(one.person.given_name)))


def _to_let_in(school_id: uuid.UUID, visitors: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these visitors of a school whom their visit there brought to the house, and who never came in."""
    new = never_came(sorted(brought_by_visit(school_id, visitors)))
    return {one for one in new if not offices_of(one)}


def may_show_code(hat: Hat, actor_id: uuid.UUID, student_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Whether this hat may show a code to a pupil, or to a guardian of that pupil who has a right to an account."""
    if person_id == actor_id or student_id not in pupils_to_help(hat, [student_id]):
        return False
    if person_id == student_id:
        return True
    assert hat.school is not None
    link = (
        Guardianship.objects.filter(
            school_id=hat.school.id, student_id=student_id, guardian_id=person_id, ended_at=None
        )
        .select_related("student")
        .first()
    )
    return link is not None and rights_of_guardian(link, link.student, clock.today()).has_account
