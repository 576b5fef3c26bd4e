"""The counter's own page for what other rooms let staff do for a family; its receipt; what the family says of it."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, acts_for, exercises, family_acts, page, served_by
from preau.directory.errors import Refused, Unknown
from preau.files.public import arrivals, files_of_things, place_of, receipts_shown
from preau.kernel.behalf import CONTEST_DAYS, Means
from preau.kernel.ids import new_id
from preau.liaison import rules
from preau.liaison.selectors.behalf import ENTRY_PROOF, entry_shown
from preau.liaison.services import contest_entry, enter
from preau.liaison.views.family import FAMILY, SERVICE


class HowForm(forms.Form):
    """How the family asked."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    means = forms.ChoiceField(
        label=gettext_lazy("Comment la famille l’a-t-elle demandé ?"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Means.PHONE, Means.DESK, Means.PAPER)],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.ACT_FOR_FAMILIES, service=SERVICE)
@exercises(rules.ENTER)
def act_for(request: HatRequest, pupil_id: uuid.UUID, family_id: uuid.UUID, act: str) -> HttpResponse:
    """The form of that act, and how the family asked for it."""
    served = served_by(request.hat, pupil_id, family_id)
    chosen = next((one for one in acts_for(served) if one.key == act), None) if served is not None else None
    school = request.hat.school
    if served is None or chosen is None or school is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form, how = chosen.form(data, served), HowForm(data, initial={"key": new_id()})
    status, receipts = 200, request.POST.getlist("preuve-recus")
    if data is not None:
        status = 422
        if form.is_valid() & how.is_valid():
            try:
                proofs = arrivals(
                    hat=request.hat, kind=ENTRY_PROOF, school_id=school.id, receipts=receipts,
                    sent=request.FILES.getlist("preuve"),
                )  # fmt: skip
                made = enter(
                    actor=request.actor, hat=request.hat, pupil_id=pupil_id, family_id=family_id, act=act,
                    told=form.cleaned_data, means=how.cleaned_data["means"], entry_id=how.cleaned_data["key"],
                    proofs=proofs,
                )  # fmt: skip
                messages.success(request, _("La famille est prévenue : voici son reçu."))
                return redirect("liaison:entry_receipt", entry_id=made.pk)
            except Refused as refused:
                how.add_error(None, str(refused))
            except Unknown:
                raise Http404 from None
    context = {
        "act": chosen, "served": served, "form": form, "how": how,
        "files": place_of(request.hat, ENTRY_PROOF, school.id), "came": receipts_shown(receipts),
    }  # fmt: skip
    return render(request, "liaison/act_for.html", context, status=status)


@require_safe
@page(right=Right.ACT_FOR_FAMILIES, service=SERVICE)
def entry_receipt(request: HatRequest, entry_id: uuid.UUID) -> HttpResponse:
    """What is given to the family. Made to be printed."""
    return _entry_page(request, entry_id)


@require_safe
@page(*FAMILY, service=SERVICE, before_opening=True)
def entry(request: HatRequest, entry_id: uuid.UUID) -> HttpResponse:
    """What was done in one's name, with what to do where one did not ask for it."""
    return _entry_page(request, entry_id)


def _entry_page(request: HatRequest, entry_id: uuid.UUID, *, said: str = "", status: int = 200) -> HttpResponse:
    try:
        found = entry_shown(request.hat, entry_id)
    except Unknown:
        raise Http404 from None
    known = family_acts().get(found.act)
    context = {
        "entry": found, "act": known.label if known else found.act, "days": CONTEST_DAYS, "said": said,
        "proofs": files_of_things(ENTRY_PROOF, [found.pk]).get(found.pk, []), "at_desk": request.hat.is_staff,
    }  # fmt: skip
    return render(request, "liaison/entry.html", context, status=status)


@require_POST
@page(*FAMILY, service=SERVICE, before_opening=True)
@exercises(rules.CONTEST_ENTRY)
def contest_one(request: HatRequest, entry_id: uuid.UUID) -> HttpResponse:
    """They did not ask for it."""
    try:
        found = contest_entry(actor=request.actor, hat=request.hat, entry_id=entry_id)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return _entry_page(request, entry_id, said=str(refused), status=422)
    messages.success(request, found.undone or _("C’est noté : l’établissement le sait."))
    return redirect("liaison:entry", entry_id=entry_id)
