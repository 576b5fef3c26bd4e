"""Second factors (screen 28): passkeys first, an application of codes second, ten codes on paper."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.public import HatRequest, exercises, page
from preau.identity import public as identity
from preau.people import rules
from preau.people.views.account import SERVICE

_NEW_PASSKEY = "new_passkey"


def _is_confirmed(request: HatRequest) -> bool:
    """Whether the person showed a few minutes ago that it is them: by their second factor; who has none yet, by coming
    in or by their password. A stolen session must not bind its own, the first one least of all: it would shut its owner
    out.
    """
    mine: Any = request.user
    return identity.has_just_confirmed(request) if mine.factors else identity.is_owner(request)


def _must_confirm(request: HatRequest, back: str = "people:factors") -> HttpResponse | None:
    """What to answer until they have; `back`: the page to which who has none yet comes back."""
    if _is_confirmed(request):
        return None
    mine: Any = request.user
    return identity.ask_second_factor(request) if mine.factors else identity.ask_owner(reverse(back))


@require_GET
@page(service=SERVICE)
def factors(request: HatRequest) -> HttpResponse:
    """The account's second factors, and how to add one."""
    mine: Any = request.user
    context = {
        "factors": identity.factors_of(mine.pk),
        "codes_left": identity.recovery_codes_left(mine.pk),
        "confirmed": _is_confirmed(request),
    }
    return render(request, "people/factors.html", context)


@never_cache
@require_POST
@page(service=SERVICE)
@exercises(rules.CHANGE_FACTORS)
def new_passkey(request: HatRequest) -> HttpResponse:
    """What to ask of the browser for a new passkey."""
    mine: Any = request.user
    if not _is_confirmed(request):
        return JsonResponse({}, status=403)
    known = [bytes(one.credential or b"") for one in identity.passkeys_of(mine.pk)]
    options, state = identity.passkeys.ask_new(mine.pk, mine.login, mine.person.full_name, known)
    request.session[_NEW_PASSKEY] = state
    return JsonResponse(options)


@require_POST
@page(service=SERVICE)
@exercises(rules.CHANGE_FACTORS)
def add_passkey(request: HatRequest) -> HttpResponse:
    """Keep the passkey that the browser made."""
    mine: Any = request.user
    if asked := _must_confirm(request):
        return asked
    state = request.session.pop(_NEW_PASSKEY, None)
    try:
        if state is None:
            raise identity.Refused(_("La clé d’accès n’a pas été enregistrée. Recommencez."))
        identity.add_passkey(
            actor=request.actor, account_id=mine.pk, state=state, answer=request.POST.get("passkey", "")[:20_000],
            name=request.POST.get("name", ""), device_id=identity.devices.of_session(request.session),
        )  # fmt: skip
    except identity.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people:factors")
    return _added(request, _("La clé d’accès est enregistrée. Vous pouvez vous en servir pour vous connecter."))


def _added(request: HatRequest, said: str) -> HttpResponse:
    """A factor was added, and so given: it is fresh. The first one comes with codes for the day it is lost."""
    identity.note_second_factor(request)
    messages.success(request, said)
    if not identity.recovery_codes_left(request.user.pk):  # type: ignore[arg-type]
        return redirect("people:recovery_codes")
    return redirect("people:factors")


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
@page(service=SERVICE)
@exercises(rules.CHANGE_FACTORS)
def add_totp(request: HatRequest) -> HttpResponse:
    """An application of codes: its picture and its key to type, then its first code."""
    mine: Any = request.user
    # Its page shows a key that waits: it is for whoever asked for it.
    if asked := _must_confirm(request, "people:add_totp" if "code" in request.POST else "people:factors"):
        return asked
    if request.method == "POST":
        if "code" not in request.POST:
            try:
                identity.begin_totp(actor=request.actor, account_id=mine.pk)
            except identity.Refused as refusal:
                messages.error(request, str(refusal))
                return redirect("people:factors")
            return redirect("people:add_totp")
        device = identity.devices.of_session(request.session)
        if identity.confirm_totp(
            actor=request.actor, account_id=mine.pk, code=request.POST["code"], device_id=device
        ):  # fmt: skip
            return _added(request, _("L’application de codes est enregistrée."))
    shown = identity.waiting_totp(mine.pk, mine.login)
    if shown is None:
        return redirect("people:factors")
    wrong = request.method == "POST"
    context = {"picture": shown[0], "key": shown[1], "wrong": wrong}
    return render(request, "people/totp.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@page(service=SERVICE)
@exercises(rules.CHANGE_FACTORS)
def recovery_codes(request: HatRequest) -> HttpResponse:
    """Ten codes, shown once, to print. Asked for by a button: a page that reads writes nothing."""
    mine: Any = request.user
    codes: list[str] = []
    if request.method == "POST" and mine.factors:
        if asked := _must_confirm(request):
            return asked
        codes = identity.make_recovery_codes(actor=request.actor, account_id=mine.pk)
    context = {"codes": codes, "left": identity.recovery_codes_left(mine.pk), "has_factor": bool(mine.factors)}
    return render(request, "people/recovery_codes.html", context)


@require_POST
@page(service=SERVICE)
@exercises(rules.CHANGE_FACTORS)
def remove_factor(request: HatRequest, factor_id: uuid.UUID) -> HttpResponse:
    """Take one away."""
    if asked := _must_confirm(request):
        return asked
    mine: Any = request.user
    if identity.remove_factor(actor=request.actor, account_id=mine.pk, factor_id=factor_id):
        messages.success(request, _("Ce second facteur est retiré."))
    return redirect("people:factors")
