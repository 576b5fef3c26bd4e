"""Names opened by a school to its collectivity or the operator: asked, answered, looked at, closed."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import (
    HatRequest,
    answer_opening,
    ask_opening,
    can,
    close_opening,
    exercises,
    opened_people,
    openings_asked_by,
    openings_of,
    page,
    platform_wide,
    record_look,
)
from preau.console import rules
from preau.console.forms import OpeningForm
from preau.console.views.confided import school_of, words_of
from preau.console.views.settled import settled
from preau.directory.errors import Refused, Settled, Unknown
from preau.directory.selectors import schools_in_scope


@require_http_methods(["GET", "POST"])
@page(right=Right.ADMINISTER, service="administration")
@exercises(rules.ASK_NAMES)
@platform_wide
def openings(request: HatRequest) -> HttpResponse:
    """For a school: requests received. For an officer or the operator: their own, and the way to ask."""
    if can(request.hat, Right.OPEN_NAMES):
        return render(request, "console/openings.html", {"lines": openings_of(school_of(request)), "answers": True})
    if not can(request.hat, Right.ASK_NAMES):
        raise Http404
    form = OpeningForm(request.POST if request.method == "POST" else None, initial={"uai": request.GET.get("uai", "")})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        school = next((one for one in schools_in_scope() if one.uai == asked["uai"].strip().upper()), None)
        try:
            if school is None:
                raise Unknown("not in this hat's schools")
            ask_opening(
                actor=request.actor, school_id=school.pk, local_authority_id=request.hat.local_authority_id,
                reason=asked["reason"], hours=asked["hours"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Unknown:
            form.add_error("uai", _("Aucun de vos établissements n’a ce code."))
        else:
            messages.success(request, _("La demande est partie. L’établissement l’accepte ou la refuse."))
            return redirect("console:openings")
    assert request.hat.person_id is not None
    context = {"lines": openings_asked_by(request.hat.person_id), "answers": False, "form": form}
    return render(request, "console/openings.html", context, status=422 if form.errors else 200)


_ANSWERS = ("ouvrir", "refuser", "fermer")


@require_POST
@page(right=Right.OPEN_NAMES, service="administration")
@exercises(rules.ANSWER_NAMES)
def answer(request: HatRequest, opening_id: uuid.UUID, act: str) -> HttpResponse:
    """Open, refuse, or close before the hour."""
    if act not in _ANSWERS:
        raise Http404
    school_id = school_of(request)
    try:
        if act == "fermer":
            close_opening(actor=request.actor, school_id=school_id, opening_id=opening_id)
        else:
            answer_opening(actor=request.actor, school_id=school_id, opening_id=opening_id, granted=act == "ouvrir")
    except Settled:
        return settled(request, "console:openings")
    except Unknown:
        raise Http404 from None
    said = {
        "ouvrir": _("Les noms sont ouverts. Chaque recherche sera écrite au journal."),
        "refuser": _("La demande est refusée."),
        "fermer": _("Les noms sont fermés."),
    }
    messages.success(request, said[act])
    return redirect("console:openings")


@require_http_methods(["GET", "POST"])
@page(right=Right.ASK_NAMES, service="administration")
@exercises(rules.READ_NAMES)
@platform_wide
def look(request: HatRequest, opening_id: uuid.UUID) -> HttpResponse:
    """Look for a name in a school that opened its names to this person. A search is a POST: it is noted each time."""
    assert request.hat.person_id is not None
    opening = next((one for one in openings_asked_by(request.hat.person_id) if one.id == opening_id), None)
    if opening is None or not opening.is_open:
        raise Http404
    text = request.POST.get("q", "")[:80].replace("\0", "")
    found = opened_people(opening, text) if text else []
    if request.method == "POST":
        try:
            record_look(actor=request.actor, opening_id=opening_id, school_id=opening.school_id, found=len(found))
        except Unknown:
            raise Http404 from None
    lines = [(one, words_of(one)) for one in found]
    return render(request, "console/opened_names.html", {"opening": opening, "q": text, "found": lines})
