"""Addresses of the rostering service of OneRoster 1.2, as the standard lays them out: one table, below."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from django.http import HttpResponse, JsonResponse
from django.utils.http import urlencode
from ninja import Path, Query, Router

from preau.access.public import PARTNER, Hat
from preau.api.leaving import give_out
from preau.api.needs import ApiRequest, needs
from preau.api.oneroster import records
from preau.api.oneroster.narrowing import Narrow, narrow_of
from preau.api.oneroster.query import MOST, Found, asked, narrowed
from preau.api.problems import missing
from preau.api.shapes import ProblemShape, etag_of
from preau.directory.enums import Profile

PREFIX = "/ims/oneroster/rostering/v1p2"
router = Router(tags=["OneRoster 1.2"])
ANSWERS: dict[Any, Any] = {200: dict[str, Any], **dict.fromkeys((400, 401, 403, 404, 422, 429), ProblemShape)}
Keep = Callable[[Mapping[str, Any]], bool]


def _names(text: str) -> frozenset[str]:
    return frozenset(("sourcedId", "status", "dateLastModified", *text.split()))


def _all(read: Callable[[Hat], records.Records]) -> Callable[[Hat, Narrow], records.Records]:
    """Of a short list, everything."""
    return lambda hat, narrow: read(hat)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its names in answers, how it is read, and the fields it has."""

    one: str
    many: str
    read: Callable[[Hat, Narrow], Sequence[Mapping[str, Any]]]
    fields: frozenset[str]


ORG = Kind("org", "orgs", records.orgs, _names("name type identifier"))
SESSION = Kind(
    "academicSession", "academicSessions", _all(records.sessions),
    _names("title startDate endDate type parent children schoolYear"),
)  # fmt: skip
COURSE = Kind("course", "courses", records.courses, _names("title courseCode org"))
CLASS = Kind(
    "class", "classes", records.classes, _names("title classCode classType subjectCodes course school terms")
)  # fmt: skip
USER = Kind("user", "users", records.users, _names("enabledUser givenName familyName roles primaryOrg"))
ENROLLMENT = Kind("enrollment", "enrollments", records.enrollments, _names("role primary user class school"))


WHOLE = Narrow()


def _typed(name: str) -> Keep:
    return lambda one: one["type"] == name


def _as(role: str) -> Narrow:
    return Narrow(places=((frozenset({role}), None),))


# Address, kind of record, which of them.
LISTS: tuple[tuple[str, Kind, Keep | Narrow], ...] = (
    ("orgs", ORG, WHOLE),
    ("schools", ORG, WHOLE),
    ("academicSessions", SESSION, WHOLE),
    ("terms", SESSION, _typed("term")),
    ("gradingPeriods", SESSION, _typed("gradingPeriod")),
    ("courses", COURSE, WHOLE),
    ("classes", CLASS, WHOLE),
    ("users", USER, WHOLE),
    ("students", USER, _as("student")),
    ("teachers", USER, _as("teacher")),
    ("enrollments", ENROLLMENT, WHOLE),
)


Of = Callable[[Hat, str], Keep | Narrow]


def _of_class(role: str) -> Of:
    def people(hat: Hat, class_id: str) -> Narrow:
        within = records.enrollments(hat, Narrow(homeroom=class_id, roles=frozenset({role})))
        return Narrow(ids=frozenset(one["user"]["sourcedId"] for one in within))

    return people


def _of_user(hat: Hat, user_id: str) -> Narrow:
    return Narrow(ids=frozenset(one["class"]["sourcedId"] for one in records.enrollments(hat, Narrow(user=user_id))))


def _in_school(hat: Hat, school_id: str) -> Narrow:
    return Narrow(school=school_id)


def _role_in_school(role: str) -> Of:
    return lambda hat, school_id: Narrow(places=((frozenset({role}), school_id),))


# Address of the one, its kind, what is listed of it, which.
WITHIN: tuple[tuple[str, Kind, str, Kind, Of], ...] = (
    ("schools", ORG, "courses", COURSE, _in_school),
    ("schools", ORG, "classes", CLASS, _in_school),
    ("schools", ORG, "enrollments", ENROLLMENT, _in_school),
    ("schools", ORG, "students", USER, _role_in_school("student")),
    ("schools", ORG, "teachers", USER, _role_in_school("teacher")),
    ("classes", CLASS, "students", USER, _of_class("student")),
    ("classes", CLASS, "teachers", USER, _of_class("teacher")),
    ("users", USER, "classes", CLASS, _of_user),
)

Filter = Annotated[str, Query("", max_length=500, description="field='value', two at most, joined by AND or OR.")]
Sort = Annotated[str, Query("", max_length=60)]
OrderBy = Annotated[str, Query("asc", pattern="^(asc|desc)$")]
Limit = Annotated[int, Query(100, ge=1, le=MOST)]
Offset = Annotated[int, Query(0, ge=0, le=10**9)]
Fields = Annotated[str | None, Query(None, max_length=300, description="Names of fields, with commas between them.")]
SourcedId = Annotated[str, Path(max_length=80)]


def _listed(request: ApiRequest, kind: Kind, found: Found) -> HttpResponse:
    response = JsonResponse({kind.many: found.records})
    response["X-Total-Count"] = str(found.total)
    last = max(0, (found.total - 1) // found.limit * found.limit)
    places = {"first": 0, "last": last}
    if found.offset + found.limit < found.total:
        places["next"] = found.offset + found.limit
    if found.offset:
        places["prev"] = max(0, found.offset - found.limit)
    others: dict[str, Any] = {name: value for name, value in request.GET.items() if name not in ("offset", "limit")}
    base = request.build_absolute_uri(request.path)
    response["Link"] = ", ".join(
        f'<{base}?{urlencode({**others, "limit": found.limit, "offset": place})}>; rel="{name}"'
        for name, place in places.items()
    )
    return response


def _one_of(kind: Kind, found: Sequence[Mapping[str, Any]], sourced_id: str) -> Mapping[str, Any]:
    record = next((one for one in found if one["sourcedId"] == sourced_id), None)
    if record is None:
        raise missing()
    return record


def _page(request: ApiRequest, kind: Kind, which: Keep | Narrow) -> HttpResponse:
    """The page asked for of those records of a kind."""
    start = which if isinstance(which, Narrow) else WHOLE
    narrow = narrow_of(kind.many, request.GET.get("filter", ""), kind.fields, start)
    found = kind.read(request.caller.hat, narrow)
    if not isinstance(which, Narrow):
        found = [one for one in found if which(one)]
    is_whole = narrow.is_whole and isinstance(which, Narrow)
    shown = asked(request, found, kind.fields, is_whole=is_whole)
    _count(request, kind, shown.whole)
    return _listed(request, kind, shown)


def _count(request: ApiRequest, kind: Kind, shown: Sequence[Mapping[str, Any]]) -> None:
    """People that an answer names, each at their first school."""
    if kind is USER:
        give_out(request, Counter(uuid.UUID(one["primaryOrg"]["sourcedId"]) for one in shown))


def _add_list(address: str, kind: Kind, which: Keep | Narrow) -> None:
    def listed(
        request: ApiRequest, filter: Filter = "", sort: Sort = "", orderBy: OrderBy = "asc", limit: Limit = 100,
        offset: Offset = 0, fields: Fields = None,
    ) -> HttpResponse:  # fmt: skip
        return _page(request, kind, which)

    def one(request: ApiRequest, sourced_id: SourcedId, fields: Fields = None) -> HttpResponse:
        narrow = which.of("sourcedId", frozenset({sourced_id})) if isinstance(which, Narrow) else WHOLE
        found = kind.read(request.caller.hat, replace(narrow, ids=None) if kind is ENROLLMENT else narrow)
        if not isinstance(which, Narrow):
            found = [one for one in found if which(one)]
        record = _one_of(kind, found, sourced_id)
        _count(request, kind, [record])
        response = JsonResponse({kind.one: narrowed(request, record, kind.fields)})
        # The moment of the answer is no part of what the record says.
        response["ETag"] = etag_of({**narrowed(request, record, kind.fields), "dateLastModified": ""})
        return response

    _register(f"/{address}", f"roster_{address}", listed)
    _register(f"/{address}/{{sourced_id}}", f"roster_{address}_one", one)


def _add_within(address: str, kind: Kind, what: str, listed_kind: Kind, of: Of) -> None:
    def listed(
        request: ApiRequest, sourced_id: SourcedId, filter: Filter = "", sort: Sort = "", orderBy: OrderBy = "asc",
        limit: Limit = 100, offset: Offset = 0, fields: Fields = None,
    ) -> HttpResponse:  # fmt: skip
        hat = request.caller.hat
        _one_of(kind, kind.read(hat, Narrow(ids=frozenset({sourced_id}))), sourced_id)
        return _page(request, listed_kind, of(hat, sourced_id))

    _register(f"/{address}/{{sourced_id}}/{what}", f"roster_{address}_{what}", listed)


def _register(path: str, name: str, view: Callable[..., HttpResponse]) -> None:
    router.get(
        PREFIX + path, response=ANSWERS, auth=needs("roster:read", PARTNER, Profile.LOCAL_AUTHORITY),
        operation_id=name, url_name=name, summary=path.strip("/"),
    )(view)  # fmt: skip


for _line in LISTS:
    _add_list(*_line)
for _nested in WITHIN:
    _add_within(*_nested)
