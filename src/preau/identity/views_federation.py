"""Leaving for a source, coming back, proving who one is when it does not know, leaving for good."""

import secrets
from typing import Any

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from preau.identity.entering import come_in, is_shared, own_path
from preau.identity.federation import answering, calls, leaving, linking, pending, sessions, states
from preau.identity.federation.errors import BadSource, Refusal, SourceGone
from preau.identity.federation.oidc import client as oidc
from preau.identity.federation.oidc import farewells
from preau.identity.federation.saml import client as saml
from preau.identity.federation.sources import Source, source_named
from preau.identity.forms import SignInForm
from preau.identity.services import Refused
from preau.identity.views import door
from preau.kernel.actor import Actor
from preau.kernel.readonly import writes_on_get

log = structlog.get_logger("preau.sso")


def _source(name: str) -> Source:
    source = source_named(name)
    if source is None:
        raise Http404
    return source


def _back_at_the_door(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    response = door.door(request, SignInForm(), status=status, refusal=sentence)
    if status == 503:
        response["Retry-After"] = str(int(calls.OPEN_SECONDS))
    return response


def _gone(request: HttpRequest, source: Source, problem: Exception) -> HttpResponse:
    if isinstance(problem, BadSource):
        log.error("a source of identity cannot be used", problem=str(problem))
    return _back_at_the_door(request, SourceGone.sentence(source.label), 503)


@never_cache
@require_GET
def start(request: HttpRequest, name: str) -> HttpResponse:
    """Leave for the source; when nobody answers there, the door says so and shows the other ways in."""
    source = _source(name)
    going_to, shared = own_path(request.GET.get("next", "")), is_shared(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(going_to)
    try:
        if source.kind == "saml":
            calls.probe(source, saml.sign_in_endpoint(source))
            mark = secrets.token_hex(8)
            request_id, address = saml.question(source, mark)
            asked = states.Question(source.name, going_to, request_id=request_id, mark=mark, shared=shared)
        else:
            calls.probe(source, source.text("authorization_endpoint"))
            asked, address = oidc.question(source, going_to, shared=shared)
    except (SourceGone, BadSource) as problem:
        return _gone(request, source, problem)
    response = HttpResponseRedirect(address)
    states.keep(request, response, asked)
    return response


# The answer of another site: its proof is the question that this browser keeps, not a token of our forms.
@writes_on_get("OpenID Connect Core 1.0, 3.1.2.5: the answer is a redirection; it serves once")
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """Come back from the source."""
    source = _source(name)
    try:
        believed = answering.read(request, source)
    except Refusal as refusal:
        answering.note_refusal(source, refusal)
        return _back_at_the_door(request, refusal.sentence, 403)
    except (SourceGone, BadSource) as problem:
        return _gone(request, source, problem)
    try:
        account = linking.enter(assertion=believed.assertion)
    except Refused as refused:
        return _back_at_the_door(request, str(refused), 403)
    if account is None:
        pending.keep(request, believed.assertion)
        response: HttpResponse = HttpResponseRedirect(reverse("identity:sso_prove"))
    else:
        asked = believed.question
        response = come_in(
            request, account, shared=asked.shared, next_path=asked.next, opened_by=believed.opening()
        )  # fmt: skip
    states.forget(response, believed.question)
    return response


@never_cache
@require_GET
def prove(request: HttpRequest) -> HttpResponse:
    """The source does not say who this is for sure: the ways to prove it."""
    waiting = pending.kept(request)
    if waiting is None:
        return HttpResponseRedirect(reverse("identity:sign_in"))
    link = reverse("identity:sso_link")
    if request.user.is_authenticated:
        return HttpResponseRedirect(link)
    context = {"source": waiting.source, "form": door.blank(request), "next": link, "roads": pending.roads()}
    return render(request, "identity/federation/prove.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Signed in by another way: link the identity that waits, once the person says that it is theirs."""
    waiting = pending.kept(request)
    if waiting is None or not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("identity:sign_in"))
    if request.method != "POST":
        return render(request, "identity/federation/link.html", {"source": waiting.source, "account": request.user})
    pending.forget(request)
    if "yes" in request.POST:
        account: Any = request.user
        actor = Actor(account.person.full_name, account.person_id)
        try:
            linking.link_by_proof(actor=actor, account=account, assertion=waiting)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            told = _("C’est relié : vous entrerez désormais avec %(source)s.") % {"source": waiting.source.label}
            messages.success(request, told)
    return HttpResponseRedirect(reverse("portal:home"))


@require_GET
def metadata(request: HttpRequest, name: str) -> HttpResponse:
    """Our SAML metadata for this source."""
    source = _source(name)
    if source.kind != "saml":
        raise Http404
    try:
        return HttpResponse(saml.metadata(source), content_type="application/samlmetadata+xml")
    except BadSource as problem:
        return _gone(request, source, problem)


@writes_on_get("SAML bindings 3.4: a source ends a session by a redirection, signed, that serves once")
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def farewell(request: HttpRequest, name: str) -> HttpResponse:
    """The source ends a session (SAML by the browser, OpenID Connect by itself), or sends a person back who left."""
    source = _source(name)
    try:
        if source.kind == "oidc" and request.method == "POST":
            farewells.hear(source, request.POST.get("logout_token", ""))
            return HttpResponse(status=200, headers={"Cache-Control": "no-store"})
        if source.kind == "saml" and "SAMLRequest" in {*request.GET, *request.POST}:
            query = "" if request.method == "POST" else request.META.get("QUERY_STRING", "")
            told, address = saml.farewell(source, query=query, posted=request.POST.get("SAMLRequest", ""))
            if not sessions.spend(source=source, identifier=f"farewell {told.identifier}", expires_at=told.expires_at):
                raise Refusal("replay", "farewell")
            sessions.end_by_source(source=source, subject=told.subject, indexes=told.indexes)
            response = HttpResponseRedirect(address or reverse("identity:sign_in"))
            response["Clear-Site-Data"] = '"cache"'
            return response
    except Refusal as refusal:
        answering.note_refusal(source, refusal)
        if source.kind == "oidc":
            return JsonResponse({"error": "invalid_request"}, status=400)
        return _back_at_the_door(request, refusal.sentence, 403)
    except (SourceGone, BadSource) as problem:
        return _gone(request, source, problem)
    return HttpResponseRedirect(reverse("identity:sign_in"))


@never_cache
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Signed out here; the source's session may still be open, and is one click away."""
    offered = leaving.offered(request)
    if offered is None:
        return HttpResponseRedirect(reverse("identity:sign_in"))
    source, address = offered
    return render(request, "identity/federation/leave.html", {"source": source, "address": address})
