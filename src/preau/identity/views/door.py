"""The door: sign-in by password, the demonstration's cast, sign-out."""

import uuid
from itertools import groupby

from django.contrib.auth import authenticate, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from preau.identity import devices
from preau.identity.backends import may_enter
from preau.identity.entering import enter, is_at_school, needs_second, own_path, wait_for_second
from preau.identity.forms import SignInForm
from preau.identity.hashers import HashesBusy
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
    context = {
        "form": form, "next": own_path(asked), "groups": groups, "busy": busy, "refusal": refusal,
        "seats": seats_of(devices.key_of(request)),
    }  # fmt: skip
    return render(request, "identity/sign_in.html", context, status=status)


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
    try:
        account = authenticate(
            request, login=form.cleaned_data["login"], password=form.cleaned_data["password"]
        )  # fmt: skip
    except HashesBusy:
        response = door(request, form, status=503, busy=True)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    if account is None:
        form.add_error(None, _("Identifiant ou mot de passe inconnu. Vérifiez les deux, puis réessayez."))
        return door(request, form, status=422)
    shared, next_path = form.cleaned_data["shared"], request.POST.get("next", "")
    if needs_second(request, account):
        return wait_for_second(request, account, shared=shared, next_path=next_path)
    return enter(request, account, shared=shared, next_path=next_path)


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
        return door(request, blank(request), status=422, refusal=refusal)
    return enter(request, account, shared=False, next_path=request.POST.get("next", ""))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, and have the browser forget the pages it kept."""
    logout(request)
    response = HttpResponseRedirect(reverse("identity:sign_in"))
    response["Clear-Site-Data"] = '"cache"'
    return response
