"""Places of people from outside a school who come for some days, inspectors say. How long, and what they read there, is
said by who confides it (preau.access).
"""

import uuid
from collections.abc import Callable
from hashlib import blake2b

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from preau.directory.bulk import relist, settle_people
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile, RecordKind
from preau.directory.models import Affiliation, DirectoryRecord, Person, School
from preau.directory.own_keys import KEY, VISIT_KEY, names_of
from preau.kernel import audit, clock, events
from preau.kernel.actor import Actor
from preau.kernel.text import folded_name


def _key(family: str, given: str, email: str) -> str:
    """The same in each school of an academy: who inspects several has one account."""
    text = "\x1f".join((*names_of(family, given), email.lower()))
    return f"{VISIT_KEY}{blake2b(text.encode(), digest_size=11).hexdigest()}"


def _vouched(person: Person, school: School, holds_office: Callable[[uuid.UUID], bool]) -> bool:
    """Whether more than a school's own list says who somebody is: the academy's directory, a visit before, an office.

    Anybody may type any name and address into a list of theirs: the diaries of another school are not read by that.
    Of this very school, they are its staff, whoever says so.
    """
    told = DirectoryRecord.objects.filter(person=person, kind=RecordKind.STAFF)
    staff = Affiliation.objects.filter(
        school=school, person=person, profile__in=STAFF_PROFILES, state=AffiliationState.ACTIVE
    )  # fmt: skip
    return (
        told.filter(~Q(join_key__startswith=KEY) | Q(join_key__startswith=VISIT_KEY)).exists()
        or staff.exists()
        or holds_office(person.pk)
    )


def _known(
    school: School, family: str, given: str, email: str, holds_office: Callable[[uuid.UUID], bool]
) -> Person | None:
    """Whom the house knows already by this very name and address; a pupil, or one of several, is nobody."""
    named = Person.objects.annotate(mailbox=Lower("email")).exclude(email="")
    alike = named.filter(mailbox=email.lower(), search_name=folded_name(family, given), erased_at=None).order_by("pk")
    found = [one for one in alike if _vouched(one, school, holds_office)]
    if len(found) == 1 and not DirectoryRecord.objects.filter(person=found[0], kind=RecordKind.STUDENT).exists():
        return found[0]
    record = DirectoryRecord.objects.select_related("person").filter(
        authority_id=school.authority_id, kind=RecordKind.STAFF, join_key=_key(family, given, email)
    )  # fmt: skip
    return next((one.person for one in record), None)


@transaction.atomic
def open_visit(
    *,
    actor: Actor,
    school_id: uuid.UUID,
    family_name: str,
    given_name: str,
    email: str,
    holds_office: Callable[[uuid.UUID], bool],
) -> Person:
    """Give a place in a school to somebody from outside: whom the house knows by that name and address, else a new
    person. The same twice is one. No list brought the place, so that no list takes it away.

    `holds_office`: whether a person holds an office outside schools, which rooms above know.
    """
    school = School.objects.select_for_update(of=("self",)).get(pk=school_id)
    person = _known(school, family_name, given_name, email, holds_office)
    if person is None:
        person = Person.objects.create(
            family_name=family_name, given_name=given_name, email=email,
            search_name=folded_name(family_name, given_name),
        )  # fmt: skip
        DirectoryRecord.objects.create(
            person=person, authority_id=school.authority_id, kind=RecordKind.STAFF,
            join_key=_key(family_name, given_name, email),
        )  # fmt: skip
    here = Affiliation.objects.filter(
        school=school, person=person, profile=Profile.ACADEMY, state=AffiliationState.ACTIVE
    )  # fmt: skip
    if here.exists():
        return person
    Affiliation.objects.update_or_create(
        school=school, person=person, profile=Profile.ACADEMY,
        defaults={
            "state": AffiliationState.ACTIVE, "source_key": "", "digest": None, "left_on": None,
            "starts_on": clock.today(school.timezone),
        },
    )  # fmt: skip
    settle_people(actor=actor, woken=[person.pk.hex])
    relist(school.pk.hex, [person.pk.hex])
    audit.record(
        actor=actor, action="directory.open_visit", tenant=school.pk, subject="person", subject_id=person.pk,
    )  # fmt: skip
    return person


@transaction.atomic
def end_visit(*, actor: Actor, school_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """End that place; False when there is none."""
    place = (
        Affiliation.objects.select_for_update(of=("self",))
        .select_related("school")
        .filter(
            school_id=school_id, person_id=person_id, profile=Profile.ACADEMY, state=AffiliationState.ACTIVE,
            source_key="",
        )
        .first()
    )  # fmt: skip
    if place is None:
        return False
    place.state, place.left_on = AffiliationState.SUSPENDED, clock.today(place.school.timezone)
    place.save(update_fields=["state", "left_on"])
    settle_people(actor=actor, left=[person_id.hex])
    relist(school_id.hex, [person_id.hex])
    audit.record(
        actor=actor, action="directory.end_visit", tenant=school_id, subject="person", subject_id=person_id,
    )  # fmt: skip
    told = {"profile": Profile.ACADEMY.value, "persons": [str(person_id)]}
    events.publish("directory.affiliation_ended", told, tenant=school_id)
    return True
