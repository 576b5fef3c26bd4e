"""Reporting: who to call, what happens next, a form; and what becomes of what one reported."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.public import Hat, HatRequest, exercises, page
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.directory.errors import Refused, Unknown
from preau.kernel.ids import new_id
from preau.messaging.public import Exchange, exchange_of
from preau.safety import rules, services
from preau.safety.forms import ReportForm
from preau.safety.selectors.charge import in_charge
from preau.safety.selectors.followed import mine, my_report

SERVICE = "signalement"
REPORTERS = (Profile.STUDENT, Profile.GUARDIAN, Profile.EXTERNAL, *sorted(STAFF_PROFILES))
REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@page(public=True, service=SERVICE)
@exercises(rules.REPORT)
def report(request: HttpRequest) -> HttpResponse:
    """Open to anyone, at any hour: who to call at once. Signed in as somebody of a school, one reports here too."""
    hat: Hat | None = request.hat  # type: ignore[attr-defined]
    if hat is None:
        return render(request, "safety/numbers.html")
    if hat.profile not in REPORTERS or request.viewing is not None:  # type: ignore[attr-defined]
        return render(request, "safety/report.html", {"form": None, "reports": ()})
    return _page(request, hat)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*REPORTERS, service=SERVICE, before_opening=True)
@exercises(rules.REPORT)
def report_message(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """The same, from a message that one received: the exchange goes with it."""
    found = exchange_of(request.hat, message_id)
    if found is None:
        raise Http404
    return _page(request, request.hat, message_id, found)


def _page(
    request: HttpRequest, hat: Hat, message_id: uuid.UUID | None = None, found: Exchange | None = None
) -> HttpResponse:
    # A message is of a school; without one, the school of the child who is looked at.
    asked = found.school_id if found is not None else hat.school.id if hat.school is not None else None
    schools = [one for one in hat.schools if one.id == asked] or list(hat.schools)
    charged = {one.person_id: one for school in schools for one in in_charge(school.id)}
    charged.pop(hat.person_id, None)  # type: ignore[arg-type]
    form = ReportForm(
        request.POST if request.method == "POST" else None, hat=hat, schools=schools, charged=list(charged.values()),
        message_id=message_id, initial={"key": new_id()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = services.report(
                actor=request.actor, hat=hat, report_id=form.cleaned_data["key"], told=form.told  # type: ignore[attr-defined]
            )  # fmt: skip
        except Unknown:
            raise Http404 from None
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est envoyé. Vous suivez ici ce qui est fait."))
            return HttpResponseRedirect(reverse("safety:followed", args=[made.pk]), status=303)
    context = {"form": form, "reports": [] if message_id else mine(hat), "exchange": found}
    return render(request, "safety/report.html", context, status=REFUSED if form.errors else 200)


@require_safe
@page(*REPORTERS, service=SERVICE, before_opening=True)
def followed(request: HatRequest, report_id: uuid.UUID) -> HttpResponse:
    """What becomes of what somebody reported: where it stands, and how it ended."""
    try:
        found = my_report(request.hat, report_id)
    except Unknown:
        raise Http404 from None
    return render(request, "safety/followed.html", {"report": found})
