"""Classes, groups, pupils and who answers for them, as the pages of the portal show them; difficulties told."""

import datetime as dt
import uuid
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from preau.access.enums import Right
from preau.access.public import units_under
from preau.api import limits, notes
from preau.api.leaving import give_out
from preau.api.needs import ApiRequest, needs
from preau.api.problems import Problem, missing
from preau.api.shapes import Cursor, Limit, Page, Strict, after, cursor_of, paged, tagged, told
from preau.directory import readings
from preau.directory.enums import STAFF_PROFILES
from preau.directory.errors import Unknown
from preau.directory.words import class_order
from preau.portal.public import (
    PupilFile,
    class_page,
    contact_for,
    groups_of_school,
    office_of,
    pupil_file,
    pupils_after,
    tell_difficulty,
)

router = Router(tags=["pupils"])
STAFF = tuple(sorted(STAFF_PROFILES))


class ClassShape(Schema):
    """A class or a group."""

    id: uuid.UUID
    label: str
    headcount: int
    school_id: uuid.UUID


def _listed(request: ApiRequest, *, groups: bool) -> list[ClassShape]:
    hat = request.caller.hat
    school_id = hat.schools[0].id
    own = units_under(hat, Right.SEE_CLASS, school_id)
    lines = groups_of_school(school_id) if groups else office_of(school_id).classes
    return [
        ClassShape(id=one.id, label=one.label, headcount=one.headcount, school_id=school_id)
        for one in lines
        if own is None or one.id in own
    ]


def _place(one: ClassShape) -> tuple[object, ...]:
    return (*class_order(one.label), str(one.id))


def _person(request: ApiRequest) -> uuid.UUID:
    person_id = request.caller.actor.person_id
    if person_id is None:
        raise missing()
    return person_id


@router.get(
    "/classes",
    response=told(ok=Page[ClassShape]),
    auth=needs("classes:read", *STAFF, service="classes"),
    tags=["classes"],
)
def classes(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Page[ClassShape]:
    """Classes of this year: the school's, or a teacher's own."""
    shown, following = paged("classes", _listed(request, groups=False), cursor, limit, _place)
    return Page[ClassShape](items=shown, next=following)


@router.get(
    "/groups",
    response=told(ok=Page[ClassShape]),
    auth=needs("classes:read", *STAFF, service="classes"),
    tags=["classes"],
)
def groups(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Page[ClassShape]:
    """Groups of this year: the school's, or a teacher's own."""
    shown, following = paged("groups", _listed(request, groups=True), cursor, limit, _place)
    return Page[ClassShape](items=shown, next=following)


class PupilShort(Schema):
    """A pupil in a list."""

    id: uuid.UUID
    name: str = Field(description="Family name, then given name, as lists are read.")
    homeroom: str


class Taught(Schema):
    """A subject and who teaches it."""

    subject: str
    teachers: str


class ClassFile(Schema):
    """A class or a group, with who is in it and who teaches it."""

    id: uuid.UUID
    label: str
    is_group: bool
    school_id: uuid.UUID
    head_teachers: list[str]
    teaching: list[Taught]
    pupils: list[PupilShort]


@router.get(
    "/classes/{uuid:class_id}",
    response=told(404, ok=ClassFile),
    auth=needs("classes:read", *STAFF, service="classes"),
    tags=["classes"],
)
def one_class(request: ApiRequest, response: HttpResponse, class_id: uuid.UUID) -> ClassFile:
    """A class or a group: its own teachers open it, and whoever has all classes of the school before them."""
    try:
        shown = class_page(request.caller.hat, class_id)
    except Unknown:
        raise missing() from None
    except PermissionDenied as refusal:
        raise Problem(403, str(refusal)) from None
    give_out(request, {shown.school_id: len(shown.pupils)})
    read = ClassFile(
        id=shown.id, label=shown.label, is_group=shown.is_group, school_id=shown.school_id,
        head_teachers=list(shown.head_teachers),
        teaching=[Taught(subject=subject, teachers=names) for subject, names in shown.teachers],
        pupils=[
            PupilShort(
                id=one.id, name=f"{one.family_name} {one.given_name}".strip(),
                homeroom=one.homeroom if shown.is_group else shown.label,
            )
            for one in shown.pupils
        ],
    )  # fmt: skip
    return tagged(response, read)


@router.get("/pupils", response=told(ok=Page[PupilShort]), auth=needs("pupils:read", *STAFF))
def pupils(
    request: ApiRequest,
    q: Annotated[str, Query("", max_length=80, description="Words of the name, or the beginning of a class.")] = "",
    class_id: Annotated[uuid.UUID | None, Query(None, description="Only the pupils of this class.")] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[PupilShort]:
    """Pupils of the hat's school by name; for a teacher, those of own classes and groups."""
    hat = request.caller.hat
    rows, following = pupils_after(hat, text=q, class_id=str(class_id or ""), after=after("pupils", cursor), most=limit)
    give_out(request, {hat.schools[0].id: len(rows)})
    return Page[PupilShort](
        items=[PupilShort(id=one.id, name=one.name, homeroom=one.homeroom) for one in rows],
        next=cursor_of("pupils", following) if following else None,
    )


class PupilShape(Schema):
    """A pupil's file, as far as the caller's profile reads it: what it may not read is null."""

    id: uuid.UUID
    name: str
    school_id: uuid.UUID
    homeroom: str
    groups: list[str]
    level: str
    boarding_status: str
    birth_date: dt.date | None
    ine: str | None
    signs_alone: bool
    messages_closed: bool


class GuardianShape(Schema):
    """Somebody who answers for a pupil, as far as the caller's profile reads it."""

    name: str
    reach: str
    rank: int | None
    phones: list[str]
    email: str | None
    address: str | None
    keeps_address: bool = Field(description="The address is not to be passed on.")
    pays_fees: bool | None


class Guardians(Schema):
    """Who answers for a pupil, first contact first."""

    items: list[GuardianShape]


def _file(request: ApiRequest, student_id: uuid.UUID) -> PupilFile:
    """The file, its opening noted as the page notes it."""
    hat, reader = request.caller.hat, _person(request)
    wait = limits.take(f"files.{reader}", limits.FILES)
    if wait:
        notes.bulk(request.caller.actor, hat.schools[0].id)
        raise Problem(429, kind="many-files", headers={"Retry-After": str(wait)})
    try:
        shown = pupil_file(hat, student_id)
    except Unknown:
        raise missing() from None
    except PermissionDenied as refusal:
        raise Problem(403, str(refusal)) from None
    give_out(request, {shown.school_id: 1})
    readings.note(school_id=shown.school_id, student_id=student_id, reader_id=reader, profile=hat.profile)
    return shown


@router.get("/pupils/{uuid:student_id}", response=told(404, ok=PupilShape), auth=needs("pupils:read", *STAFF))
def pupil(request: ApiRequest, response: HttpResponse, student_id: uuid.UUID) -> PupilShape:
    """A pupil's file. That it was opened is noted, as on the pages: who, whose, when."""
    shown = _file(request, student_id)
    read = PupilShape(
        id=shown.id, name=shown.name, school_id=shown.school_id, homeroom=shown.schooling.place.homeroom,
        groups=list(shown.schooling.groups), level=shown.level, boarding_status=shown.boarding_status,
        birth_date=shown.birth_date, ine=shown.ine if shown.rights.ine else None,
        signs_alone=shown.signs_alone, messages_closed=shown.messages_closed,
    )  # fmt: skip
    return tagged(response, read)


@router.get("/pupils/{uuid:student_id}/guardians", response=told(404, ok=Guardians), auth=needs("pupils:read", *STAFF))
def guardians(request: ApiRequest, response: HttpResponse, student_id: uuid.UUID) -> Guardians:
    """Who answers for a pupil. It is the same file: its opening is noted."""
    shown = _file(request, student_id)
    rights = shown.rights
    read = Guardians(
        items=[
            GuardianShape(
                name=one.name, reach=one.reach, rank=one.rank, phones=list(one.phones),
                email=one.email if rights.contacts else None,
                address=one.address or None, keeps_address=one.keeps_address,
                pays_fees=one.pays_fees if rights.fees else None,
            )
            for one in shown.guardians
        ]
    )  # fmt: skip
    return tagged(response, read)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class Difficulty(Strict):
    """A difficulty of access: what one wanted to do, what blocks."""

    text: Text
    page: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""


class Told(Schema):
    """The receipt of a difficulty."""

    id: uuid.UUID
    answered_by: str


@router.post("/difficulties", response=told(ok=Told), auth=needs("contact:write"), tags=["contact"])
def difficulty(request: ApiRequest, body: Difficulty) -> Told:
    """Tell a difficulty of access to the person who answers. The Idempotency-Key keeps a retry from telling twice."""
    reaches = contact_for(request.caller.hat)
    kept = tell_difficulty(actor=request.caller.actor, contact=reaches, text=body.text, page=body.page)
    return Told(id=kept.pk, answered_by=reaches.name)
