"""Sign-in and sign-out: the only pages of this room."""

import uuid
from itertools import groupby
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from preau.identity.backends import may_enter
from preau.identity.federation import leaving
from preau.identity.federation.buttons import buttons
from preau.identity.forms import SignInForm
from preau.identity.hashers import HashesBusy
from preau.identity.selectors import demonstration_accounts
from preau.identity.services import Refused, end_session, enter_demonstration, note_sign_in
from preau.ui import display

RETRY_SECONDS = 5
BACKEND = "preau.identity.backends.AccountBackend"


def own_path(text: str) -> str:
    """The page to go to after signing in: a path of ours, else the home page."""
    home = reverse("portal:home")
    if not text.startswith("/") or not url_has_allowed_host_and_scheme(text, allowed_hosts=None):
        return home
    return home if text.startswith((reverse("identity:sign_out"), reverse("identity:sign_in"))) else text


def _page(
    request: HttpRequest, form: SignInForm, *, status: int = 200, busy: bool = False, refusal: str = ""
) -> HttpResponse:
    groups = [
        (title, list(accounts)) for title, accounts in groupby(demonstration_accounts(), key=lambda one: one.group)
    ]
    asked = request.POST.get("next") or request.GET.get("next") or ""
    going_to = own_path(asked)
    context = {
        "form": form, "next": going_to, "groups": groups, "busy": busy, "refusal": refusal,
        "sources": buttons(request, going_to),
    }  # fmt: skip
    return render(request, "identity/sign_in.html", context, status=status)


def _leave(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        end_session(account=request.user, session_key=request.session.session_key)
        logout(request)


def _enter(request: HttpRequest, account: Any) -> HttpResponse:
    _leave(request)  # the session that was open ends, whoever's it was
    login(request, account, backend=BACKEND)  # gives the session a new key
    note_sign_in(account=account)
    response = HttpResponseRedirect(own_path(request.POST.get("next", "")))
    kept = account.preferences
    if "display" in kept or "language" in kept:
        display.remember(response, display.Display.read(kept.get("display", {})), kept.get("language"))
    return response


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door: login and password; in a demonstration, the cast to click."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(own_path(request.GET.get("next", "")))
        return _page(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        account = authenticate(
            request, login=form.cleaned_data["login"], password=form.cleaned_data["password"]
        )  # fmt: skip
    except HashesBusy:
        response = _page(request, form, status=503, busy=True)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    if account is None:
        form.add_error(None, _("Identifiant ou mot de passe inconnu. Vérifiez les deux, puis réessayez."))
        return _page(request, form, status=422)
    return _enter(request, account)


@never_cache
@require_POST
def enter_demo(request: HttpRequest) -> HttpResponse:
    """A member of the cast was clicked. Outside a demonstration this address does not exist."""
    try:
        account = enter_demonstration(account_id=uuid.UUID(request.POST.get("account", "")))
    except (ValueError, Refused):
        raise Http404 from None
    if not may_enter(account):
        refusal = _("Ce compte n’ouvre plus rien : la personne n’a plus de place, ou une décision de justice l’écarte.")
        return _page(request, SignInForm(), status=422, refusal=refusal)
    return _enter(request, account)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, and have the browser forget the pages it kept."""
    opened_by = leaving.of_session(request)
    _leave(request)
    response = HttpResponseRedirect(reverse("identity:sign_in"))
    response["Clear-Site-Data"] = '"cache"'
    return leaving.offer(response, opened_by)
