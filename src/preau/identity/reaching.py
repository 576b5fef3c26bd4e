"""How a person is reached, and who else is told: what the directory holds of them, shown masked."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship, Person
from preau.directory.rights import is_adult, rights_of_guardian
from preau.identity.enums import Road
from preau.identity.models import Office
from preau.kernel import clock, mail, scope, sms
from preau.kernel.registry import modules_named

# Whoever runs a school or looks after all its pupils: their passwords are longer, and no colleague opens their account.
# To a role of these a school may give wide rights by its settings; to anybody else it confides them (access.admission).
WIDE_PROFILES = frozenset({Profile.HEAD, Profile.STUDENT_LIFE, Profile.SCHOOL_STAFF, Profile.ACADEMY})
_NOT_FIGURES = re.compile(r"[^0-9+]")
_FRENCH_MOBILE = re.compile(r"(?:\+33|0033|0)([67]\d{8})")


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a person that this installation can use; `masked` says it without giving it away."""

    road: Road
    value: str
    masked: str


def mobile_of(text: str) -> str:
    """A mobile number as it is dialled ("+33612345678"); empty when the text holds none."""
    found = _FRENCH_MOBILE.fullmatch(_NOT_FIGURES.sub("", text))
    return f"+33{found[1]}" if found else ""


def masked_mail(address: str) -> str:
    """ "s•••@e•••.fr"."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host[:1]}•••.{host.rpartition('.')[2]}"


def contacts_of(person: Person) -> list[Contact]:
    """Roads to this person: those that the directory knows and that this installation can send by."""
    found = []
    if mail.is_configured() and "@" in person.email:
        found.append(Contact(Road.MAIL, person.email, masked_mail(person.email)))
    number = mobile_of(person.mobile)
    if sms.is_configured() and number:
        found.append(Contact(Road.SMS, number, f"0{number[3]} •• •• •• {number[-2:]}"))
    return found


def with_wide_rights(person_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those who run a school, look after all its pupils, hold an office, or were confided a wide right, anywhere.

    A place to visit a school makes wide who has nothing else: of anybody else no school of strangers changes that.
    Rooms above say who was: `admission.py`, `confided_wide_rights(person_ids) -> set`.
    """
    with scope.everything("whether somebody has wide rights anywhere"):
        running = Affiliation.objects.filter(state=AffiliationState.ACTIVE)
        elsewhere = running.filter(person_id=OuterRef("person_id")).exclude(profile=Profile.ACADEMY)
        answers = Guardianship.objects.filter(guardian_id=OuterRef("person_id"), ended_at=None)
        visits_alone = ~Exists(elsewhere) & ~Exists(answers)
        places = running.filter(
            ~Q(profile=Profile.ACADEMY) | visits_alone, person_id__in=person_ids, profile__in=WIDE_PROFILES
        )
        found = set(places.values_list("person_id", flat=True))
    found |= set(Office.objects.filter(person_id__in=person_ids, ended_at=None).values_list("person_id", flat=True))
    for module in modules_named("admission"):
        found |= module.confided_wide_rights(person_ids)
    return frozenset(found)


def has_wide_rights(person_id: uuid.UUID) -> bool:
    """The same of one person."""
    return bool(with_wide_rights([person_id]))


def guardians_to_tell(person_id: uuid.UUID) -> list[Person]:
    """Who is told of what happens to a pupil's account: those who answer for the pupil today; nobody for anyone else.

    While the pupil is a minor: from 18 the account is the pupil's own affair, as its choices are. Only guardians whose
    reach opens an account (nobody barred, no mere contact), in any of the pupil's schools, and who may come in
    themselves. A guardian's own account is told to nobody by this rule: where one parent signs in is no business of the
    other's.
    """
    return _told([person_id])


def others_who_answer(person_id: uuid.UUID) -> list[Person]:
    """Whoever answers, by the same rule, for the children for whom this guardian answers; the guardian left out.

    They hear that somebody reaches their child from now on: an account opened, a child added to one.
    """
    with scope.everything("the children of a guardian, in all their schools"):
        links = Guardianship.objects.filter(guardian_id=person_id, ended_at=None).select_related("student")
        children = {one.student_id for one in links if _opens(one)}
    return [one for one in _told(children) if one.pk != person_id]


def _told(student_ids: Collection[uuid.UUID]) -> list[Person]:
    today = clock.today()
    with scope.everything("who answers for pupils, in all their schools"):
        links = Guardianship.objects.filter(student_id__in=student_ids, ended_at=None)
        found = {
            one.guardian_id: one.guardian
            for one in links.select_related("guardian", "student")
            if _opens(one) and not is_adult(one.student, today)
        }
    told = [found[key] for key in sorted(found)]
    return [one for one in told if one.suspended_at is None and one.erased_at is None]


def _opens(link: Guardianship) -> bool:
    return rights_of_guardian(link, link.student, clock.today()).has_account


def words_about(person: Person, login: str) -> list[str]:
    """Texts whose words a password may not be made of: names, town, login, schools and their towns."""
    with scope.everything("the schools of a person who chooses a password"):
        schools = [
            *Affiliation.objects.filter(person=person).values_list("school__name", "school__city"),
            *Guardianship.objects.filter(guardian=person).values_list("school__name", "school__city"),
        ]
        children = list(
            Guardianship.objects.filter(guardian=person).values_list("student__given_name", "student__family_name")
        )
    own = [person.given_name, person.family_name, person.birth_name, person.city, login]
    return [*own, *(text for pair in [*schools, *children] for text in pair)]
