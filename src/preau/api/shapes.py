"""Shapes shared by all resources: pages of a list, ETags, problems as the OpenAPI document tells them."""

import bisect
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from preau.api.door import matches
from preau.api.problems import Problem
from preau.identity.public import seal, unseal

Item = TypeVar("Item")
Place = Sequence[Any]
"""What a list is sorted by, of one item: texts and numbers, or tuples of them."""
PAGE, PAGE_MAX = 50, 100
Limit = Annotated[int, Query(PAGE, ge=1, le=PAGE_MAX, description="How many items at most.")]
Cursor = Annotated[str, Query("", max_length=2000, description="The `next` of the page before.")]


class Strict(Schema):
    """A body that is written: a field it does not name is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(None, description="Cursor of the next page; null on the last one.")


class FieldError(Schema):
    """What is wrong with one field."""

    field: str
    message: str


class ProblemShape(Schema):
    """An error, as RFC 9457 writes it."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    errors: list[FieldError] = []


def told(*statuses: int, **models: Any) -> dict[Any, Any]:
    """The `response` of an operation: its success, and the problems that it may tell besides those of all."""
    return {200: models["ok"], **dict.fromkeys((400, 401, 403, 422, 429, *statuses), ProblemShape)}


def _plain(place: Place) -> Any:
    """A place as it is compared and kept: lists of texts and numbers."""
    return json.loads(json.dumps(place))


def cursor_of(of: str, place: Place) -> str:
    """The cursor that goes on after this place in the order of the list `of`.

    It holds what the list is sorted by, not which item it was: that one may be gone. Names are sealed in it, for
    addresses are written down on the way.
    """
    return seal(json.dumps([of, place]))


def after(of: str, cursor: str) -> Any:
    """The place that a cursor goes on after; None for the first page. Raises Problem for no cursor of this list."""
    if not cursor:
        return None
    opened = unseal(cursor)
    told, place = json.loads(opened) if opened else ("", None)
    if told != of:
        raise Problem(400, _("Ce curseur n’est pas l’un des nôtres."), kind="bad-cursor")
    return place


def paged(
    of: str, items: Sequence[Item], cursor: str, limit: int, place: Callable[[Item], Place]
) -> tuple[list[Item], str | None]:
    """The items after the cursor in the order of their places, and the next cursor. `of` names the list.

    A place ends with what is of this item alone. An item that came or went in between loses no other and doubles none.
    """
    ordered = sorted(((_plain(place(one)), one) for one in items), key=lambda pair: pair[0])
    last = after(of, cursor)
    start = 0 if last is None else bisect.bisect_right(ordered, last, key=lambda pair: pair[0])
    shown = ordered[start : start + limit]
    more = len(ordered) > start + limit
    return [one for _place, one in shown], cursor_of(of, shown[-1][0]) if shown and more else None


def etag_of(value: Schema | Mapping[str, Any]) -> str:
    """The ETag of a resource: a digest of what it says."""
    said = value.model_dump(mode="json") if isinstance(value, Schema) else value
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def tagged(response: HttpResponse, value: Any) -> Any:
    """The resource, its ETag put on the answer."""
    response["ETag"] = etag_of(value)
    return value


def unchanged(request: HttpRequest, value: Schema) -> None:
    """Go on only when the caller had read the resource as it is now.

    Raises Problem: 412 when it had read another, 428 when it does not say.
    """
    if "If-Match" not in request.headers:
        raise Problem(428, _("Envoyez dans If-Match l’ETag que vous aviez lu."))
    if not matches(request, "If-Match", etag_of(value)):
        raise overtaken()


def overtaken(detail: str = "") -> Problem:
    """412: someone else wrote in between."""
    return Problem(412, detail or _("Relisez, puis recommencez. Rien n’a été écrit."))
