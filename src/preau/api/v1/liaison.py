"""Words to sign as a family reads them: the list, one, its answer by the same proof as there, replies under it."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from ninja import Field, Router, Schema
from pydantic import StringConstraints

from preau.access.public import why_not_now
from preau.api.needs import ApiRequest, needs
from preau.api.problems import missing, refused
from preau.api.shapes import Cursor, Limit, Page, Strict, paged, tagged, told
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.kernel.ids import new_id
from preau.liaison.enums import Choice
from preau.liaison.public import LENGTH, FamilyLine, answer, line_for, lines_of, replies_of, reply

router = Router(tags=["words"])
READ, SIGN = (needs(one, Profile.STUDENT, Profile.GUARDIAN) for one in ("words:read", "words:sign"))


class ChoiceShape(Schema):
    """An answer, and the words of its button."""

    choice: str
    words: str


class WordLine(Schema):
    """A word about one child, in a list."""

    id: uuid.UUID
    pupil_id: uuid.UUID
    child: str
    title: str
    sent_at: dt.datetime
    due_on: dt.date | None
    is_closed: bool
    waits: bool = Field(description="Whether the reader is waited for.")
    answered: str | None = Field(description="What the reader answered, if that stands.")


class AnswerShape(Schema):
    """What somebody answered. `means`: how it was entered for them; empty when they did it themselves."""

    who: str
    choice: str
    words: str
    at: dt.datetime
    means: str
    stands: bool


class ReplyShape(Schema):
    """A few words under a word, between this reader and the staff."""

    who: str
    is_staff: bool
    text: str
    at: dt.datetime


class WordShape(WordLine):
    """A word about one child, as this reader reads it."""

    text: str
    written_by: str
    signs: bool
    may_answer: bool
    choices: list[ChoiceShape]
    mine: AnswerShape | None
    others: list[AnswerShape]
    replies: list[ReplyShape]


def _line(one: FamilyLine) -> WordLine:
    word = one.word
    assert word.sent_at is not None
    return WordLine(
        id=word.pk, pupil_id=one.pupil_id, child=one.child, title=word.title, sent_at=word.sent_at, due_on=word.due_on,
        is_closed=word.state == "closed", waits=one.waits,
        answered=one.mine.choice if one.mine is not None and one.mine.stands else None,
    )  # fmt: skip


def _place(one: FamilyLine) -> list[object]:
    assert one.word.sent_at is not None
    return [-one.word.sent_at.timestamp(), str(one.word.pk), str(one.pupil_id)]


@router.get("/words", response=told(ok=Page[WordLine]), auth=READ)
def words(request: ApiRequest, cursor: Cursor = "", limit: Limit = 50) -> Page[WordLine]:
    """The words of a family, the newest first: one item for each child that a word is about."""
    shown, following = paged("words", lines_of(request.caller.hat), cursor, limit, _place)
    return Page[WordLine](items=[_line(one) for one in shown], next=following)


def _answer(one: object, who: str) -> AnswerShape:
    said: Any = one
    return AnswerShape(
        who=who, choice=said.choice, words=str(Choice(said.choice).label), at=said.at,
        means=str(said.means_words) if said.is_on_behalf else "", stands=said.stands,
    )  # fmt: skip


def _shape(one: FamilyLine, reader: str) -> WordShape:
    return WordShape(
        **_line(one).dict(), text=one.text, written_by=one.word.written_by, signs=one.signs, may_answer=one.may_answer,
        choices=[ChoiceShape(choice=each.value, words=str(each.label)) for each in one.choices],
        mine=_answer(one.mine, reader) if one.mine else None,
        others=[_answer(each, each.signer.full_name) for each in one.theirs],
        replies=[
            ReplyShape(who=each.written_by, is_staff=each.is_staff, text=each.text, at=each.at)
            for each in replies_of(one.word, one.pupil_id, one.me)
        ],
    )  # fmt: skip


def _read(request: ApiRequest, response: HttpResponse, word_id: uuid.UUID, pupil_id: uuid.UUID) -> WordShape:
    try:
        line, who = line_for(request.caller.hat, word_id, pupil_id)
    except Unknown:
        raise missing() from None
    return tagged(response, _shape(line, who.person.full_name))


@router.get("/words/{uuid:word_id}/{uuid:pupil_id}", response=told(404, ok=WordShape), auth=READ)
def one_word(request: ApiRequest, response: HttpResponse, word_id: uuid.UUID, pupil_id: uuid.UUID) -> WordShape:
    """One word about one child, with what was answered, for who of its family reads it."""
    return _read(request, response, word_id, pupil_id)


class Answering(Strict):
    """One of the answers that the word offers."""

    choice: Literal["seen", "signed", "allowed", "refused", "present", "absent"]


@router.post("/words/{uuid:word_id}/{uuid:pupil_id}/answer", response=told(404, ok=WordShape), auth=SIGN)
def answer_word(
    request: ApiRequest, response: HttpResponse, word_id: uuid.UUID, pupil_id: uuid.UUID, body: Answering
) -> WordShape:
    """Answer a word, or change the answer until its last day. Who may sign is asked of the directory, as there."""
    caller = request.caller
    try:
        answer(actor=caller.actor, hat=caller.hat, word_id=word_id, pupil_id=pupil_id, choice=body.choice)
    except Unknown:
        raise missing() from None
    except Refused as refusal:
        raise refused(refusal) from None
    return _read(request, response, word_id, pupil_id)


class Replying(Strict):
    """A few words to those who wrote the word."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LENGTH)]


@router.post("/words/{uuid:word_id}/{uuid:pupil_id}/replies", response=told(404, ok=WordShape), auth=SIGN)
def reply_word(
    request: ApiRequest, response: HttpResponse, word_id: uuid.UUID, pupil_id: uuid.UUID, body: Replying
) -> WordShape:
    """Write under a word: the staff concerned read it, nobody else of the family does. 403: writing is stopped."""
    caller = request.caller
    try:
        _word, who = line_for(caller.hat, word_id, pupil_id)
        if why := why_not_now(who.person.pk, caller.hat):
            raise PermissionDenied(why)
        reply(
            actor=caller.actor, hat=caller.hat, word_id=word_id, pupil_id=pupil_id, reply_id=new_id(), text=body.text
        )  # fmt: skip
    except Unknown:
        raise missing() from None
    except Refused as refusal:
        raise refused(refusal) from None
    return _read(request, response, word_id, pupil_id)
