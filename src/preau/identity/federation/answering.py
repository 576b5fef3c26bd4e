"""One answer of a source, whatever its protocol: believed, used up, and turned into keys."""

import datetime as dt
from dataclasses import dataclass

import structlog
from django.http import HttpRequest

from preau.identity.federation import sessions, states
from preau.identity.federation.errors import Refusal
from preau.identity.federation.keys import keys_of
from preau.identity.federation.leaving import Opening
from preau.identity.federation.linking import Assertion
from preau.identity.federation.oidc import client as oidc
from preau.identity.federation.oidc import tokens
from preau.identity.federation.saml import client as saml
from preau.identity.federation.sources import Source
from preau.kernel import clock

log = structlog.get_logger("preau.sso")


@dataclass(frozen=True, slots=True)
class Believed:
    """An answer that is believed: the question it answers, its keys, and what leaving will need."""

    question: states.Question
    assertion: Assertion
    subject: str
    index: str
    leaving: dict[str, str]

    def opening(self) -> Opening:
        """What a session that this answer opens keeps."""
        return Opening(
            source=self.assertion.source.name, subject=self.subject, index=self.index, leaving=self.leaving
        )  # fmt: skip


def question_of(request: HttpRequest, source: Source) -> states.Question:
    """The question of this browser that the request answers. Raises Refusal."""
    given = request.POST.get("RelayState", "") if source.kind == "saml" else request.GET.get("state", "")
    question = states.find(request, given, source.name)
    if question is None:
        raise Refusal("unknown_state")
    return question


def read(request: HttpRequest, source: Source) -> Believed:
    """Believe the answer in this request. Raises Refusal, SourceGone, BadSource."""
    question = question_of(request, source)
    if source.kind == "saml":
        return _saml(request, source, question)
    return _oidc(request, source, question)


def _once(source: Source, question: states.Question, identifier: str, expires_at: dt.datetime) -> None:
    # The question goes too: an answer may be made anew, not asked for twice by one click.
    horizon = max(expires_at, clock.real_now() + dt.timedelta(seconds=states.LIFE))
    for used in (f"answer {identifier}", f"question {question.mark}"):
        if not sessions.spend(source=source, identifier=used, expires_at=horizon):
            raise Refusal("replay", used.split(" ")[0])


def _saml(request: HttpRequest, source: Source, question: states.Question) -> Believed:
    if request.method != "POST":
        raise Refusal("unreadable", "not posted")
    told = saml.answer(source, request.POST.get("SAMLResponse", ""), question.request_id)
    _once(source, question, told.identifier, told.expires_at)
    keys = tuple(keys_of(source, told.attributes, told.lasting))
    return Believed(
        question, Assertion(source, keys, told.identifier), told.subject, told.index,
        {"name_id": told.name_id, "index": told.index},
    )  # fmt: skip


def _oidc(request: HttpRequest, source: Source, question: states.Question) -> Believed:
    if request.method not in ("GET", "HEAD"):
        raise Refusal("unreadable", "posted")
    if request.GET.get("iss", source.text("issuer")) != source.text("issuer"):
        raise Refusal("issuer", "of the answer")  # RFC 9207: another source's answer (mix-up)
    if "error" in request.GET or not request.GET.get("code"):
        raise Refusal("said_no", request.GET.get("error", "no code")[:40])
    told = oidc.answer(source, request.GET["code"][:2000], question)
    name = str(told.claims.get("jti") or told.id_token)
    _once(source, question, name, tokens.until(told.claims, clock.real_now().timestamp()))
    keys = tuple(keys_of(source, oidc.attributes(told.claims), told.subject))
    leaving = {"id_token": told.id_token if len(told.id_token) < 2000 else ""}
    return Believed(question, Assertion(source, keys, question.mark), told.subject, told.index, leaving)


def note_refusal(source: Source, refusal: Refusal) -> None:
    """Say in the log what was refused, and nothing of whom."""
    log.warning("an answer of a source is refused", source=source.name, reason=refusal.code, detail=refusal.detail[:80])
