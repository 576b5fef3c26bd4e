"""Addresses of OpenID Connect."""

from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oidc.core.errors import InteractionRequiredError, LoginRequiredError
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.public import exercises, opened, page
from preau.federation import keys, marks, rules
from preau.federation.enums import Attribute
from preau.federation.facts import CLAIM_NAMES
from preau.federation.oidc import ALL_SCOPES, Grant, server, userinfo
from preau.federation.passage import leading_to, log, refused, telling, to_a_proof, to_the_door, way
from preau.federation.selectors import entered_as, served, was_told
from preau.identity.public import leave
from preau.kernel import clock
from preau.kernel.readonly import writes_on_get

_ASKED = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
    "prompt", "max_age", "login_hint", "ui_locales",
)  # fmt: skip


def _back(request: HttpRequest, grant: Any, error: OAuth2Error) -> HttpResponse:
    """Tell the service, at its registered address, why nothing is given."""
    error.redirect_uri = grant.request.payload.redirect_uri
    error.state = grant.request.payload.state
    response: HttpResponse = server().handle_error_response(grant.request, error)
    return response


@csrf_exempt
@require_http_methods(["GET", "POST"])
@page(public=True, service="outils")
@exercises(rules.ENTER)
@writes_on_get("OpenID Connect Core 1.0, 3.1.2: the authorization endpoint gives a code")
def authorize(request: HttpRequest) -> HttpResponse:
    """Lead to a registered service with a code (Core 1.0, 3.1.2)."""
    if request.method == "POST":
        # A form of another site comes without the session: the same, asked again by a GET, has it.
        asked = {name: request.POST[name] for name in _ASKED if name in request.POST}
        return HttpResponseRedirect(way("federation:authorize", asked))
    account = request.user if getattr(request, "hat", None) is not None else None
    try:
        grant = server().get_consent_grant(request, end_user=account)
    except OAuth2Error as error:
        if error.redirect_uri:
            response: HttpResponse = server().handle_error_response(None, error)
            return response
        return refused(request, str(error.error), protocol="oidc", status=400)
    except ValueError:
        # The library names an unknown address in its error, and raises this for one that no error may name.
        return refused(request, "invalid_request", protocol="oidc", status=400)
    service = grant.request.client.service
    asked = {name: request.GET[name] for name in _ASKED if name in request.GET}
    prompts = asked.get("prompt", "").split()
    silent = "none" in prompts
    if account is None:
        return to_the_door(way("federation:authorize", asked))
    hats, person_id = request.hats, account.person_id  # type: ignore[attr-defined, union-attr]
    if not served(service, hats, person_id):
        if silent:
            return _back(request, grant, InteractionRequiredError())
        return refused(request, "closed", protocol="oidc", service=service.pk, opens_on=opened(hats, person_id)[1])
    if _wants_proof(request, prompts, asked.get("max_age", "")):
        return _back(request, grant, LoginRequiredError()) if silent else to_a_proof(way("federation:authorize", asked))
    if "consent" in prompts or not was_told(account.person_id, service):  # type: ignore[union-attr]
        if silent:
            return _back(request, grant, InteractionRequiredError())
        others = " ".join(one for one in prompts if one != "consent")
        again = {name: value for name, value in {**asked, "prompt": others}.items() if value}
        return telling(request, service, way("federation:authorize", again))
    given = server().create_authorization_response(grant.request, grant_user=account, grant=grant)
    return leading_to(given["Location"]) if given.status_code == 302 else given


def _wants_proof(request: HttpRequest, prompts: list[str], max_age: str) -> bool:
    if "login" in prompts and not marks.is_fresh(request):
        return True
    if not max_age.isdigit():
        return False
    at = int(marks.mark_of(request)["at"])
    return clock.real_now().timestamp() - at > int(max_age[:9]) and not marks.is_fresh(request)


@csrf_exempt
@require_POST
@page(public=True, service="")
@exercises(rules.REDEEM)
def token(request: HttpRequest) -> HttpResponse:
    """A code against an ID token and an access token (Core 1.0, 3.1.3)."""
    response: HttpResponse = server().create_token_response(request)
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_http_methods(["GET", "POST"])
@page(public=True, service="")
@exercises(rules.REDEEM)
def user_info(request: HttpRequest) -> HttpResponse:
    """What the service may learn of the person (Core 1.0, 5.3)."""
    told = userinfo(request)
    if told is None:
        log.warning("service refused", protocol="oidc", reason="invalid_token", service="")
        response: HttpResponse = JsonResponse({"error": "invalid_token"}, status=401)
        response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    else:
        response = JsonResponse(told)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@page(public=True, service="")
def jwks(request: HttpRequest) -> HttpResponse:
    """The keys that verify what we sign."""
    return HttpResponse(keys.current().published, content_type="application/json")


def _url(name: str) -> str:
    return settings.PUBLIC_URL + reverse(f"federation:{name}")


@require_GET
@page(public=True, service="")
def discovery(request: HttpRequest) -> HttpResponse:
    """What this provider offers (Discovery 1.0)."""
    return JsonResponse({
        "issuer": settings.PUBLIC_URL,
        "authorization_endpoint": _url("authorize"),
        "token_endpoint": _url("token"),
        "userinfo_endpoint": _url("userinfo"),
        "jwks_uri": _url("jwks"),
        "end_session_endpoint": _url("end_session"),
        "scopes_supported": list(ALL_SCOPES),
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "sid",
                             *(CLAIM_NAMES[one] for one in Attribute.values)],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise", "public"],
        "id_token_signing_alg_values_supported": [keys.ALGORITHM],
        "token_endpoint_auth_methods_supported": list(Grant.TOKEN_ENDPOINT_AUTH_METHODS),
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent"],
        "ui_locales_supported": ["fr", "en"],
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "authorization_response_iss_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
    })  # fmt: skip


@csrf_exempt
@require_http_methods(["GET", "POST"])
@page(public=True, service="outils")
@exercises(rules.LEAVE)
@writes_on_get("OpenID Connect RP-Initiated Logout 1.0, 2: the end of a session is asked by a GET")
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out at a service's demand, when it shows the ID token of this very sign-in; else the person is asked."""
    try:
        asked = server().validate_endpoint_request("end_session", request)
    except OAuth2Error as error:
        log.warning("passage refused", reason="sign_out", protocol="oidc", said=error.error)
        return refused(request, "sign_out", protocol="oidc", status=400)
    here = getattr(request, "hat", None) is not None
    if here:
        told = asked.id_token_claims or {}
        if not entered_as(str(told.get("sid", "")), marks.mark_of(request)["id"]):
            return render(request, "federation/sign_out.html", {"service": asked.client and asked.client.service})
        leave(request)
        request.hat = None  # type: ignore[attr-defined]
    if asked.redirect_uri:
        return leading_to(asked.redirect_uri)
    response = render(request, "federation/signed_out.html")
    response["Clear-Site-Data"] = '"cache"'
    return response
