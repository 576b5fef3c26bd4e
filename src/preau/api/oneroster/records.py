"""The directory of this year as OneRoster names it, within the open scope.

A class (division) is a `homeroom`, a group is `scheduled`. Préau does not keep when each record last changed:
`dateLastModified` is the moment of the answer, so that a tool which reads changes alone misses none.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from preau.access.public import Hat, reads_pupils_of_roster
from preau.api.oneroster.narrowing import Lazy, Narrow, as_id
from preau.directory.calendar import bounds_of, year_of
from preau.directory.enums import STAFF_PROFILES, AffiliationState, GroupSource, Profile
from preau.directory.models import (
    Affiliation,
    Enrollment,
    GradingPeriod,
    GroupMembership,
    Homeroom,
    HomeroomTeacher,
    Person,
    School,
    Section,
    StudentGroup,
    Subject,
)
from preau.directory.words import readable
from preau.kernel import clock
from preau.kernel.text import fold

BASE = "/api/v1/ims/oneroster/rostering/v1p2"
Records = list[dict[str, Any]]
ROLES = {
    Profile.STUDENT: "student",
    Profile.TEACHER: "teacher",
    Profile.LIBRARIAN: "teacher",
    Profile.HEAD: "principal",
    Profile.STUDENT_LIFE: "aide",
    Profile.SCHOOL_STAFF: "aide",
}
HOMEROOM = "homeroom"
NOBODY = uuid.UUID(int=0)
PAGE_ASKED = 500
"""People of a page who are named one by one to the database; beyond, all places are read."""


def _ref(kind: str, path: str, sourced_id: object) -> dict[str, str]:
    return {"href": f"{BASE}/{path}/{sourced_id}", "sourcedId": str(sourced_id), "type": kind}


def _org(school_id: object) -> dict[str, str]:
    return _ref("org", "orgs", school_id)


def _head(sourced_id: object) -> dict[str, Any]:
    return {
        "sourcedId": str(sourced_id),
        "status": "active",
        "dateLastModified": clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def _year() -> int:
    return year_of(clock.today())


def _session(year: int) -> dict[str, str]:
    return _ref("academicSession", "academicSessions", f"year-{year}")


def orgs(hat: Hat, narrow: Narrow) -> Lazy:
    """Schools, by name."""
    rows = School.objects.filter(pk__in=hat.school_ids)
    if narrow.ids is not None:
        rows = rows.filter(pk__in=_ids(narrow.ids))
    if narrow.codes is not None:
        rows = rows.filter(_any_of("uai__iexact", narrow.codes))
    ordered = rows.order_by("name", "uai").values_list("pk", "name", "uai")

    def part(start: int, stop: int | None) -> Records:
        return [
            {**_head(pk), "name": name, "type": "school", "identifier": uai} for pk, name, uai in ordered[start:stop]
        ]

    return Lazy(rows.count, part)


def _ids(texts: frozenset[str]) -> list[uuid.UUID]:
    return [one for text in texts if (one := as_id(text))]


def _any_of(name: str, values: Iterable[str]) -> Q:
    """One of these values; none of them, nothing."""
    found = Q(pk=NOBODY)
    for value in values:
        found |= Q(**{name: value})
    return found


def sessions(hat: Hat) -> Records:
    """The school year, then its terms in each school."""
    year = _year()
    first, last = bounds_of(year)
    rows = GradingPeriod.objects.filter(school_year_id=year).order_by("school", "position")
    terms = [
        {
            **_head(row.pk), "title": row.name, "startDate": row.starts_on.isoformat(),
            "endDate": row.ends_on.isoformat(), "type": "term", "parent": _session(year), "schoolYear": str(year + 1),
        }
        for row in rows
    ]  # fmt: skip
    whole = {
        **_head(f"year-{year}"), "title": f"{year}-{year + 1}", "startDate": first.isoformat(),
        "endDate": last.isoformat(), "type": "schoolYear", "schoolYear": str(year + 1),
        "children": [_ref("academicSession", "academicSessions", one["sourcedId"]) for one in terms],
    }  # fmt: skip
    return [whole, *terms]


def courses(hat: Hat, narrow: Narrow) -> Lazy:
    """Subjects taught in each school, and one for the life of classes. None for a collectivity."""
    lines: list[tuple[uuid.UUID, str]] = []
    for school in hat.schools if reads_pupils_of_roster(hat) else ():
        if narrow.school is None or as_id(narrow.school) == school.id:
            lines += [(school.id, code) for code in _taught_in(school.id, narrow)]

    def part(start: int, stop: int | None) -> Records:
        page = lines[start:stop]
        names = {school_id: _subjects(school_id) for school_id in {one for one, _code in page}}
        told = {HOMEROOM: _("Vie de classe")}
        return [
            {
                **_head(f"{school_id}.{code}"), "title": told.get(code) or names[school_id].get(code, code),
                "courseCode": code, "org": _org(school_id),
            }
            for school_id, code in page
        ]  # fmt: skip

    return Lazy(lambda: len(lines), part)


def _taught_in(school_id: uuid.UUID, narrow: Narrow) -> list[str]:
    """Codes of subjects of a school that are wanted, that of the life of classes first."""
    rows = Section.objects.filter(school_id=school_id, school_year_id=_year())
    wanted = narrow.codes
    if narrow.ids is not None:
        begins = f"{school_id}."
        named = frozenset(one.removeprefix(begins) for one in narrow.ids if one.startswith(begins))
        wanted = named if wanted is None else wanted & named
    if wanted is not None:
        rows = rows.filter(_any_of("subject_code__iexact", wanted))
    codes = sorted(set(rows.order_by().values_list("subject_code", flat=True).distinct()))
    return [HOMEROOM, *codes] if wanted is None or HOMEROOM in wanted else codes


def _subjects(school_id: uuid.UUID) -> dict[str, str]:
    rows = Subject.objects.filter(authority__schools=school_id).values_list("code", "label")
    return {code: readable(label) for code, label in rows}


def classes(hat: Hat, narrow: Narrow) -> Lazy:
    """Classes then groups of each school. None for a collectivity.

    The database says which and in which order; only the page asked for becomes records.
    """
    if not reads_pupils_of_roster(hat):
        return Lazy(lambda: 0, lambda start, stop: [])
    kinds = [
        (kind, _narrowed(rows, narrow)) for kind, rows in _rooms().items()
        if narrow.kinds is None or kind in narrow.kinds
    ]  # fmt: skip
    counted = [rows.count() for _kind, rows in kinds]

    def part(start: int, stop: int | None) -> Records:
        page: list[tuple[str, Any]] = []
        for (kind, rows), count in zip(kinds, counted, strict=True):
            first, last = max(0, start), count if stop is None else max(0, min(stop, count))
            if first < last:
                columns = rows.values_list("pk", "label", "code", "school_id")
                page += [(kind, row) for row in columns[first:last]]
            start, stop = start - count, None if stop is None else stop - count
        taught = _subjects_of([row[0] for _kind, row in page])
        return [_class(kind, row, taught.get(row[0], [])) for kind, row in page]

    return Lazy(lambda: sum(counted), part)


def _rooms() -> dict[str, QuerySet[Any]]:
    year = _year()
    members = Exists(GroupMembership.objects.filter(group_id=OuterRef("pk")))
    groups = StudentGroup.objects.filter(~Q(source=GroupSource.RULE) | members)  # a group of staff is no class
    found = {HOMEROOM: Homeroom.objects.all(), "scheduled": groups}
    return {kind: rows.filter(school_year_id=year).order_by("school", "label", "pk") for kind, rows in found.items()}


def _narrowed(rows: QuerySet[Any], narrow: Narrow) -> QuerySet[Any]:
    if narrow.ids is not None:
        rows = rows.filter(pk__in=_ids(narrow.ids))
    if narrow.school is not None:
        rows = rows.filter(school_id=as_id(narrow.school) or NOBODY)
    return rows


def _subjects_of(rooms: list[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Codes of the subjects taught in these classes and groups; beyond a page's worth, all are read."""
    sections = Section.objects.filter(school_year_id=_year())
    if len(rooms) <= PAGE_ASKED:
        sections = sections.filter(Q(homeroom_id__in=rooms) | Q(group_id__in=rooms))
    taught: dict[uuid.UUID, set[str]] = {}
    for homeroom, group, code in sections.values_list("homeroom_id", "group_id", "subject_code"):
        taught.setdefault(homeroom or group, set()).add(code)
    return {room: sorted(codes) for room, codes in taught.items()}


def _class(kind: str, row: tuple[Any, ...], codes: list[str]) -> dict[str, Any]:
    pk, label, code, school_id = row
    course = HOMEROOM if kind == HOMEROOM or not codes else codes[0]
    return {
        **_head(pk), "title": label, "classCode": code, "classType": kind, "subjectCodes": codes,
        "course": _ref("course", "courses", f"{school_id}.{course}"), "school": _org(school_id),
        "terms": [_session(_year())],
    }  # fmt: skip


def users(hat: Hat, narrow: Narrow) -> Lazy:
    """Staff with a place today, and pupils for a school's partner; by name. One record for each person.

    The database says who and in which order; only the page asked for becomes records.
    """
    rows = _places(hat)
    people = Person.objects.filter(pk__in=rows.values("person_id"))
    if narrow.ids is not None:
        people = people.filter(pk__in=_ids(narrow.ids))
    for roles, school in narrow.places:
        held = rows
        if roles is not None:
            held = held.filter(profile__in=[one for one, role in ROLES.items() if role in roles])
        if school is not None:
            held = held.filter(school_id=as_id(school) or NOBODY)
        people = people.filter(pk__in=held.values("person_id"))
    for _field, text in narrow.names:
        for word in fold(text).split():
            people = people.filter(search_name__contains=word)
    ordered = people.order_by("family_name", "given_name", "pk")

    def part(start: int, stop: int | None) -> Records:
        return _users_of(rows, list(ordered.values_list("pk", flat=True)[start:stop]))

    return Lazy(people.count, part)


def _places(hat: Hat) -> QuerySet[Affiliation]:
    profiles = sorted(STAFF_PROFILES)
    if reads_pupils_of_roster(hat):
        profiles.append(Profile.STUDENT)
    return Affiliation.objects.filter(state=AffiliationState.ACTIVE, profile__in=profiles, person__erased_at=None)


def _users_of(rows: QuerySet[Affiliation], page: list[uuid.UUID]) -> Records:
    people: dict[uuid.UUID, dict[str, Any]] = {}
    if len(page) <= PAGE_ASKED:
        rows = rows.filter(person_id__in=page)
    wanted = set(page)
    for person_id, given, family, profile, school_id in rows.order_by(
        "person__family_name", "person__given_name", "person_id", "school_id", "profile"
    ).values_list("person_id", "person__given_name", "person__family_name", "profile", "school_id"):
        if person_id not in wanted:
            continue
        one = people.setdefault(person_id, {
            **_head(person_id), "enabledUser": "true", "givenName": given, "familyName": family, "roles": [],
            "primaryOrg": _org(school_id),
        })  # fmt: skip
        org = _org(school_id)
        # One primary role in each school, and one only.
        kind = "secondary" if any(role["org"] == org for role in one["roles"]) else "primary"
        one["roles"].append({"roleType": kind, "role": ROLES[Profile(profile)], "org": org})
    return [people[one] for one in page if one in people]


def enrollments(hat: Hat, narrow: Narrow) -> Lazy:
    """Who is in which class or group, and who teaches there. None for a collectivity.

    Rows are read as far as the filter reaches; only the page asked for becomes records.
    """
    rows = list(_enrolled(_year(), narrow)) if reads_pupils_of_roster(hat) else []

    def part(start: int, stop: int | None) -> Records:
        return [
            {
                **_head(pk), "role": role, "user": _ref("user", "users", person),
                "class": _ref("class", "classes", where), "school": _org(school),
                **({} if role == "student" else {"primary": "true" if primary else "false"}),
            }
            for pk, role, primary, person, where, school in rows[start:stop]
        ]  # fmt: skip

    return Lazy(lambda: len(rows), part)


def _within(narrow: Narrow, person: str, *places: str) -> Q:
    """The condition of one table; `places` are its columns of classes and groups."""
    found = Q()
    if narrow.user is not None:
        found &= Q(**{person: as_id(narrow.user) or NOBODY})
    if narrow.school is not None:
        found &= Q(school_id=as_id(narrow.school) or NOBODY)
    if narrow.homeroom is not None:
        any_of = Q()
        for one in places:
            any_of |= Q(**{one: as_id(narrow.homeroom) or NOBODY})
        found &= any_of
    return found


def _enrolled(year: int, narrow: Narrow) -> Iterator[tuple[Any, str, bool, Any, Any, Any]]:
    if narrow.roles is None or "student" in narrow.roles:
        yield from _pupils_enrolled(year, narrow)
    if narrow.roles is None or "teacher" in narrow.roles:
        yield from _teachers_enrolled(year, narrow)


def _pupils_enrolled(year: int, narrow: Narrow) -> Iterator[tuple[Any, str, bool, Any, Any, Any]]:
    pupils = Enrollment.objects.filter(
        _within(narrow, "student_id", "homeroom_id"), school_year_id=year, left_on=None, homeroom__isnull=False
    )
    for pk, person, where, school in pupils.order_by("pk").values_list("pk", "student_id", "homeroom_id", "school_id"):
        yield pk, "student", False, person, where, school
    members = GroupMembership.objects.filter(_within(narrow, "student_id", "group_id"), group__school_year_id=year)
    for pk, person, where, school in members.order_by("pk").values_list("pk", "student_id", "group_id", "school_id"):
        yield pk, "student", False, person, where, school


def _teachers_enrolled(year: int, narrow: Narrow) -> Iterator[tuple[Any, str, bool, Any, Any, Any]]:
    heads = HomeroomTeacher.objects.filter(_within(narrow, "person_id", "homeroom_id"), homeroom__school_year_id=year)
    led: set[Any] = set()
    seen = set()
    for pk, person, where, school in heads.order_by("pk").values_list("pk", "person_id", "homeroom_id", "school_id"):
        seen.add((person, where))
        yield pk, "teacher", where not in led, person, where, school  # of two head teachers one is the primary
        led.add(where)
    sections = Section.objects.filter(
        _within(narrow, "teacher_id", "homeroom_id", "group_id"), school_year_id=year
    ).order_by("pk")
    for pk, person, homeroom, group, school in sections.values_list(
        "pk", "teacher_id", "homeroom_id", "group_id", "school_id"
    ):
        if (person, homeroom or group) not in seen:  # one enrolment for each teacher of a class
            seen.add((person, homeroom or group))
            yield pk, "teacher", False, person, homeroom or group, school
