"""Reports, for those in charge of them."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, Thing, can, exercises, page, platform_wide
from preau.directory.errors import Refused, Unknown
from preau.kernel.readonly import accounted
from preau.messaging.public import held_in
from preau.safety import rules, services
from preau.safety.enums import Act, State
from preau.safety.forms import CloseForm, NoteForm
from preau.safety.selectors.cases import (
    case_of,
    desk_of,
    frozen_lines,
    involved_in,
    is_unchanged,
    may_be_stopped,
    sender_of,
    steps_of,
)
from preau.safety.selectors.evidence import REPORTED, files_kept

SERVICE = "signalement"
REFUSED = 422


@require_safe
@page(right=Right.HANDLE_REPORTS, service=SERVICE)
@platform_wide
def desk(request: HatRequest) -> HttpResponse:
    """What was reported, those that nobody opened first."""
    return render(request, "safety/desk.html", {"groups": desk_of(request.hat), "State": State})


@require_safe
@page(right=Right.HANDLE_REPORTS, service=SERVICE)
def held(request: HatRequest) -> HttpResponse:
    """Messages that wait until their sender confirms: who, to how many, why; never what they say."""
    schools = request.hat.school_ids if request.hat.is_staff else ()
    mine = [one for one in schools if can(request.hat, Right.HANDLE_REPORTS, Thing(one))]
    return render(request, "safety/held.html", {"lines": held_in(mine)})


def _case(request: HatRequest, report_id: uuid.UUID) -> Any:
    try:
        return case_of(request.hat, report_id)
    except Unknown:
        raise Http404 from None


@require_safe
@page(right=Right.HANDLE_REPORTS, service=SERVICE)
@platform_wide
def case(request: HatRequest, report_id: uuid.UUID) -> HttpResponse:
    """One report; showing it opens it, and whoever reported hears so."""
    found = _case(request, report_id)
    if request.method == "GET" and found.state == State.SENT:
        with accounted("a report that is shown is opened: it climbs no more, and whoever reported is told"):
            services.open_case(actor=request.actor, hat=request.hat, report=found)
        found = _case(request, report_id)
    return _page(request, found)


def _page(
    request: HatRequest, found: Any, *, note: NoteForm | None = None, close: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    sender, steps = sender_of(found), steps_of(found)
    context = {
        "contains": can(request.hat, Right.CONTAIN), "report": found, "involved": involved_in(found), "steps": steps,
        "sender": sender,
        "stoppable": sender is not None and may_be_stopped(request.hat, found, sender)
        and not any(one.act == Act.STOPPED for one in steps),
        "note": note or NoteForm(), "close": close or CloseForm(),
    }  # fmt: skip
    return render(request, "safety/case.html", context, status=status)


@require_safe
@page(right=Right.HANDLE_REPORTS, service=SERVICE)
@exercises(rules.READ_EXCHANGE)
@platform_wide
def exchange(request: HatRequest, report_id: uuid.UUID) -> HttpResponse:
    """The exchange as it was frozen; each reading of it is noted."""
    found = _case(request, report_id)
    if not found.frozen:
        raise Http404
    if request.method == "GET":
        with accounted("whoever reads the text of others' messages is noted, each time"):
            services.note_reading(actor=request.actor, hat=request.hat, report=found)
    context = {"report": found, "lines": frozen_lines(found), "unchanged": is_unchanged(found),
               "files": files_kept(REPORTED, found.pk)}  # fmt: skip
    return render(request, "safety/exchange.html", context)


def _done(request: HatRequest, report_id: uuid.UUID, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("safety:case", args=[report_id]), status=303)


@require_POST
@page(right=Right.HANDLE_REPORTS, service=SERVICE)
@exercises(rules.HANDLE)
@platform_wide
def note(request: HatRequest, report_id: uuid.UUID) -> HttpResponse:
    """A note for the others in charge."""
    found, form = _case(request, report_id), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, note=form, status=REFUSED)
    return _done(
        request, report_id,
        lambda: services.note_in(
            actor=request.actor, hat=request.hat, report_id=report_id, text=form.cleaned_data["note"]
        ),
        _("Votre note est gardée."),
    )  # fmt: skip


@require_POST
@page(right=Right.HANDLE_REPORTS, service=SERVICE)
@exercises(rules.STOP_SENDING)
@platform_wide
def stop(request: HatRequest, report_id: uuid.UUID) -> HttpResponse:
    """The sender of the message writes to nobody any more; their class goes on."""
    _case(request, report_id)
    return _done(
        request, report_id,
        lambda: services.stop_sending(actor=request.actor, hat=request.hat, report_id=report_id),
        _("Cette personne n’envoie plus de message, dès maintenant. La direction le rend dans « Suspensions »."),
    )  # fmt: skip


@require_POST
@page(right=Right.HANDLE_REPORTS, service=SERVICE)
@exercises(rules.HANDLE)
@platform_wide
def close(request: HatRequest, report_id: uuid.UUID) -> HttpResponse:
    """It is over: whoever reported reads how."""
    found, form = _case(request, report_id), CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, close=form, status=REFUSED)
    return _done(
        request, report_id,
        lambda: services.close_case(
            actor=request.actor, hat=request.hat, report_id=report_id, outcome=form.cleaned_data["outcome"]
        ),
        _("Le signalement est clos. La personne qui a signalé lira votre réponse."),
    )  # fmt: skip
