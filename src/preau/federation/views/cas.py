"""Addresses of the CAS protocol (2 and 3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from preau.access.public import opened, page
from preau.federation import addresses, cas, marks, tickets
from preau.federation.passage import leading_to, log, refused, telling, to_a_proof, to_the_door, way
from preau.federation.selectors import cas_services_at, is_exit, served, was_told
from preau.federation.services.entering import give_ticket
from preau.identity.public import leave
from preau.kernel.readonly import writes_on_get


def _flag(request: HttpRequest, name: str) -> bool:
    return request.GET.get(name, "").lower() not in {"", "false"}


@require_GET
@page(public=True, service="outils")
@writes_on_get("CAS protocol 3.0, 2.1: /login gives a ticket")
def login(request: HttpRequest) -> HttpResponse:
    """Lead to a registered service with a ticket (2.1); without a service, to the home page or the door."""
    if "service" not in request.GET:
        return HttpResponseRedirect(reverse("portal:home"))
    if len(request.GET.getlist("service")) > 1:
        return refused(request, "repeated", protocol="cas", status=400)
    asked = request.GET["service"]
    try:
        there = cas_services_at(addresses.read(asked))
    except addresses.BadAddress as error:
        return refused(request, error.reason, protocol="cas")
    if not there:
        return refused(request, "unregistered", protocol="cas")
    renew = _flag(request, "renew")
    silent = _flag(request, "gateway") and not renew  # renew wins (2.1.1)
    again = way("federation:cas_login", {"service": asked, **({"renew": "true"} if renew else {})})
    hats = getattr(request, "hats", ())
    if not hats:
        return leading_to(asked) if silent else to_the_door(again)
    person_id: Any = request.user.person_id  # type: ignore[union-attr]
    service = next((one for one in there if served(one, hats, person_id)), None)
    if service is None:
        if silent:
            return leading_to(asked)
        day = opened(hats, person_id)[1]
        return refused(request, "closed", protocol="cas", service=there[0].pk, opens_on=day)
    if renew and not marks.is_fresh(request):
        return to_a_proof(again)
    if not was_told(request.user.person_id, service):  # type: ignore[union-attr]
        return leading_to(asked) if silent else telling(request, service, again)
    mark = marks.mark_of(request)
    account_id: Any = request.user.pk
    ticket = give_ticket(
        kind=tickets.SERVICE, service=service, account_id=account_id, session=mark["id"], address=asked,
        data={"at": mark["at"], "fresh": marks.use_up(request)},
    )  # fmt: skip
    return leading_to(addresses.with_ticket(asked, ticket))


@require_GET
@page(public=True, service="outils")
@writes_on_get("CAS protocol 3.0, 2.3: /logout ends the sign-in")
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out, tell the services, and go back to the one that asked when it is registered (2.3).

    Only a page opened by the person themselves carries the session here: the cookie is SameSite=Lax.
    """
    if request.user.is_authenticated:
        leave(request)
        request.hat = None  # type: ignore[attr-defined]
    asked = request.GET.get("service", "")
    if asked and is_exit(asked):
        response = leading_to(asked)
    else:
        if asked:
            log.warning("passage refused", reason="unregistered", protocol="cas", service="")
        response = render(request, "federation/signed_out.html")
    response["Clear-Site-Data"] = '"cache"'
    return response


def _answer(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _validated(request: HttpRequest, *, proxied: bool) -> HttpResponse:
    once = all(len(request.GET.getlist(name)) <= 1 for name in ("service", "ticket", "pgtUrl"))
    try:
        if not once:
            raise cas.Failure("INVALID_REQUEST", "repeated")
        success = cas.validate(
            ticket=request.GET.get("ticket", ""),
            asked=request.GET.get("service", ""),
            renew=_flag(request, "renew"),
            proxied=proxied,
            callback=request.GET.get("pgtUrl", ""),
        )
    except cas.Failure as error:
        return _answer(cas.failure("authentication", error))
    return _answer(success.as_xml())


@require_GET
@page(public=True, service="")
@writes_on_get("CAS protocol 3.0, 2.5: /serviceValidate uses a ticket up")
def service_validate(request: HttpRequest) -> HttpResponse:
    """Say who carried a service ticket (2.5, 2.8)."""
    return _validated(request, proxied=False)


@require_GET
@page(public=True, service="")
@writes_on_get("CAS protocol 3.0, 2.6: /proxyValidate uses a ticket up")
def proxy_validate(request: HttpRequest) -> HttpResponse:
    """The same, for tickets of proxies too (2.6, 2.9)."""
    return _validated(request, proxied=True)


@require_GET
@page(public=True, service="")
@writes_on_get("CAS protocol 3.0, 2.7: /proxy gives a ticket")
def proxy(request: HttpRequest) -> HttpResponse:
    """A ticket for another service, on behalf of a person (2.7)."""
    try:
        ticket = cas.proxy_ticket(granting=request.GET.get("pgt", ""), target=request.GET.get("targetService", ""))
    except cas.Failure as error:
        return _answer(cas.failure("proxy", error))
    return _answer(cas.proxy_answer(ticket))
