"""A family's device at the door: its accounts, each opened by its short code; forgotten in one tap."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from preau.identity import devices, stepping, throttle
from preau.identity.admitting import admit
from preau.identity.entering import come_in
from preau.identity.hashers import HashesBusy
from preau.identity.services import leave_seat, open_seat
from preau.identity.views.door import RETRY_SECONDS, blank, door, wait, wait_words


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@sensitive_post_parameters("code")
@never_cache
@require_POST
def seat_enter(request: HttpRequest) -> HttpResponse:
    """Open one of this device's accounts by its short code; the session that was open here ends."""
    key, seat = devices.key_of(request), _id(request.POST.get("seat", ""))
    code = request.POST.get("code", "").strip()[:12]
    try:
        attempt = throttle.begin(request, "seat")
        account = open_seat(device_key=key, seat_id=seat, code=code) if key and seat else None
    except throttle.TooManyTries as too_many:
        return wait(door(request, blank(request), status=429, refusal=wait_words(too_many)), too_many)
    except HashesBusy:
        response = door(request, blank(request), status=503, busy=True)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    if account is None or not admit(account):
        refusal = _("Ce n’est pas le bon code. Après cinq erreurs, il faudra l’identifiant et le mot de passe.")
        return door(request, blank(request), status=422, refusal=refusal)
    attempt.succeeded()
    response = come_in(request, account, shared=False, next_path="/")
    stepping.forget_owner(request)
    response["Clear-Site-Data"] = '"cache"'
    return response


@never_cache
@require_POST
def seat_forget(request: HttpRequest) -> HttpResponse:
    """Have this device forget one account, or all of them."""
    key, seat = devices.key_of(request), request.POST.get("seat", "")
    if key and (seat == "" or _id(seat)):
        count = leave_seat(device_key=key, seat_id=_id(seat) if seat else None)
        if count:
            messages.success(request, _("C’est oublié : ce téléphone n’ouvre plus ce compte par un code court."))
    response = HttpResponseRedirect(reverse("identity:sign_in"))
    response["Clear-Site-Data"] = '"cache"'
    return response
