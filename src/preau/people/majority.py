"""What an adult pupil decides alone: who signs, and whether guardians read the school's messages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.public import exercises, page
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.directory.rights import adult_on, is_adult
from preau.directory.services import (
    close_guardian_messages,
    give_back_signatures,
    reopen_guardian_messages,
    take_over_signatures,
)
from preau.identity.public import must_show
from preau.kernel import clock
from preau.people import rules

_CHOICES = {
    "signatures-prises": take_over_signatures,
    "signatures-rendues": give_back_signatures,
    "messages-fermes": close_guardian_messages,
    "messages-rouverts": reopen_guardian_messages,
}


@page(Profile.STUDENT, service="preferences")
@exercises(rules.CHOOSE_MAJORITY)
@require_http_methods(["GET", "HEAD", "POST"])
def majority(request: HttpRequest) -> HttpResponse:
    """Both choices with what holds today; one click changes one, and another takes it back."""
    who: Any = request.user.person  # type: ignore[union-attr]
    if request.method == "POST":
        choose = _CHOICES.get(request.POST.get("choice", ""))
        if choose is None:
            raise Http404
        if asked := must_show(request):
            return asked
        try:
            choose(actor=request.actor, student_id=who.pk)  # type: ignore[attr-defined]
        except Refused as refusal:
            messages.error(request, str(refusal))
        except Unknown:
            raise Http404 from None
        else:
            messages.success(
                request, _("Votre choix est enregistré. Votre établissement et vos responsables le voient.")
            )
        return redirect("people:majority")
    context = {
        "adult": is_adult(who, clock.today()),
        "from_day": adult_on(who.birth_date) if who.birth_date else None,
        "signs": who.takes_over_signatures_on,
        "closed": who.closes_guardian_messages_on,
    }
    return render(request, "people/majority.html", context)
