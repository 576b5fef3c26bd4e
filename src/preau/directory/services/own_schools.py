"""Schools that no academy's directory brings, and the first head of one. Who may, and who agrees, is the console's."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.bulk import relist, settle_people
from preau.directory.enums import AffiliationState, Profile, RecordKind, SchoolKind
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Affiliation, DirectoryRecord, EducationAuthority, LocalAuthority, Person, School
from preau.directory.nation import ACADEMIES, uai_is_valid
from preau.directory.own_keys import KEY, key_by_mail
from preau.directory.selectors.own_schools import why_no_first_head
from preau.kernel import audit, clock, events
from preau.kernel.actor import Actor
from preau.kernel.text import folded_name


def ensure_academy(code: str) -> None:
    """Make the academy when it is not there, with its name and holiday zone."""
    name, zone = ACADEMIES.get(code, (f"Académie {code}", "own"))
    EducationAuthority.objects.get_or_create(code=code, defaults={"name": name, "holiday_zone": zone})


@transaction.atomic
def add_school(
    *, actor: Actor, uai: str, name: str, kind: str, academy: str, city: str, local_authority_id: uuid.UUID | None
) -> School:
    """Add a school outside the academy's directory. A wrong check letter is kept and marked.

    Raises Refused when a school has that UAI, Unknown for no such academy, kind or collectivity. Should the academy
    bring it later, by its UAI, it stays the same school.
    """
    if academy not in ACADEMIES or kind not in SchoolKind.values:
        raise Unknown("no such academy or kind of school")
    if local_authority_id is not None and not LocalAuthority.objects.filter(pk=local_authority_id).exists():
        raise Unknown("no such collectivity")
    ensure_academy(academy)
    told = {
        "uai_is_valid": uai_is_valid(uai), "name": name, "kind": kind, "authority_id": academy, "city": city,
        "join_key": f"{KEY}{uai}", "local_authority_id": local_authority_id,
    }  # fmt: skip
    school: School
    school, made = School.objects.get_or_create(uai=uai, defaults=told)
    if not made:
        raise Refused(_("Un établissement a déjà ce code."))
    audit.record(
        actor=actor, action="directory.add_school", tenant=school.pk, subject="school", subject_id=school.pk,
        data={"school": name, "uai": uai},
    )  # fmt: skip
    return school


@transaction.atomic
def open_first_head(*, actor: Actor, school_id: uuid.UUID, family_name: str, given_name: str, email: str) -> Person:
    """Give a school its first head: the person whom its lists know by that name and address, else a new one.

    No list brought the place, so that no list takes it away. Raises Refused when the school has a head, or is the
    academy's.
    """
    school = School.objects.select_for_update(of=("self",)).get(pk=school_id)
    if why := why_no_first_head(school):
        raise Refused(why)
    key = {
        "authority_id": school.authority_id, "kind": RecordKind.STAFF,
        "join_key": key_by_mail(school, family_name, given_name, email),
    }  # fmt: skip
    record = DirectoryRecord.objects.select_related("person").filter(**key).first()
    if record is None:
        person = Person.objects.create(
            family_name=family_name, given_name=given_name, email=email,
            search_name=folded_name(family_name, given_name),
        )  # fmt: skip
        record = DirectoryRecord.objects.create(person=person, **key)
    person = record.person
    Affiliation.objects.update_or_create(
        school=school, person=person, profile=Profile.HEAD,
        defaults={
            "state": AffiliationState.ACTIVE, "source_key": "", "digest": None, "left_on": None,
            "starts_on": clock.today(school.timezone),
        },
    )  # fmt: skip
    settle_people(actor=actor, woken=[person.pk.hex])
    relist(school.pk.hex, [person.pk.hex])
    audit.record(
        actor=actor, action="directory.open_first_head", tenant=school.pk, subject="person", subject_id=person.pk,
        data={"school": school.name},
    )  # fmt: skip
    return person


@transaction.atomic
def end_head(*, actor: Actor, school_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """End a head's place that no list holds: at once, in open pages too. Raises Unknown for no such place."""
    place = (
        Affiliation.objects.select_for_update(of=("self",))
        .filter(
            school_id=school_id, person_id=person_id, profile=Profile.HEAD, state=AffiliationState.ACTIVE, source_key=""
        )
        .first()
    )
    if place is None:
        raise Unknown("no such head")
    place.state, place.left_on = AffiliationState.SUSPENDED, clock.today()
    place.save(update_fields=["state", "left_on"])
    settle_people(actor=actor, left=[person_id.hex])
    relist(school_id.hex, [person_id.hex])
    audit.record(
        actor=actor, action="directory.end_head", tenant=school_id, subject="person", subject_id=person_id,
    )  # fmt: skip
    told = {"profile": Profile.HEAD.value, "persons": [str(person_id)]}
    events.publish("directory.affiliation_ended", told, tenant=school_id)
