"""Pages of the footer, open to anyone; and the form that reaches the person who answers for accessibility."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.public import OPERATOR, exercises, page
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.directory.retention import days_kept
from preau.kernel.actor import Actor
from preau.people.public import notice_for
from preau.portal import rules
from preau.portal.forms import DifficultyForm
from preau.portal.selectors.contact import contact_for
from preau.portal.selectors.privacy import cookie_lines, personal_uses, term_lines
from preau.portal.services import close_difficulty, tell_difficulty
from preau.ui import conformity


@require_safe
@page(public=True, service="accessibilite")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement, made from the kept grid."""
    grid = conformity.grid()
    context = {
        "grid": grid,
        "state": conformity.state_words(),
        "counts": [(conformity.STATES[state], count) for state, count in grid.counts().items()],
        "contact": contact_for(request.hat),  # type: ignore[attr-defined]
    }
    return render(request, "portal/accessibility.html", context)


@require_safe
@page(public=True, service="accessibilite")
def accessibility_grid(request: HttpRequest) -> HttpResponse:
    """All criteria, theme by theme."""
    grid = conformity.grid()
    themes = [
        (number, title, [one for one in grid.criteria if one.theme == number])
        for number, title in enumerate(conformity.THEMES, start=1)
    ]
    context = {"grid": grid, "themes": themes, "methods": conformity.METHODS, "states": conformity.STATES}
    return render(request, "portal/accessibility_grid.html", context)


@require_safe
@page(public=True, service="accessibilite")
def accessibility_plan(request: HttpRequest) -> HttpResponse:
    """The multi-year plan."""
    return render(request, "portal/accessibility_plan.html")


@require_http_methods(["GET", "HEAD", "POST"])
@page(public=True, service="accessibilite")
@exercises(rules.WRITE_CONTACT)
def contact(request: HttpRequest) -> HttpResponse:
    """Tell a difficulty of access to a named person."""
    hat, actor = request.hat, request.actor  # type: ignore[attr-defined]
    reaches = contact_for(hat)
    form = DifficultyForm(request.POST or None, initial={"page": request.GET.get("page", "")[:300]})
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "portal/contact.html", {"form": form, "contact": reaches}, status=status)
    told = tell_difficulty(
        actor=actor or Actor(label=_("Une personne non connectée")),
        contact=reaches,
        **form.cleaned_data,
    )
    return HttpResponseRedirect(f"{reverse('portal:contact_sent')}?recu={told.pk.hex[-8:]}")


@require_safe
@page(public=True, service="accessibilite")
def contact_sent(request: HttpRequest) -> HttpResponse:
    """A dated receipt."""
    return render(
        request,
        "portal/contact_sent.html",
        {"reference": request.GET.get("recu", "")[:8], "contact": contact_for(request.hat)},  # type: ignore[attr-defined]
    )


@require_POST
@page(Profile.LOCAL_AUTHORITY, OPERATOR)
@exercises(rules.ANSWER_CONTACT)
def contact_answered(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """The named person has answered."""
    try:
        close_difficulty(actor=request.actor, hat=request.hat, request_id=request_id)  # type: ignore[attr-defined]
    except Unknown:
        raise Http404 from None
    messages.success(request, _("C’est noté : cette demande a reçu sa réponse."))
    return HttpResponseRedirect(reverse("portal:home"))


@require_safe
@page(public=True, service="mentions")
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes and hosts."""
    return render(request, "portal/legal.html", {"contact": contact_for(request.hat)})  # type: ignore[attr-defined]


@require_safe
@page(public=True, service="donnees")
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why, who sees it, how long, told by the program's own declarations; and their rights."""
    return render(request, "portal/privacy.html", {**_told_of_data(request), "cookies": cookie_lines()})


@require_safe
@page(public=True, service="donnees")
def privacy_simple(request: HttpRequest) -> HttpResponse:
    """The same for pupils, in simple words."""
    return render(request, "portal/privacy_simple.html", _told_of_data(request))


def _told_of_data(request: HttpRequest) -> dict[str, Any]:
    return {
        "notice": notice_for(request.hat),  # type: ignore[attr-defined]
        "uses": personal_uses(),
        "terms": term_lines(),
        "leaver_days": days_kept(),
        "signed_in": request.hat is not None,  # type: ignore[attr-defined]
    }
