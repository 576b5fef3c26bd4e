"""Addresses of SAML 2: our metadata, a service's question, its answer, its request to leave."""

import base64
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from preau.access.public import exercises, opened, page
from preau.federation import addresses, keys, marks, rules
from preau.federation.facts import Facts, cas_attributes
from preau.federation.passage import leading_to, log, refused, telling, to_a_proof, to_the_door, way
from preau.federation.saml import asking, names, peers, saying
from preau.federation.saml.naming import NoSuchName, name_id
from preau.federation.selectors import SamlService, entered_by, saml_services, served, was_told
from preau.federation.services.entering import note_entered
from preau.federation.services.leaving import note_left
from preau.identity.public import BadSource, Refusal, leave
from preau.kernel import clock
from preau.kernel.middleware import content_security_policy
from preau.kernel.readonly import writes_on_get


@require_GET
@page(public=True, service="")
def metadata(request: HttpRequest) -> HttpResponse:
    """Who we are, for the administrator of a service."""
    try:
        return HttpResponse(saying.metadata(), content_type="application/samlmetadata+xml")
    except keys.NoKey:
        raise Http404 from None


@csrf_exempt
@require_http_methods(["GET", "POST"])
@page(public=True, service="outils")
@exercises(rules.ENTER)
def ask(request: HttpRequest) -> HttpResponse:
    """A service asks who is there (saml-profiles 4.1): its question is verified, then put to the browser's session.

    A form of another site comes without the session; the address that follows has it.
    """
    there: list[SamlService] = []
    try:
        if request.method == "POST":
            sent = asking.by_form(request.POST)
        else:
            sent = asking.by_redirection(request.META["QUERY_STRING"])
        there = saml_services(entity_id=sent.entity_id)
        question, asked_by = _believed(sent, there)
    except Refusal as refusal:
        status = 403 if refusal.code == "unregistered" else 400
        return refused(
            request, refusal.code, protocol="saml", service=there[0].service.pk if there else None, status=status
        )  # fmt: skip
    return leading_to(way("federation:saml_enter", {"demande": asking.waiting(question, asked_by)}))


def _believed(sent: asking.Sent, there: list[SamlService]) -> tuple[asking.Question, list[uuid.UUID]]:
    """The question, and those of the services of that name which may have asked it. Raises Refusal."""
    why = Refusal("unregistered")
    found: list[uuid.UUID] = []
    question: asking.Question | None = None
    # A tool that many schools linked is one metadata file: its signature is looked at once, by a process of its own.
    alike: dict[tuple[str, bool], list[uuid.UUID]] = {}
    for one in there:
        alike.setdefault((one.metadata, one.wants_signed), []).append(one.service.pk)
    for (metadata, wants_signed), services in alike.items():
        try:
            question = asking.question(
                sent, peers.read(metadata), wants_signed=wants_signed, place=saying.place("saml_sso"),
                now=clock.real_now(),
            )  # fmt: skip
            found += services
        except Refusal as refusal:
            why = refusal
        except BadSource as problem:
            log.error("a signature cannot be verified", problem=str(problem))
            why = Refusal("signature", "no xmlsec1")
    if question is None:
        raise why
    return question, found


@require_GET
@page(public=True, service="outils")
@writes_on_get("SAML 2.0 profiles, 4.1.3.5: the answer goes through the browser that brought the question")
def enter(request: HttpRequest) -> HttpResponse:
    """Answer a service's question, once the person is there and was told what it learns."""
    text = request.GET.get("demande", "")
    try:
        question, ids = asking.taken_up(text)
        there = _standing(question, ids)
    except Refusal as refusal:
        return refused(request, refusal.code, protocol="saml", status=403)
    again = way("federation:saml_enter", {"demande": text})
    hats, account = getattr(request, "hats", ()), cast(Any, request.user)
    if not hats:
        return _talk(request, question, there[0], lambda: to_the_door(again))
    found = next(((one, open_to) for one in there if (open_to := served(one.service, hats, account.person_id))), None)
    if found is None:
        return _talk(request, question, there[0], lambda: refused(
            request, "closed", protocol="saml", service=there[0].service.pk, opens_on=opened(hats, account.person_id)[1]
        ))  # fmt: skip
    place, open_to = found
    service, facts = place.service, Facts(account, open_to)
    if not question.context_known:
        return _nobody(request, question, place, names.NO_CONTEXT)
    if question.force and not marks.is_fresh(request):
        return _talk(request, question, place, lambda: to_a_proof(again))
    if not was_told(account.person_id, service):
        return _talk(request, question, place, lambda: telling(request, service, again))
    try:
        format_, name = name_id(service, facts, question.format)
    except NoSuchName:
        return _nobody(request, question, place, names.NO_NAME, names.REQUESTER)
    mark = marks.mark_of(request)
    marks.use_up(request)
    entered = note_entered(
        service=service, account=account, session=mark["id"], name_id=saying.kept(format_, name),
        address=place.peer.told_at if service.signs_out else "",
    )  # fmt: skip
    who = saying.Arrival(name, format_, entered, int(mark["at"]), cas_attributes(service, facts))
    return _carried(
        request, question, place, saying.arrival(question.identifier, place.consumer, place.peer.entity_id, who)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """A service that may have asked, what it says of itself, and where it is answered."""

    service: Any
    peer: peers.Peer
    consumer: str


def _standing(question: asking.Question, ids: list[uuid.UUID]) -> list[_Place]:
    """Of the services that may have asked, those that still stand as they did. Raises Refusal when none does."""
    why, found = Refusal("unregistered"), []
    for one in saml_services(ids=ids):
        peer = peers.read(one.metadata)
        try:
            found.append(_Place(one.service, peer, asking.consumer_of(peer, question.url, question.index)))
        except Refusal as refusal:
            why = refusal
    if not found:
        raise why
    return found


def _nobody(
    request: HttpRequest, question: asking.Question, place: _Place, code: str, by: str = names.RESPONDER
) -> HttpResponse:
    """Tell the service that nobody arrives, and why."""
    return _carried(request, question, place, saying.refusal(question.identifier, place.consumer, code, by=by))


def _talk(
    request: HttpRequest, question: asking.Question, place: _Place, say: Callable[[], HttpResponse]
) -> HttpResponse:
    """What the person must do or read first; a service that wants no talk with them hears that nobody arrives."""
    return _nobody(request, question, place, names.NO_PASSIVE) if question.passive else say()


def _carried(request: HttpRequest, question: asking.Question, place: _Place, answer: bytes) -> HttpResponse:
    """The page whose form posts the answer; it sends itself where scripts run.

    Browsers hold `form-action` against every step of what a form does: its policy names where the answer is posted, and
    the service's own pages, where it leads from there.
    """
    context = {"consumer": place.consumer, "answer": base64.b64encode(answer).decode(), "relay": question.relay}
    response = render(request, "federation/carried.html", context)
    there = [addresses.read(one).origin for one in (place.consumer, place.service.start_url)]
    response["Content-Security-Policy"] = content_security_policy(settings.STREAMS_URL, posts_to=there)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@page(public=True, service="outils")
@writes_on_get("SAML 2.0 profiles, 4.4.3.1: a service asks by a redirection to end the session")
def leave_from(request: HttpRequest) -> HttpResponse:
    """Sign out at a service's signed demand, when it names this very sign-in; else the person is asked."""
    there: list[SamlService] = []
    try:
        sent = asking.by_redirection(request.META["QUERY_STRING"])
        there = saml_services(entity_id=sent.entity_id)
        services, peer, told = _farewell(sent, there)
    except Refusal as refusal:
        return refused(
            request, "sign_out", protocol="saml", service=there[0].service.pk if there else None, status=400,
            said=refusal.code,
        )  # fmt: skip
    if getattr(request, "hat", None) is not None:
        ids = [found for one in told.indexes if (found := _entered(one)) is not None]
        here = []
        if ids or not told.indexes:
            here = entered_by(services, marks.mark_of(request)["id"], ids=ids, name=told.subject)
        if not here:
            return render(request, "federation/sign_out.html", {"service": services[0]})
        note_left(ids=here)
        leave(request)
        request.hat = None  # type: ignore[attr-defined]
    if peer.answered_at:
        return leading_to(saying.left(told.identifier, peer.answered_at, sent.relay))
    response = render(request, "federation/signed_out.html")
    response["Clear-Site-Data"] = '"cache"'
    return response


def _farewell(sent: asking.Sent, there: list[SamlService]) -> tuple[list[Any], peers.Peer, asking.Farewell]:
    """The services whose tool asks to leave: all those of the metadata that its signature answers to, for a tool that
    many schools linked is one, and the person entered by the one that is theirs. Raises Refusal.
    """
    why = Refusal("unregistered")
    for metadata in dict.fromkeys(one.metadata for one in there):
        peer = peers.read(metadata)
        try:
            told = asking.farewell(sent, peer, place=saying.place("saml_slo"), now=clock.real_now())
        except Refusal as refusal:
            why = refusal
        else:
            return [one.service for one in there if one.metadata == metadata], peer, told
    raise why


def _entered(index: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(index.removeprefix("_"))
    except ValueError:
        return None
