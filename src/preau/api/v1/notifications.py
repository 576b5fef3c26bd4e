"""Notices of the bell: what waits and what was read under a hat, and marking them as read."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from ninja import Field, Router, Schema

from preau.api.needs import ApiRequest, needs
from preau.api.problems import missing
from preau.api.shapes import Cursor, Limit, Page, Strict, paged, told
from preau.notifications.public import Line, centre_of, read_notices

router = Router(tags=["notices"])


class NoticeShape(Schema):
    """A notice in a sentence. `link`: the page where what it tells of is read."""

    id: uuid.UUID
    label: str
    level: str
    text: str
    child: str
    school: str
    raised_at: dt.datetime
    link: str
    is_read: bool


def _place(one: Line) -> list[object]:
    return [-one.raised_at.timestamp(), str(one.id)]


@router.get("/notices", response=told(404, ok=Page[NoticeShape]), auth=needs("notices:read"))
def notices(
    request: ApiRequest, state: Literal["waiting", "read"] = "waiting", cursor: Cursor = "", limit: Limit = 50
) -> Page[NoticeShape]:
    """Notices of the hat, the newest first: those that wait, or the latest that were read. A list reads none."""
    caller = request.caller
    if caller.account is None:
        raise missing()
    centre = centre_of(caller.hat, caller.hats)
    lines = centre.waiting if state == "waiting" else centre.read
    shown, following = paged(f"notices-{state}", lines, cursor, limit, _place)
    return Page[NoticeShape](items=[NoticeShape.from_orm(one) for one in shown], next=following)


class Reading(Strict):
    """Notices that were shown to the caller."""

    notices: Annotated[list[uuid.UUID], Field(min_length=1, max_length=500)]


class Marked(Schema):
    """How many were still open."""

    changed: int


@router.post("/notices/read", response=told(404, ok=Marked), auth=needs("notices:write"))
def read_some_notices(request: ApiRequest, body: Reading) -> Marked:
    """Mark notices of one's own as read."""
    person_id = request.caller.actor.person_id
    if person_id is None:
        raise missing()
    return Marked(changed=read_notices(actor=request.caller.actor, person_id=person_id, notice_ids=body.notices))
