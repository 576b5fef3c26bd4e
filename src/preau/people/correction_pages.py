"""Requests for correction, for the head and the secretary of the school."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.services.corrections import is_imported
from preau.people import rules
from preau.people.enums import CorrectableField, CorrectionState
from preau.people.forms import DecisionForm
from preau.people.own_data import correction_of, sent_corrections, waiting_corrections
from preau.people.services import decide_correction
from preau.ui.listing import paged
from preau.ui.seen import OVERTAKEN


@require_safe
@page(right=Right.CORRECT_RECORDS, service="donnees")
def corrections(request: HatRequest) -> HttpResponse:
    """What waits for an answer, and what is still to be put right at the source."""
    part = paged(waiting_corrections(request.hat), request.GET, address=reverse("people:corrections"))
    context = {
        "waiting": part.rows,
        "part": part,
        "sent": sent_corrections(request.hat),
        "words": dict(CorrectableField.choices),
    }
    return render(request, "people/corrections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.CORRECT_RECORDS, service="donnees")
@exercises(rules.DECIDE_CORRECTION)
def decide(request: HatRequest, request_id: uuid.UUID) -> HttpResponse:
    """One request: what the record says, what is asked, then accept or refuse with a word."""
    try:
        asked = correction_of(request.hat, request_id)
    except Unknown:
        raise Http404 from None
    status = 200
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"seen": asked.proposed})
    if request.method == "POST" and form.is_valid():
        try:
            decide_correction(
                actor=request.actor, hat=request.hat, request_id=request_id,
                accepted=request.POST.get("choice") == "accepter",
                answer=form.cleaned_data["answer"], seen=form.cleaned_data["seen"],
            )  # fmt: skip
        except Overtaken as overtaken:
            # What it has become is shown, the word that was typed stays.
            messages.error(request, str(overtaken))
            asked, status = correction_of(request.hat, request_id), OVERTAKEN
            form.data = {"answer": form.cleaned_data["answer"], "seen": asked.proposed}
        except Refused as refusal:
            form.add_error("answer", str(refusal))
        else:
            messages.success(
                request, _("Votre réponse est enregistrée. La personne la lit sur sa page « Mes données ».")
            )
            return redirect("people:corrections")
    context = {
        "asked": asked,
        "label": CorrectableField(asked.field).label,
        "held": getattr(asked.person, asked.field) or _("rien"),
        "imported": is_imported(asked.person_id),
        "waits": asked.state == CorrectionState.WAITING,
        "form": form,
    }
    return render(request, "people/decide_correction.html", context, status=422 if form.errors else status)
