"""News as its readers read it: the list, one item, its question, and « j'ai lu »."""

import datetime as dt
import uuid
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from ninja import Field, Router, Schema

from preau.api.needs import ApiRequest, needs
from preau.api.problems import missing, refused
from preau.api.shapes import Cursor, Limit, Page, Strict, after, cursor_of, tagged, told
from preau.api.v1.messaging import PROFILES, FileShape, file_shape
from preau.directory.errors import Refused, Unknown
from preau.news.public import (
    PollShown,
    acknowledge,
    is_addressed,
    item_for,
    joined_to,
    line_of,
    news_after,
    poll_shown,
    vote,
)

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


class AnswerShape(Schema):
    """One answer of a question. `people`, `percent`: null before its end, and where too few answered."""

    number: int = Field(description="What a vote names.")
    words: str
    is_mine: bool
    people: int | None
    percent: int | None


class QuestionShape(Schema):
    """The question of an item, as this reader sees it. Nothing of the answers is told before its end."""

    question: str
    takes_several: bool
    ends_at: dt.datetime
    is_open: bool
    has_answered: bool
    people: int = Field(description="How many answered.")
    answers: list[AnswerShape]


def _question(shown: PollShown) -> QuestionShape:
    return QuestionShape(
        question=shown.poll.question, takes_several=shown.poll.takes_several, ends_at=shown.poll.ends_at,
        is_open=shown.is_open, has_answered=shown.has_answered, people=shown.people,
        answers=[
            AnswerShape(number=one.at, words=one.words, is_mine=one.is_mine, people=one.people, percent=one.percent)
            for one in shown.answers
        ],
    )  # fmt: skip


class NewsShape(NewsLine):
    """An item, with what goes with it."""

    published_by: str
    ends_at: dt.datetime | None
    pictures: list[PictureShape]
    files: list[FileShape]
    question: QuestionShape | None


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
    line, joined, asked = line_of(item), joined_to(item), poll_shown(item, request.caller.hat.person_id)
    shown = NewsShape(
        **NewsLine.from_orm(line).dict(), published_by=item.published_by, ends_at=item.ends_at,
        pictures=[PictureShape(says=one.says, file=file_shape(one.file)) for one in joined.pictures],
        files=[file_shape(one) for one in joined.attachments],
        question=_question(asked) if asked else None,
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


class Voting(Strict):
    """The numbers of one's answers: one, or several where the question takes several."""

    chosen: Annotated[list[Annotated[int, Field(ge=0, le=100)]], Field(min_length=1, max_length=20)]


class Noted(Schema):
    """It is noted. What was chosen is not told again: this answer is kept a day with its key."""

    is_noted: bool


@router.post("/news/{uuid:item_id}/vote", response=told(404, ok=Noted), auth=WRITE)
def vote_news(request: ApiRequest, item_id: uuid.UUID, body: Voting) -> Noted:
    """Answer the question of an item, in place of what one answered before, until its end."""
    caller = request.caller
    try:
        vote(actor=caller.actor, hat=caller.hat, item_id=item_id, chosen=body.chosen)
    except Unknown:
        raise missing() from None
    except Refused as refusal:
        raise refused(refusal) from None
    return Noted(is_noted=True)
