""" "Mon compte": how the account is protected, in three lines, each leading to its page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from preau.access.public import HatRequest, page
from preau.identity.public import devices as device
from preau.identity.public import devices_of, factors_of, notices_for, recovery_codes_left, seats_of
from preau.people.new_devices import by_account
from preau.people.selectors import may_keep_seat

SERVICE = "compte"


@require_GET
@page(service=SERVICE)
def account(request: HatRequest) -> HttpResponse:
    """What protects the account today."""
    mine: Any = request.user
    context = {
        "factors": factors_of(mine.pk),
        "codes_left": recovery_codes_left(mine.pk),
        "devices": devices_of(mine.pk),
        "unanswered": by_account(notices_for(mine.person_id), mine.person_id),
        "family": may_keep_seat(request.hats),
        "seats": seats_of(device.key_of(request)),
        "login": mine.login,
    }
    return render(request, "people/account.html", context)
