"""The desk where staff act for families: a word answered for somebody, its receipt, and words on paper."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, acts_for, exercises, page, served_by
from preau.directory.errors import Refused, Unknown
from preau.files.public import arrivals, files_of_things, place_of, receipts_shown
from preau.kernel.behalf import CONTEST_DAYS, Means
from preau.kernel.ids import new_id
from preau.liaison import rules
from preau.liaison.enums import Choice
from preau.liaison.paper import as_pdf
from preau.liaison.selectors.behalf import (
    PROOF,
    answer_at_desk,
    entries_of,
    families_on_paper,
    is_on_paper,
    line_at_desk,
    sheets_of,
)
from preau.liaison.selectors.counter import families_found, words_at_counter
from preau.liaison.selectors.family import former_of, reading_of
from preau.liaison.services import answer_for, hand_over, print_sheets, put_on_paper
from preau.liaison.views import school_of
from preau.liaison.views.family import SERVICE
from preau.ui import slots
from preau.ui.listing import typed


class ForFamilyForm(forms.Form):
    """How a family answered, and what it adds."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    means = forms.ChoiceField(
        label=gettext_lazy("Comment la famille a-t-elle répondu ?"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Means.PHONE, Means.DESK, Means.PAPER)],
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Ce que la famille ajoute"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.ACT_FOR_FAMILIES, service=SERVICE)
@exercises(rules.ANSWER_FOR)
def for_family(request: HatRequest, word_id: uuid.UUID, pupil_id: uuid.UUID, family_id: uuid.UUID) -> HttpResponse:
    """A word as that person of the family has it, answered for her."""
    try:
        line, who = line_at_desk(request.hat, word_id, pupil_id, family_id)
    except Unknown:
        raise Http404 from None
    form = ForFamilyForm(request.POST if request.method == "POST" else None, initial={"key": new_id()})
    status, chosen, receipts = 200, request.POST.get("reponse", ""), request.POST.getlist("preuve-recus")
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                proofs = arrivals(
                    hat=request.hat, kind=PROOF, school_id=line.word.school_id, receipts=receipts,
                    sent=request.FILES.getlist("preuve"),
                )  # fmt: skip
                told = form.cleaned_data
                made = answer_for(
                    actor=request.actor, hat=request.hat, word_id=word_id, pupil_id=pupil_id, family_id=family_id,
                    choice=chosen, means=told["means"], proofs=proofs, text=told["text"], reply_id=told["key"],
                )  # fmt: skip
                messages.success(request, _("C’est enregistré : la famille est prévenue, voici son reçu."))
                return redirect("liaison:receipt", answer_id=made.pk)
            except Refused as refused:
                form.add_error(None, str(refused))
    context = {
        "line": line, "word": line.word, "who": who, "form": form, "chosen": chosen,
        "tongue": reading_of(family_id), "labels": dict(Choice.choices),
        "files": place_of(request.hat, PROOF, line.word.school_id), "came": receipts_shown(receipts),
        "proofs": files_of_things(PROOF, [line.mine.pk]).get(line.mine.pk, []) if line.mine else [],
        "former": former_of(line.mine), "on_paper": is_on_paper(line.word.school_id, family_id),
    }  # fmt: skip
    return render(request, "liaison/for_family.html", context, status=status)


@require_safe
@page(right=Right.ACT_FOR_FAMILIES, service=SERVICE)
def receipt(request: HatRequest, answer_id: uuid.UUID) -> HttpResponse:
    """What is given to the family: what was entered, by whom, and how to contest it. Made to be printed."""
    try:
        found = answer_at_desk(request.hat, answer_id)
    except Unknown:
        raise Http404 from None
    context = {"answer": found, "label": Choice(found.choice).label, "days": CONTEST_DAYS}
    return render(request, "liaison/receipt.html", context)


@require_safe
@page(right=Right.ACT_FOR_FAMILIES, service=SERVICE)
def paper(request: HatRequest) -> HttpResponse:
    """What is to be printed, what was and waits, and for whom."""
    return _paper(request)


def _paper(request: HatRequest, said: str = "", status: int = 200) -> HttpResponse:
    school = school_of(request.hat)
    sheets = sheets_of(school.id)
    context = {
        "to_print": [one for one in sheets if one.printed is None],
        "printed": [one for one in sheets if one.printed is not None],
        "families": families_on_paper(school.id), "said": said,
    }  # fmt: skip
    return render(request, "liaison/paper.html", context, status=status)


@require_POST
@page(right=Right.ACT_FOR_FAMILIES, service=SERVICE)
@exercises(rules.PRINT)
def print_words(request: HatRequest) -> HttpResponse:
    """A PDF of the sheets chosen, noted as printed; or that they were handed over."""
    school, keys = school_of(request.hat), set(request.POST.getlist("feuille"))
    doing: dict[str, Any] = {"actor": request.actor, "hat": request.hat, "school_id": school.id}
    if request.POST.get("remises"):
        count = hand_over(**doing, keys=keys)
        said = ngettext("%(num)s feuille est notée remise.", "%(num)s feuilles sont notées remises.", count)
        messages.success(request, said % {"num": count})
        return redirect("liaison:paper")
    try:
        sheets = print_sheets(**doing, keys=keys)
    except Refused as refused:
        return _paper(request, str(refused), 422)
    response = HttpResponse(as_pdf(sheets, school.name), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="mots.pdf"'
    return response


@require_POST
@page(right=Right.ACT_FOR_FAMILIES, service=SERVICE)
@exercises(rules.PUT_ON_PAPER)
def set_paper(request: HatRequest, family_id: uuid.UUID) -> HttpResponse:
    """Print the words of somebody from now on, or no more."""
    school, on_paper = school_of(request.hat), request.POST.get("papier") == "oui"
    try:
        put_on_paper(
            actor=request.actor, hat=request.hat, school_id=school.id, person_id=family_id, on_paper=on_paper
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    said = _("Ses mots seront imprimés.") if on_paper else _("Ses mots ne seront plus imprimés.")
    messages.success(request, said)
    back = request.POST.get("retour", "")
    return redirect(back if back.startswith("/carnet/") else "liaison:paper")


@require_safe
@page(right=Right.ACT_FOR_FAMILIES, service=SERVICE)
def counter(request: HatRequest) -> HttpResponse:
    """Families, found by a child, by who answers for them, or by a class."""
    text = typed(request.GET, "q")
    families, more = families_found(request.hat, school_of(request.hat), text)
    return render(request, "liaison/counter.html", {"text": text, "families": families, "more": more})


@require_safe
@page(right=Right.ACT_FOR_FAMILIES, service=SERVICE)
def counter_family(request: HatRequest, pupil_id: uuid.UUID, family_id: uuid.UUID) -> HttpResponse:
    """What waits for that person of the family, about that child."""
    school = school_of(request.hat)
    try:
        lines, who = words_at_counter(request.hat, school, pupil_id, family_id)
    except Unknown:
        raise Http404 from None
    request.served = served_by(request.hat, pupil_id, family_id)  # type: ignore[attr-defined]  # for the rooms' cards
    first, after = slots.filled("counter.family", request)
    context = {
        "lines": lines, "who": who, "pupil_id": pupil_id, "on_paper": is_on_paper(school.id, family_id),
        "child": lines[0].child if lines else "", "cards": [*first, *after],
        "acts": acts_for(request.served) if request.served else (),  # type: ignore[attr-defined]
        "entries": entries_of(school.id, family_id),
    }  # fmt: skip
    return render(request, "liaison/counter_family.html", context)
