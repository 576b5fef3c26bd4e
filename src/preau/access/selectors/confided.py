"""Rights confided and elected places of a school."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from preau.access.enums import Extent, Right, Subject
from preau.access.models import Delegation, Mandate
from preau.access.policy import policy_of
from preau.access.roles import FUNCTION
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.models import Affiliation
from preau.kernel import clock


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """A right confided: to whom, which, in which class, between which days, why and by whom."""

    id: uuid.UUID
    name: str
    right: str
    homeroom: str
    starts_on: dt.date
    ends_on: dt.date
    reason: str
    given_by: str
    runs: bool


@dataclass(frozen=True, slots=True)
class MandateLine:
    """An elected place: who, of which class (the whole school when empty)."""

    id: uuid.UUID
    name: str
    kind: str
    homeroom: str


def delegations_of(school_id: uuid.UUID) -> list[DelegationLine]:
    """Rights confided that run or will run, by their end."""
    today = clock.today()
    rows = Delegation.objects.filter(school_id=school_id, ended_at=None, ends_on__gte=today)
    return [
        DelegationLine(
            row.pk, row.person.full_name, str(Right(row.right).label), row.homeroom.label if row.homeroom else "",
            row.starts_on, row.ends_on, row.reason, row.given_by, row.starts_on <= today,
        )
        for row in rows.select_related("person", "homeroom").order_by("ends_on", "pk")
    ]  # fmt: skip


def schools_visited() -> list[uuid.UUID]:
    """Schools where somebody from outside has a place to inspect; for programs, in an open scope."""
    places = Affiliation.objects.filter(profile=Profile.ACADEMY, state=AffiliationState.ACTIVE, source_key="")
    return list(places.order_by("school").values_list("school", flat=True).distinct())


def confided_to(school_id: uuid.UUID, right: str) -> frozenset[uuid.UUID]:
    """To whom a right over the whole school is confided today."""
    today = clock.today()
    rows = Delegation.objects.filter(
        school_id=school_id, right=right, homeroom=None, ended_at=None, starts_on__lte=today, ends_on__gte=today
    )
    return frozenset(rows.values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a right, and under which profile."""

    person_id: uuid.UUID
    profile: str


def holders_of(school_id: uuid.UUID, right: str) -> list[Holder]:
    """The staff of a school who hold a right over the whole of it: by profile, by function, or confided. Four reads.

    For a right that opens no act asking for a second factor: whether each of them has one is not looked at.
    """
    policy, confided = policy_of(school_id), confided_to(school_id, right)
    rows = Affiliation.objects.filter(
        school_id=school_id, state=AffiliationState.ACTIVE, profile__in=STAFF_PROFILES
    ).prefetch_related("functions")  # fmt: skip
    found: dict[uuid.UUID, Holder] = {}
    for row in rows.order_by("profile", "person_id"):
        roles = (row.profile, *(f"{FUNCTION}{one.code}" for one in row.functions.all()))
        by_role = any(policy.value(Subject.RIGHT, f"{role}:{right}") == Extent.SCHOOL for role in roles)
        if by_role or row.person_id in confided:
            found.setdefault(row.person_id, Holder(row.person_id, row.profile))
    return list(found.values())


def mandates_of(school_id: uuid.UUID) -> list[MandateLine]:
    """Elected places of this school year, by kind and class."""
    rows = Mandate.objects.filter(school_id=school_id, ended_at=None, school_year_id=year_of(clock.today()))
    return [
        MandateLine(
            row.pk, row.person.full_name, row.kind,
            row.homeroom.label if row.homeroom else _("tout l’établissement"),
        )
        for row in rows.select_related("person", "homeroom").order_by("kind", "homeroom__label", "person__search_name")
    ]  # fmt: skip
