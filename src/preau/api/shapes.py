"""Shapes shared by all resources: pages of a list, ETags, problems as the OpenAPI document tells them."""

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from preau.api.door import matches
from preau.api.problems import Problem

Item = TypeVar("Item")
PAGE, PAGE_MAX = 50, 100
Limit = Annotated[int, Query(PAGE, ge=1, le=PAGE_MAX, description="How many items at most.")]
Cursor = Annotated[str, Query("", max_length=40, description="The `next` of the page before.")]


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


def cursor_of(item_id: uuid.UUID) -> str:
    """The cursor that goes on after this item."""
    return base64.urlsafe_b64encode(item_id.bytes).rstrip(b"=").decode()


def after(cursor: str) -> uuid.UUID | None:
    """The item that a cursor goes on after; None for the first page. Raises Problem for what is no cursor."""
    if not cursor:
        return None
    try:
        return uuid.UUID(bytes=base64.b64decode(cursor + "==", altchars=b"-_", validate=True))
    except ValueError:
        raise Problem(400, _("Ce curseur n’est pas l’un des nôtres."), kind="bad-cursor") from None


def passed() -> Problem:
    """400: what the cursor goes on after is gone."""
    return Problem(400, _("La liste a changé : reprenez-la depuis le début."), kind="cursor-passed")


def paged(
    items: Sequence[Any], cursor: str, limit: int, key: Callable[[Any], uuid.UUID] = lambda one: one.id
) -> tuple[list[Any], str | None]:
    """The items after the cursor, and the next cursor."""
    last, start = after(cursor), 0
    if last is not None:
        start = 1 + next((place for place, one in enumerate(items) if key(one) == last), -2)
        if start < 0:
            raise passed()
    shown = list(items[start : start + limit])
    more = len(items) > start + limit
    return shown, cursor_of(key(shown[-1])) if shown and more else None


def etag_of(value: Schema) -> str:
    """The ETag of a resource: a digest of what it says."""
    text = json.dumps(value.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def tagged(response: HttpResponse, value: Any) -> Any:
    """The resource, its ETag put on the answer."""
    response["ETag"] = etag_of(value)
    return value


def unchanged(request: HttpRequest, value: Schema, *, required: bool = False) -> bool:
    """Whether the caller had read the resource as it is now; True also when it did not say, unless it must.

    Raises Problem: 412 when it had read another, 428 when it must say and does not.
    """
    if "If-Match" not in request.headers:
        if required:
            raise Problem(428, _("Envoyez dans If-Match l’ETag que vous aviez lu."))
        return False
    if not matches(request, "If-Match", etag_of(value)):
        raise overtaken()
    return True


def overtaken(detail: str = "") -> Problem:
    """412: someone else wrote in between."""
    return Problem(412, detail or _("Relisez, puis recommencez. Rien n’a été écrit."))
