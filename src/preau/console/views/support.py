""" "Voir comme": support asks and looks; the school answers, and stops it whenever it likes."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.public import OPERATOR, SUPPORT, VIEWING, HatRequest, exercises, page
from preau.console import rules, selectors
from preau.console.forms import AnswerViewForm, AskViewForm
from preau.console.views.settled import settled
from preau.directory.enums import Profile
from preau.identity import public as identity
from preau.ui.listing import typed


@require_http_methods(["GET", "POST"])
@page(SUPPORT, OPERATOR, service="administration")
@exercises(rules.ASK_VIEW)
def support(request: HatRequest) -> HttpResponse:
    """What was asked of schools and what they opened; ask another."""
    form = AskViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        school = selectors.school_by_uai(form.cleaned_data["uai"])
        if school is None:
            form.add_error("uai", _("Aucun établissement n’a cet identifiant."))
        else:
            identity.ask_view(actor=request.actor, school=school, reason=form.cleaned_data["reason"])
            messages.success(request, _("La demande est partie. L’établissement choisit ce qu’il ouvre."))
            return redirect("console:support")
    asked = [(one, selectors.opening_state(one)) for one in identity.openings_asked_by(request.actor.person_id)]  # type: ignore[arg-type]
    context = {"form": form, "asked": asked}
    return render(request, "console/support.html", context, status=422 if form.errors else 200)


@require_POST
@page(SUPPORT, OPERATOR, service="administration")
@exercises(rules.VIEW_AS)
def view_as(request: HatRequest, opening_id: uuid.UUID) -> HttpResponse:
    """Begin to see what the school opened."""
    if identity.opening_now(opening_id, request.actor.person_id) is None:  # type: ignore[arg-type]
        raise Http404
    request.session[VIEWING] = str(opening_id)
    return redirect("portal:home")


@require_POST
@page(service="administration")
@exercises(rules.STOP_VIEWING)
def stop_viewing(request: HatRequest) -> HttpResponse:
    """Be oneself again."""
    request.session.pop(VIEWING, None)
    return redirect("portal:home")


@require_GET
@page(Profile.HEAD, service="administration")
def view_requests(request: HatRequest) -> HttpResponse:
    """What support asks of this school, what is open, what was."""
    found = identity.openings_of_school(request.hat.schools[0].id)
    return render(
        request, "console/view_requests.html", {"lines": [(one, selectors.opening_state(one)) for one in found]}
    )


def _opening(request: HatRequest, opening_id: uuid.UUID) -> object:
    found = next((one for one in identity.openings_of_school(request.hat.schools[0].id) if one.pk == opening_id), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@page(Profile.HEAD, service="administration")
@exercises(rules.ANSWER_VIEW)
def open_view(request: HatRequest, opening_id: uuid.UUID) -> HttpResponse:
    """Choose whom support may see, and for how long."""
    opening = _opening(request, opening_id)
    text = typed(request.POST) or typed(request.GET)
    form = AnswerViewForm(request.POST or None, initial={"minutes": 30})
    if request.method == "POST" and form.is_valid():
        person = selectors.person_in_reach(form.cleaned_data["person"])
        try:
            if person is None:
                raise Http404
            identity.open_view(
                actor=request.actor, opening_id=opening_id, subject=person, minutes=form.cleaned_data["minutes"]
            )  # fmt: skip
        except identity.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("C’est ouvert, en lecture seule. Vous pouvez fermer à tout moment."))
        return redirect("console:view_requests")
    context = {
        "opening": opening, "q": text, "form": form, "found": selectors.people_found(text) if text else [],
        "times": AnswerViewForm.MINUTES,
    }  # fmt: skip
    return render(request, "console/open_view.html", context, status=422 if form.errors else 200)


@require_POST
@page(Profile.HEAD, service="administration")
@exercises(rules.ANSWER_VIEW)
def close_view(request: HatRequest, opening_id: uuid.UUID) -> HttpResponse:
    """Refuse, or end what was opened."""
    _opening(request, opening_id)
    if not identity.close_view(actor=request.actor, opening_id=opening_id):
        return settled(request, "console:view_requests")
    messages.success(request, _("C’est fermé : l’assistance ne voit plus rien."))
    return redirect("console:view_requests")
