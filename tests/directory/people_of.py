"""A small family of the directory for these tests: two schools of one academy, made by hand."""

import datetime as dt
import itertools
import uuid

from preau.directory.bulk import relist
from preau.directory.enums import Profile, Reach, RecordKind
from preau.directory.models import (
    Affiliation,
    DirectoryRecord,
    EducationAuthority,
    Enrollment,
    Guardianship,
    Homeroom,
    Person,
    School,
    SchoolYear,
)
from preau.kernel.actor import Actor
from preau.kernel.text import folded_name

HEAD = Actor(label="Hélène Garnier, direction", person_id=uuid.UUID(int=7), hat="test")
_numbers = itertools.count(1)


def academy(code: str = "10") -> EducationAuthority:
    return EducationAuthority.objects.get_or_create(
        code=code, defaults={"name": f"Académie {code}", "holiday_zone": "A"}
    )[0]


def school(name: str = "Lycée des Tilleuls", *, code: str = "10", tz: str = "Europe/Paris") -> School:
    number = next(_numbers)
    return School.objects.create(
        uai=f"{number:07d}X", name=name, authority=academy(code), join_key=str(number), timezone=tz
    )


def person(given: str, family: str, **fields: object) -> Person:
    return Person.objects.create(given_name=given, family_name=family, search_name=folded_name(family, given), **fields)


def record(who: Person, kind: str, key: str, code: str = "10") -> DirectoryRecord:
    return DirectoryRecord.objects.create(authority=academy(code), kind=kind, join_key=key, person=who)


def pupil(given: str, family: str, at: School, **fields: object) -> Person:
    who = person(given, family, **fields)
    record(who, RecordKind.STUDENT, f"s{next(_numbers)}", at.authority_id)
    place(who, at, Profile.STUDENT)
    return who


def place(who: Person, at: School, profile: str) -> Affiliation:
    made = Affiliation.objects.create(school=at, person=who, profile=profile)
    relist(at.pk.hex, [who.pk.hex])
    return made


def guardian(given: str, family: str, of: Person, at: School, reach: str = Reach.AUTHORITY) -> Person:
    who = person(given, family)
    record(who, RecordKind.GUARDIAN, f"g{next(_numbers)}", at.authority_id)
    link(who, of, at, reach)
    return who


def link(who: Person, of: Person, at: School, reach: str = Reach.AUTHORITY) -> Guardianship:
    made = Guardianship.objects.create(school=at, student=of, guardian=who, source_reach=reach, reach=reach)
    relist(at.pk.hex, [who.pk.hex])
    return made


def enrolled(who: Person, at: School, code: str = "2A", year: int = 2026) -> Enrollment:
    school_year = SchoolYear.objects.get_or_create(
        year=year, defaults={"starts_on": dt.date(year, 9, 1), "ends_on": dt.date(year + 1, 8, 31)}
    )[0]
    room = Homeroom.objects.get_or_create(school=at, school_year=school_year, code=code, defaults={"label": code})[0]
    return Enrollment.objects.create(school=at, school_year=school_year, student=who, homeroom=room)
