"""The door: sign-in by password, the demonstration's cast, sign-out. See also activation and reset."""

import uuid
from itertools import groupby

from django.contrib.auth import authenticate
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from preau.identity import devices, marks, throttle
from preau.identity.admitting import admit
from preau.identity.again import wait_words
from preau.identity.entering import come_in, enter, is_at_school, leave, own_path
from preau.identity.federation import leaving, places
from preau.identity.federation.buttons import buttons
from preau.identity.forms import SignInForm
from preau.identity.hashers import HashesBusy
from preau.identity.opening import is_too_short
from preau.identity.selectors import demonstration_accounts, seats_of
from preau.identity.services import Refused, enter_demonstration

RETRY_SECONDS = 5


def door(
    request: HttpRequest, form: SignInForm, *, status: int = 200, busy: bool = False, refusal: str = ""
) -> HttpResponse:
    """The page of the door, with what went wrong."""
    groups = [
        (title, list(accounts)) for title, accounts in groupby(demonstration_accounts(), key=lambda one: one.group)
    ]
    asked = request.POST.get("next") or request.GET.get("next") or ""
    going_to = own_path(asked)
    at_school = is_at_school(request)
    context = {
        "form": form, "next": going_to, "groups": groups, "busy": busy, "refusal": refusal, "at_school": at_school,
        "seats": seats_of(devices.key_of(request)), "sources": buttons(request, going_to, shared=at_school),
    }  # fmt: skip
    response = places.remember(request, render(request, "identity/sign_in.html", context, status=status))
    marks.begin(request, response)
    return response


def wait(response: HttpResponse, refusal: throttle.TooManyTries) -> HttpResponse:
    """The same answer, saying when to come back."""
    response["Retry-After"] = str(refusal.seconds)
    return response


def blank(request: HttpRequest) -> SignInForm:
    """The form nobody has filled: on a school's own computer, its tick is there already."""
    return SignInForm(initial={"shared": is_at_school(request)})


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door: login and password; in a demonstration, the cast to click; on a family's device, its accounts."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(own_path(request.GET.get("next", "")))
        return door(request, blank(request))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return door(request, form, status=422)
    given = form.cleaned_data
    try:
        attempt = throttle.begin(request, "password", subject=given["login"], secret=given["password"])
        account = authenticate(request, login=given["login"], password=given["password"])
        if account is None:
            attempt.failed()
        else:
            attempt.succeeded()
    except throttle.TooManyTries as refusal:
        form.add_error(None, wait_words(refusal))
        return wait(door(request, form, status=429), refusal)
    except HashesBusy:
        response = door(request, form, status=503, busy=True)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    if account is None:
        form.add_error(None, _("Identifiant ou mot de passe inconnu. Vérifiez les deux, puis réessayez."))
        return door(request, form, status=422)
    short = is_too_short(account, given["password"])
    return come_in(request, account, shared=given["shared"], next_path=request.POST.get("next", ""), short=short)


@never_cache
@require_POST
def enter_demo(request: HttpRequest) -> HttpResponse:
    """A member of the cast was clicked. Outside a demonstration this address does not exist."""
    try:
        account = enter_demonstration(account_id=uuid.UUID(request.POST.get("account", "")))
    except (ValueError, Refused):
        raise Http404 from None
    if not admit(account):
        refusal = _("Ce compte n’ouvre plus rien : la personne n’a plus de place, ou une décision de justice l’écarte.")
        return door(request, blank(request), status=422, refusal=refusal)
    return enter(request, account, shared=False, next_path=request.POST.get("next", ""))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, and have the browser forget the pages it kept."""
    opened_by = leaving.of_session(request)
    leave(request)
    response = HttpResponseRedirect(reverse("identity:sign_in"))
    response["Clear-Site-Data"] = '"cache"'
    return leaving.offer(response, opened_by)
