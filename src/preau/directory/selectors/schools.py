"""Schools of the open scope, with counts and never a name of a pupil."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship, Homeroom, LocalAuthority, School
from preau.directory.own_keys import KEY
from preau.directory.rights import RIGHTS
from preau.directory.selectors.calendar import school_year_on
from preau.kernel import clock, scope, sql
from preau.kernel.text import fold

SHOWN_COLUMNS = """s.id, s.uai, s.name, s.kind, s.timezone, s.local_authority_id, l.name, l.brand_color, l.accent_color,
           z.holiday_zone, l.logo, l.logo_alt, l.icon, s.tells_until, s.told_at"""
"""What every page shows of a school `s`, for statements written by hand, with the joins that it needs."""
SHOWN_COUNT = 15
SHOWN_JOINS = """JOIN directory_educationauthority z ON z.code = s.authority_id
      LEFT JOIN directory_localauthority l ON l.id = s.local_authority_id"""


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school and how many people have a place in it today."""

    school: School
    students: int
    guardians: int
    staff: int
    homerooms: int
    headless: bool = False
    """Outside the academy's directory, and without a head: somebody may name the first."""
    campus_with: tuple[str, ...] = ()
    """Names of the other schools of its joint campus."""


def schools_in_scope(*, kind: str = "", local_authority_id: uuid.UUID | None = None, text: str = "") -> list[School]:
    """Schools of the open scope, by name; narrowed by kind, collectivity, or words of name, town or UAI."""
    rows = School.objects.select_related("local_authority", "authority", "joint_campus")
    open_scope = scope.current()
    if open_scope.tenants is not None:
        rows = rows.filter(pk__in=open_scope.tenants)
    if kind:
        rows = rows.filter(kind=kind)
    if local_authority_id is not None:
        rows = rows.filter(local_authority_id=local_authority_id)
    # Read whole and folded here: schools are some hundreds, and no database is asked what an accent is.
    words = fold(text).split()
    found = rows.order_by("name", "uai")
    return [one for one in found if all(word in fold(f"{one.name} {one.city} {one.uai}") for word in words)]


def school_names(school_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names of these schools."""
    rows = sql.rows_with_ids("SELECT id, name FROM directory_school WHERE id", school_ids)
    return {sql.as_id(id_): name for id_, name in rows}


def school_by_uai(uai: str) -> School | None:
    """The school of that national number: its name is public, its people are not."""
    found: School | None = School.objects.filter(uai=uai).first()
    return found


def kinds_of(school_ids: Collection[uuid.UUID]) -> set[str]:
    """Kinds of these schools (values of SchoolKind)."""
    return set(School.objects.filter(pk__in=school_ids).order_by().values_list("kind", flat=True).distinct())


def joint_campus_of(school_id: uuid.UUID) -> tuple[str, list[School]]:
    """Name of a school's joint campus and its other schools, by name; ("", []) for a school of none."""
    own = School.objects.filter(pk=school_id).values("joint_campus_id")
    together = School.objects.filter(joint_campus__in=own).select_related("joint_campus").order_by("name", "uai")
    found = list(together)
    campus = found[0].joint_campus if found else None
    return (campus.name, [one for one in found if one.pk != school_id]) if campus else ("", [])


def joint_campuses(schools: Sequence[School]) -> dict[uuid.UUID, list[School]]:
    """Schools of the joint campuses that these schools are in, by campus; one query, none when there is no campus."""
    ids = {school.joint_campus_id for school in schools if school.joint_campus_id}
    together: dict[uuid.UUID, list[School]] = {}
    if ids:
        for school in School.objects.filter(joint_campus_id__in=ids).order_by("name", "uai"):
            if school.joint_campus_id:
                together.setdefault(school.joint_campus_id, []).append(school)
    return together


_OPENING = sorted(str(reach) for reach, rights in RIGHTS.items() if rights.has_account)


def counted_guardians() -> QuerySet[Guardianship]:
    """The links by which "Responsables" are counted on every page, each guardian once in a school.

    Those of today whose reach opens an account: who is only a contact, or barred by a judge, never comes in, and would
    make a school look less present than it is.
    """
    return Guardianship.objects.filter(ended_at=None, reach__in=_OPENING)


def school_counts(schools: Sequence[School]) -> list[SchoolLine]:
    """Counts of each of these schools, and the others of its campus, in few queries whatever their number."""
    ids = [school.pk for school in schools]
    active = Affiliation.objects.filter(school_id__in=ids, state=AffiliationState.ACTIVE)
    students = _by_school(active.filter(profile=Profile.STUDENT), "pk")
    staff = _by_school(active.filter(profile__in=STAFF_PROFILES), "person_id")
    guardians = _by_school(counted_guardians().filter(school_id__in=ids), "guardian_id")
    year = school_year_on(clock.today())
    homerooms = _by_school(Homeroom.objects.filter(school_id__in=ids, school_year=year), "pk") if year else {}
    together = joint_campuses(schools)
    own = {school.pk for school in schools if school.join_key.startswith(KEY)}
    heads = active.filter(school_id__in=own, profile=Profile.HEAD)
    headed = set(heads.values_list("school_id", flat=True)) if own else own
    return [
        SchoolLine(
            school, students.get(school.pk, 0), guardians.get(school.pk, 0), staff.get(school.pk, 0),
            homerooms.get(school.pk, 0), school.pk in own - headed,
            tuple(one.name for one in _beside(school, together)),
        )
        for school in schools
    ]  # fmt: skip


def _beside(school: School, together: dict[uuid.UUID, list[School]]) -> list[School]:
    campus = together.get(school.joint_campus_id, []) if school.joint_campus_id else []
    return [one for one in campus if one.pk != school.pk]


def _by_school(rows, column: str) -> dict[uuid.UUID, int]:  # type: ignore[no-untyped-def]
    counted = rows.order_by().values("school_id").annotate(many=Count(column, distinct=True))
    return {row["school_id"]: row["many"] for row in counted}


def local_authorities() -> list[LocalAuthority]:
    """All collectivities, by name."""
    return list(LocalAuthority.objects.order_by("name"))
