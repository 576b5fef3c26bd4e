"""Whom the school's own lists brought already: so that a line is about the same person as the last time."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, GroupSource, Profile, RecordKind
from preau.directory.models import (
    Affiliation,
    DirectoryRecord,
    Enrollment,
    GroupMembership,
    Guardianship,
    HomeroomTeacher,
    Person,
    School,
    Section,
)
from preau.directory.own_keys import Names, names_of, prefix_of
from preau.imports.aaf.records import PersonFields, Schooling
from preau.imports.aaf.values import Link
from preau.kernel import clock


@dataclass(slots=True)
class Held:
    """Keys of people that the school's lists brought, by what a line may say of them."""

    by_ine: dict[str, str] = field(default_factory=dict)
    by_birth: dict[tuple[str, Names, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """(kind, names, day of birth) to keys."""
    guardians: dict[tuple[str, Names], str] = field(default_factory=dict)
    """(pupil's key, names) to the guardian's key."""
    people: dict[tuple[str, str], PersonFields] = field(default_factory=dict)
    """(kind, key) to what the directory says of them: what a list without such a column leaves as it is."""
    elsewhere: set[tuple[str, str]] = field(default_factory=set)
    """(kind, key) of people known by another record too: a list leaves what the directory says of them."""
    links: dict[str, tuple[Link, ...]] = field(default_factory=dict)
    schooling: dict[str, tuple[str, str, Schooling]] = field(default_factory=dict)
    """Pupil's key to the code and name of the class, and the rest of the inscription."""
    groups: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    teachings: dict[str, set[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(set))
    """Key of staff to (code of the class, subject, its name)."""
    heads: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    of_others: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Source keys, by kind, of places that no list of the school brought: no list takes them away."""


def _fields_of(person: Person) -> PersonFields:
    born = person.birth_date.isoformat() if person.birth_date else None
    values: list[Any] = [born if name == "birth_date" else getattr(person, name) for name in PersonFields._fields]
    return PersonFields(*values)


def held_by(school: School) -> Held:
    """Everybody that lists of this school brought, and what is known of them. A few reads, whatever their number."""
    made = Held()
    start = prefix_of(school)
    records = list(
        DirectoryRecord.objects.filter(authority_id=school.authority_id, join_key__startswith=start)
        .select_related("person").order_by("pk")
    )  # fmt: skip
    keys: dict[tuple[str, uuid.UUID], str] = {}
    for one in records:
        keys[one.kind, one.person_id] = one.join_key
        made.people[one.kind, one.join_key] = _fields_of(one.person)
        who = names_of(one.person.family_name, one.person.given_name)
        if one.person.birth_date:
            made.by_birth[one.kind, who, one.person.birth_date.isoformat()].add(one.join_key)
    made.elsewhere = set(_known_elsewhere(start, {one.person_id for one in records}))
    pupils = {person: key for (kind, person), key in keys.items() if kind == RecordKind.STUDENT}
    staff = {person: key for (kind, person), key in keys.items() if kind == RecordKind.STAFF}
    year = year_of(clock.today(school.timezone))
    _schooling(made, school, year, pupils)
    _families(
        made, school, pupils, {person: key for (kind, person), key in keys.items() if kind == RecordKind.GUARDIAN}
    )
    _teaching(made, school, year, staff)
    places = Affiliation.objects.filter(school=school, profile__in=[Profile.STUDENT, *STAFF_PROFILES])
    others = places.exclude(source_key="").exclude(source_key__startswith=start)
    for profile, source in others.values_list("profile", "source_key"):
        made.of_others[RecordKind.STUDENT if profile == Profile.STUDENT else RecordKind.STAFF].add(source)
    return made


def _schooling(made: Held, school: School, year: int, pupils: Mapping[uuid.UUID, str]) -> None:
    rows = Enrollment.objects.filter(school=school, student_id__in=pupils).select_related("homeroom")
    for one in rows.order_by("school_year_id"):
        key = pupils[one.student_id]
        if one.ine:
            made.by_ine[one.ine.upper()] = key
        if one.school_year_id == year:
            room = (one.homeroom.code, one.homeroom.label) if one.homeroom else ("", "")
            rest = Schooling(ine=one.ine, level_label=one.level_label, boarding_status=one.boarding_status)
            made.schooling[key] = (*room, rest)
    members = GroupMembership.objects.filter(
        school=school, student_id__in=pupils, group__school_year_id=year, group__source=GroupSource.AAF
    )
    for student, code, label in members.values_list("student_id", "group__code", "group__label"):
        made.groups[pupils[student]].add((code, label))


def _families(made: Held, school: School, pupils: Mapping[uuid.UUID, str], guardians: Mapping[uuid.UUID, str]) -> None:
    links: dict[str, list[Link]] = defaultdict(list)
    for one in Guardianship.objects.filter(school=school, student_id__in=pupils).select_related("guardian"):
        if (key := guardians.get(one.guardian_id)) is None:
            continue
        student = pupils[one.student_id]
        made.guardians[student, names_of(one.guardian.family_name, one.guardian.given_name)] = key
        if one.ended_at is None:
            links[student].append(
                Link(key, one.source_reach, one.relation_code, one.contact_rank, one.pays_fees, one.receives_aid)
            )
    made.links = {student: tuple(sorted(some)) for student, some in links.items()}


def _teaching(made: Held, school: School, year: int, staff: Mapping[uuid.UUID, str]) -> None:
    taught = Section.objects.filter(school=school, school_year_id=year, teacher_id__in=staff, homeroom__isnull=False)
    for person, code, subject, label in taught.values_list(
        "teacher_id", "homeroom__code", "subject_code", "homeroom__label"
    ):
        made.teachings[staff[person]].add((code, subject, label))
    heads = HomeroomTeacher.objects.filter(school=school, homeroom__school_year_id=year, person_id__in=staff)
    for person, code in heads.values_list("person_id", "homeroom__code"):
        made.heads[staff[person]].add(code)


def _known_elsewhere(start: str, people: Collection[uuid.UUID]) -> list[tuple[str, str]]:
    """Records of this school's lists whose person another record names too: of the academy, or of another school."""
    others = DirectoryRecord.objects.filter(person_id__in=people).exclude(join_key__startswith=start)
    rows = DirectoryRecord.objects.filter(
        person_id__in=set(others.values_list("person_id", flat=True)), join_key__startswith=start
    )
    return list(rows.values_list("kind", "join_key"))
