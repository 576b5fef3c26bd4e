"""The requests of a school for whoever answers them; what climbed, for those above."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, exercises, page, platform_wide
from preau.directory.enums import Profile
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.helpdesk import rules, services
from preau.helpdesk.enums import State
from preau.helpdesk.forms import AnswerForm
from preau.helpdesk.selectors.climbed import waiting_above
from preau.helpdesk.selectors.requests import desk_of, one_of
from preau.ui.helping import help_for

SERVICE = "aide"
CHANGED, REFUSED = 409, 422


@require_safe
@page(right=Right.ANSWER_HELP, service=SERVICE)
def desk(request: HatRequest) -> HttpResponse:
    """Requests by state, those that wait first."""
    return render(request, "helpdesk/desk.html", {"groups": desk_of(request.hat), "State": State})


def _one(request: HatRequest, request_id: uuid.UUID) -> Any:
    try:
        return one_of(request.hat, request_id)
    except Unknown:
        raise Http404 from None


def _page(request: HatRequest, row: Any, form: AnswerForm | None = None, *, status: int = 200) -> HttpResponse:
    context = {
        "row": row, "told": help_for(row.page), "overtaken": status == CHANGED,
        "form": form or AnswerForm(is_stranger=row.is_of_stranger),
    }  # fmt: skip
    return render(request, "helpdesk/one.html", context, status=status)


@require_safe
@page(right=Right.ANSWER_HELP, service=SERVICE)
def one(request: HatRequest, request_id: uuid.UUID) -> HttpResponse:
    """One request, and its answer."""
    return _page(request, _one(request, request_id))


@require_POST
@page(right=Right.ANSWER_HELP, service=SERVICE)
@exercises(rules.ANSWER)
def answer(request: HatRequest, request_id: uuid.UUID) -> HttpResponse:
    """Answer it; a colleague's answer given meanwhile is shown, and what was typed stays."""
    row = _one(request, request_id)
    form = AnswerForm(request.POST, is_stranger=row.is_of_stranger)
    if not form.is_valid():
        return _page(request, row, form, status=REFUSED)
    try:
        services.answer(
            actor=request.actor, hat=request.hat, request_id=request_id, text=form.cleaned_data["text"]
        )  # fmt: skip
    except Overtaken:
        return _page(request, _one(request, request_id), form, status=CHANGED)
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return _page(request, row, form, status=REFUSED)
    messages.success(request, _("C’est noté : la demande a sa réponse."))
    return HttpResponseRedirect(reverse("helpdesk:desk"), status=303)


@require_POST
@page(right=Right.ANSWER_HELP, service=SERVICE)
@exercises(rules.ANSWER)
def close(request: HatRequest, request_id: uuid.UUID) -> HttpResponse:
    """It is over."""
    _one(request, request_id)
    try:
        services.close(actor=request.actor, hat=request.hat, request_id=request_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("helpdesk:one", args=[request_id]), status=303)
    messages.success(request, _("La demande est close."))
    return HttpResponseRedirect(reverse("helpdesk:desk"), status=303)


@require_safe
@page(Profile.LOCAL_AUTHORITY, OPERATOR, service=SERVICE)
@platform_wide
def above(request: HatRequest) -> HttpResponse:
    """What waits without an answer in the schools below: counts, never a name nor a text."""
    rows = [(one, help_for(one.page)) for one in waiting_above(request.hat)]
    return render(request, "helpdesk/above.html", {"rows": rows, "is_operator": request.hat.profile == OPERATOR})
