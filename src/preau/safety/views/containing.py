"""A stolen account: how much it sent is said first, then it is contained; what is known of it; opened again."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page, staff_to_open
from preau.directory.errors import Refused, Unknown
from preau.kernel.readonly import accounted
from preau.safety import rules, services
from preau.safety.selectors.cases import is_unchanged
from preau.safety.selectors.contained import (
    Reach,
    containment_of,
    containments_for,
    done_by,
    ended_words,
    is_reset,
    moments_of,
    stolen_of,
    withdrawn_lines,
)
from preau.safety.selectors.evidence import WITHDRAWN, files_kept

SERVICE = "signalement"
SINCE = "depuis"
CHANGED, REFUSED = 409, 422


@require_safe
@page(right=Right.CONTAIN, service=SERVICE)
def contained(request: HatRequest) -> HttpResponse:
    """The accounts that were contained."""
    return render(request, "safety/contained.html", {"rows": containments_for(request.hat)})


def _value(one: Reach) -> str:
    """What a choice sends: since when, and how much was read of."""
    return f"{one.key}.{one.sent.messages}.{one.sent.readers}"


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.CONTAIN, service=SERVICE)
@exercises(rules.CONTAIN, sent=SINCE)
def contain(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """From one message: whose account, how many messages and how many people for each moment; then it is done."""
    try:
        stolen = stolen_of(request.hat, message_id)
    except Unknown:
        raise Http404 from None
    moments, problem, status = moments_of(stolen), "", 200
    if request.method == "POST":
        given = request.POST.get(SINCE, "")
        chosen = next((one for one in moments if _value(one) == given), None)
        if chosen is None:
            known = given.partition(".")[0] in {one.key for one in moments}
            problem = _("Leur nombre a changé : relisez.") if known else _("Choisissez depuis quand.")
            status = CHANGED if known else REFUSED
        else:
            try:
                made = services.contain(actor=request.actor, hat=request.hat, message_id=message_id, since=chosen.since)
            except Unknown:
                raise Http404 from None
            except Refused as refusal:
                problem, status = str(refusal), REFUSED
            else:
                messages.success(request, _("Le compte est fermé et ses messages sont retirés."))
                return HttpResponseRedirect(reverse("safety:containment", args=[made.pk]), status=303)
    words = {
        "message": _("Depuis ce message"), "jour": _("Depuis la veille de ce message"),
        "semaine": _("Depuis une semaine avant ce message"),
    }  # fmt: skip
    context = {
        "stolen": stolen, "problem": problem, "SINCE": SINCE,
        "moments": [(one, words[one.key], _value(one)) for one in moments],
        "already": next((one for one in containments_for(request.hat)
                         if one.person_id == stolen.person_id and one.reopened_at is None), None),
    }  # fmt: skip
    return render(request, "safety/contain.html", context, status=status)


def _one(request: HatRequest, containment_id: uuid.UUID) -> Any:
    try:
        return containment_of(request.hat, containment_id)
    except Unknown:
        raise Http404 from None


@require_safe
@page(right=Right.CONTAIN, service=SERVICE)
def one(request: HatRequest, containment_id: uuid.UUID) -> HttpResponse:
    """What was done, what is known, what is not."""
    found = _one(request, containment_id)
    reset = is_reset(found.person_id)
    # Who came before is not in the desk's list of those who never did: their code is shown from here.
    shown = not reset and any(one.person.pk == found.person_id for one in staff_to_open(request.hat))
    context = {
        "row": found, "ended": ended_words(found), "acts": done_by(found), "is_reset": reset, "is_shown_code": shown,
        "files": [(file["name"], one["read"]) for one in withdrawn_lines(found) for file in one.get("files", ())],
    }  # fmt: skip
    return render(request, "safety/containment.html", context)


@require_safe
@page(right=Right.CONTAIN, service=SERVICE)
@exercises(rules.READ_EXCHANGE)
def withdrawn(request: HatRequest, containment_id: uuid.UUID) -> HttpResponse:
    """The messages that were taken away; each reading of them is noted."""
    found = _one(request, containment_id)
    if request.method == "GET":
        with accounted("whoever reads the text of others' messages is noted, each time"):
            services.note_withdrawn_read(actor=request.actor, hat=request.hat, containment_id=containment_id)
    context = {"row": found, "lines": withdrawn_lines(found), "unchanged": is_unchanged(found),
               "files": files_kept(WITHDRAWN, found.pk)}  # fmt: skip
    return render(request, "safety/withdrawn.html", context)


@require_POST
@page(right=Right.CONTAIN, service=SERVICE)
@exercises(rules.REOPEN)
def reopen(request: HatRequest, containment_id: uuid.UUID) -> HttpResponse:
    """The person was seen and chose a new password: the account opens again."""
    _one(request, containment_id)
    try:
        services.reopen(actor=request.actor, hat=request.hat, containment_id=containment_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Le compte est rouvert."))
    return HttpResponseRedirect(reverse("safety:containment", args=[containment_id]), status=303)
