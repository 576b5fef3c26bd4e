"""Schools of the caller, their staff, and the terms of their years."""

import datetime as dt
import uuid
from contextlib import nullcontext
from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Router, Schema
from pydantic import StringConstraints

from preau.access.enums import Right
from preau.access.public import OPERATOR, PARTNER
from preau.api.leaving import give_out
from preau.api.needs import ApiRequest, needs
from preau.api.problems import Problem, missing
from preau.api.shapes import Cursor, Limit, Page, Strict, overtaken, paged, tagged, told, unchanged
from preau.directory.calendar import bounds_of, year_of
from preau.directory.enums import Profile
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import School
from preau.directory.selectors import grading_periods_of, schools_in_scope
from preau.directory.services import ensure_school_year, set_grading_periods
from preau.directory.services.calendar import PeriodDates
from preau.kernel import clock, scope
from preau.kernel.text import fold
from preau.portal.public import staff_of_school

router = Router(tags=["schools"])
OFFICE = (Profile.HEAD, Profile.STUDENT_LIFE, Profile.SCHOOL_STAFF)


class SchoolShape(Schema):
    """A school."""

    id: uuid.UUID
    uai: str
    name: str
    kind: str
    city: str
    local_authority: str | None


def _schools(request: ApiRequest) -> list[School]:
    """Schools of the hat; all of them for the operator, as in the console."""
    wide = request.caller.hat.profile == OPERATOR
    with scope.everything("the operator lists schools through the API") if wide else nullcontext():
        return schools_in_scope()


def _one(request: ApiRequest, school_id: uuid.UUID) -> School:
    found = next((one for one in _schools(request) if one.pk == school_id), None)
    if found is None:
        raise missing()
    return found


def _shape(one: School) -> SchoolShape:
    return SchoolShape(
        id=one.pk, uai=one.uai, name=one.name, kind=one.kind, city=one.city,
        local_authority=one.local_authority.name if one.local_authority else None,
    )  # fmt: skip


@router.get("/schools", response=told(ok=Page[SchoolShape]), auth=needs("schools:read"))
def schools(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Page[SchoolShape]:
    """Schools of the hat, by name."""
    shown, following = paged("schools", _schools(request), cursor, limit, lambda one: (fold(one.name), one.uai))
    return Page[SchoolShape](items=[_shape(one) for one in shown], next=following)


@router.get("/schools/{uuid:school_id}", response=told(404, ok=SchoolShape), auth=needs("schools:read"))
def school(request: ApiRequest, response: HttpResponse, school_id: uuid.UUID) -> SchoolShape:
    """One school of the hat."""
    return tagged(response, _shape(_one(request, school_id)))


class StaffShape(Schema):
    """A member of staff."""

    name: str
    profile: str
    function: str


class StaffList(Schema):
    """The staff of a school."""

    items: list[StaffShape]


@router.get(
    "/schools/{uuid:school_id}/staff",
    response=told(404, ok=StaffList),
    auth=needs("staff:read", *OFFICE, Profile.LOCAL_AUTHORITY, PARTNER),
)
def staff(request: ApiRequest, response: HttpResponse, school_id: uuid.UUID) -> StaffList:
    """Names and functions of the staff of a school of the hat."""
    one = _one(request, school_id)
    found = staff_of_school(one.pk)
    lines = [(profile, line) for profile in Profile.values for line in found.get(profile, ())]
    give_out(request, {one.pk: len(lines)})
    items = [StaffShape(name=line.name, profile=profile, function=line.function) for profile, line in lines]
    return tagged(response, StaffList(items=items))


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Year = Annotated[int, Path(ge=2000, le=2100, description="The civil year in which the school year begins.")]


class TermShape(Strict):
    """A term, its first and last day counted."""

    name: Name
    starts_on: dt.date
    ends_on: dt.date


class Terms(Strict):
    """The terms of a school year, in their order."""

    terms: list[TermShape]


def _terms(school_id: uuid.UUID, year: int) -> Terms:
    rows = grading_periods_of(school_id, year)
    return Terms(
        terms=[TermShape(name=one.name, starts_on=one.starts_on, ends_on=one.ends_on) for one in rows]
    )  # fmt: skip


@router.get(
    "/schools/{uuid:school_id}/terms/{int:year}",
    response=told(404, ok=Terms),
    auth=needs("terms:write", right=Right.SET_TERMS),
)
def terms(request: ApiRequest, response: HttpResponse, school_id: uuid.UUID, year: Year) -> Terms:
    """Terms of a school year, with their ETag."""
    return tagged(response, _terms(_one(request, school_id).pk, year))


@router.put(
    "/schools/{uuid:school_id}/terms/{int:year}",
    response=told(404, 412, 428, ok=Terms),
    auth=needs("terms:write", right=Right.SET_TERMS, grave=True),
)
def set_terms(request: ApiRequest, response: HttpResponse, school_id: uuid.UUID, year: Year, body: Terms) -> Terms:
    """Set the terms of this school year or the next in place of the former ones. If-Match is required."""
    one = _one(request, school_id)
    present = year_of(clock.today(one.timezone))
    if year not in (present, present + 1):
        raise missing()
    before = _terms(one.pk, year)
    unchanged(request, before)
    wanted, seen = (
        [PeriodDates(term.name, term.starts_on, term.ends_on) for term in told.terms] for told in (body, before)
    )
    actor = request.caller.actor
    try:
        ensure_school_year(actor=actor, day=bounds_of(year)[0])
        set_grading_periods(actor=actor, school_id=one.pk, year=year, periods=wanted, seen=seen)
    except Overtaken as refusal:
        raise overtaken(str(refusal)) from None
    except Refused as refusal:
        raise Problem(422, str(refusal)) from None
    except Unknown:
        raise missing() from None
    return tagged(response, _terms(one.pk, year))
