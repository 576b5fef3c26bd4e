"""News at the counter: what staff enter for a family that phones, comes or sends a sheet back; and what it contests."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, Served, exercises, page, served_by
from preau.directory.errors import Refused, Unknown
from preau.files.public import arrivals, files_of_things, place_of, receipts_shown
from preau.kernel.behalf import CONTEST_DAYS, Means
from preau.kernel.ids import new_id
from preau.news import rules
from preau.news.enums import PROOF
from preau.news.selectors.counter import entered_for
from preau.news.selectors.polls import poll_shown
from preau.news.selectors.reading import item_for, waits
from preau.news.services import acknowledge_for, contest, vote_for
from preau.news.views.reading import READERS, item_page
from preau.ui.texts import paragraphs


class ForFamilyForm(forms.Form):
    """How a family answered."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    means = forms.ChoiceField(
        label=gettext_lazy("Comment la famille a-t-elle répondu ?"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Means.PHONE, Means.DESK, Means.PAPER)],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.ACT_FOR_FAMILIES, service="actualites")
@exercises(rules.ANSWER_FOR)
def for_family(request: HatRequest, pupil_id: uuid.UUID, person_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """An item as that person of the family has it, and what they answer, entered for them."""
    served = served_by(request.hat, pupil_id, person_id)
    try:
        if served is None:
            raise Unknown("nobody of that family at their desk")
        item = item_for(served.hat, item_id)
    except Unknown:
        raise Http404 from None
    form = ForFamilyForm(request.POST if request.method == "POST" else None, initial={"key": new_id()})
    status, receipts = 200, request.POST.getlist("preuve-recus")
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _enter(request, served, item.school_id, item_id, form.cleaned_data)
                messages.success(request, _("C’est enregistré : la famille est prévenue."))
                return redirect(request.path)
            except Refused as refused:
                form.add_error(None, str(refused))
    known = entered_for(served, item)
    context = {
        "item": item, "served": served, "form": form, "text": paragraphs(item.text), "asks": waits(item),
        "poll": poll_shown(item, served.hat.person_id), "known": known, "days": CONTEST_DAYS,
        "files": place_of(request.hat, PROOF, item.school_id), "came": receipts_shown(receipts),
        "proofs": files_of_things(PROOF, [known.pk]).get(known.pk, []) if known else [],
    }  # fmt: skip
    return render(request, "news/for_family.html", context, status=status)


def _enter(
    request: HatRequest, served: Served, school_id: uuid.UUID, item_id: uuid.UUID, told: dict[str, Any]
) -> None:  # fmt: skip
    """One of the two: that they know, or their answer to the question."""
    if "reponse" in request.POST:
        chosen = [int(one) for one in request.POST.getlist("reponse") if one.isascii() and one.isdigit()]
        vote_for(actor=request.actor, served=served, item_id=item_id, chosen=chosen, key=told["key"])
        return
    proofs = arrivals(
        hat=request.hat, kind=PROOF, school_id=school_id, receipts=request.POST.getlist("preuve-recus"),
        sent=request.FILES.getlist("preuve"),
    )  # fmt: skip
    acknowledge_for(
        actor=request.actor, hat=request.hat, served=served, item_id=item_id, means=told["means"], proofs=proofs
    )  # fmt: skip


@require_POST
@page(*READERS, service="actualites")
@exercises(rules.CONTEST)
def contest_entered(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """They did not say so."""
    try:
        contested = contest(actor=request.actor, hat=request.hat, item_id=item_id)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return item_page(request, item_id, said=str(refused), status=422)
    if contested:
        messages.success(request, _("C’est noté : l’établissement le sait, et l’actualité attend votre réponse."))
    return redirect("news:item", item_id=item_id)
