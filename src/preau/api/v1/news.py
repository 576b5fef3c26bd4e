"""News as its readers read it: the list, one item, and « j'ai lu »."""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from ninja import Field, Router, Schema

from preau.api.needs import ApiRequest, needs
from preau.api.problems import missing
from preau.api.shapes import Cursor, Limit, Page, after, cursor_of, tagged, told
from preau.api.v1.messaging import PROFILES, FileShape, file_shape
from preau.directory.errors import Unknown
from preau.news.public import acknowledge, is_addressed, item_for, joined_to, line_of, news_after

router = Router(tags=["news"])
READ, WRITE = (needs(one, *PROFILES) for one in ("news:read", "news:write"))
LIST = "news"


class NewsLine(Schema):
    """An item in a list. `waits`: a flash that the reader has not said they read."""

    id: uuid.UUID
    title: str
    text: str
    at: dt.datetime
    school: str
    is_pinned: bool
    is_safety: bool
    waits: bool


class PictureShape(Schema):
    """A picture of an item. `says`: to who does not see it; empty when it decorates."""

    says: str
    file: FileShape


class NewsShape(NewsLine):
    """An item, with what goes with it. Its question is answered on its page."""

    published_by: str
    ends_at: dt.datetime | None
    pictures: list[PictureShape]
    files: list[FileShape]


@router.get("/news", response=told(ok=Page[NewsLine]), auth=READ)
def news(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Page[NewsLine]:
    """What shows to the reader at this moment, the newest first."""
    place = after(LIST, cursor)
    last = (dt.datetime.fromisoformat(place[0]), uuid.UUID(place[1])) if place else None
    rows = news_after(request.caller.hat, last, most=limit + 1)
    lines = [line_of(one) for one in rows[:limit]]
    following = cursor_of(LIST, [lines[-1].at.isoformat(), lines[-1].id.hex]) if len(rows) > limit else None
    return Page[NewsLine](items=[NewsLine.from_orm(one) for one in lines], next=following)


@router.get("/news/{uuid:item_id}", response=told(404, ok=NewsShape), auth=READ)
def one_news(request: ApiRequest, response: HttpResponse, item_id: uuid.UUID) -> NewsShape:
    """One item, for its readers; who works on it reads it on the desk."""
    try:
        item = item_for(request.caller.hat, item_id)
    except Unknown:
        raise missing() from None
    if not is_addressed(item):
        raise PermissionDenied
    line, joined = line_of(item), joined_to(item)
    shown = NewsShape(
        **NewsLine.from_orm(line).dict(), published_by=item.published_by, ends_at=item.ends_at,
        pictures=[PictureShape(says=one.says, file=file_shape(one.file)) for one in joined.pictures],
        files=[file_shape(one) for one in joined.attachments],
    )  # fmt: skip
    return tagged(response, shown)


class Known(Schema):
    """Whether it was noted now; false when the reader had said so, or when nothing was asked of them."""

    is_new: bool = Field(description="False: it was noted before, or the item asks nothing.")


@router.post("/news/{uuid:item_id}/acknowledge", response=told(404, ok=Known), auth=WRITE)
def acknowledge_news(request: ApiRequest, item_id: uuid.UUID) -> Known:
    """Say that one read a flash."""
    try:
        is_new = acknowledge(actor=request.caller.actor, hat=request.caller.hat, item_id=item_id)
    except Unknown:
        raise missing() from None
    return Known(is_new=is_new)
