"""Sign-in and sign-out. Activation and forgotten passwords: views_activation, views_reset."""

import uuid
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from preau.identity import throttle
from preau.identity.backends import may_enter
from preau.identity.federation import leaving, places
from preau.identity.federation.buttons import buttons
from preau.identity.forms import SignInForm
from preau.identity.hashers import HashesBusy
from preau.identity.opening import changes_to_tell
from preau.identity.selectors import demonstration_accounts
from preau.identity.services import Refused, end_session, enter_demonstration, note_sign_in
from preau.ui import display, wording

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
    return places.remember(request, render(request, "identity/sign_in.html", context, status=status))


def _leave(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        end_session(account=request.user, session_key=request.session.session_key)
        logout(request)


def wait_words(refusal: throttle.TooManyTries) -> str:
    """Why nothing was looked at, and what to do; the same whether the account exists or not."""
    if refusal.seconds < 90:
        how_long = ngettext("%(num)s seconde", "%(num)s secondes", refusal.seconds) % {"num": refusal.seconds}
    else:
        minutes = -(-refusal.seconds // 60)
        how_long = ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
    return _(
        "Trop d’essais à la suite. Attendez %(how_long)s, puis réessayez. Depuis un appareil où vous vous êtes déjà "
        "connecté, vous n’attendez pas les essais des autres."
    ) % {"how_long": how_long}


def wait(response: HttpResponse, refusal: throttle.TooManyTries) -> HttpResponse:
    """The same answer, saying when to come back."""
    response["Retry-After"] = str(refusal.seconds)
    return response


def change_words(change: Any) -> str:
    """What a person is told, at their next sign-ins, of a password changed."""
    when = wording.moment(change.spent_at)
    if change.maker_label:
        return _(
            "Votre mot de passe a été changé %(when)s avec un code montré par %(maker)s. Ce n’était pas vous ? "
            "Prévenez l’établissement."
        ) % {"when": when, "maker": change.maker_label}
    return _("Votre mot de passe a été changé %(when)s avec un lien reçu par courriel.") % {"when": when}


def enter(request: HttpRequest, account: Any) -> HttpResponse:
    """Open a session for an account that has shown who it is."""
    _leave(request)  # the session that was open ends, whoever's it was
    login(request, account, backend=BACKEND)  # gives the session a new key
    note_sign_in(account=account)
    for change in changes_to_tell(account.person_id):
        messages.warning(request, change_words(change))
    response = HttpResponseRedirect(own_path(request.POST.get("next", "")))
    throttle.remember(request, response, account.login)
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
    given = form.cleaned_data
    try:
        attempt = throttle.begin(request, "password", subject=given["login"], secret=given["password"])
        account = authenticate(request, login=given["login"], password=given["password"])
    except throttle.TooManyTries as refusal:
        form.add_error(None, wait_words(refusal))
        return wait(_page(request, form, status=429), refusal)
    except HashesBusy:
        response = _page(request, form, status=503, busy=True)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    if account is None:
        form.add_error(None, _("Identifiant ou mot de passe inconnu. Vérifiez les deux, puis réessayez."))
        return _page(request, form, status=422)
    attempt.succeeded()
    return enter(request, account)


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
    return enter(request, account)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, and have the browser forget the pages it kept."""
    opened_by = leaving.of_session(request)
    _leave(request)
    response = HttpResponseRedirect(reverse("identity:sign_in"))
    response["Clear-Site-Data"] = '"cache"'
    return leaving.offer(response, opened_by)
