"""One's own tokens of the API."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.public import HatRequest, exercises, needs_second_factor, offered_scopes, page
from preau.identity import public as identity
from preau.people import rules
from preau.people.token_desk import Desk, token_desk


def _must_confirm(request: HatRequest) -> HttpResponse | None:
    """A token opens without a second factor, for months: who has one, or needs one, gives it before making it; anybody
    else a code sent to them."""
    mine: Any = request.user
    if not mine.factors and not needs_second_factor(request.hats):
        return identity.must_show(request)
    if not identity.has_second_factor(mine):
        return render(request, "access/no_factor.html", status=403)
    return None if identity.has_just_confirmed(request) else identity.ask_second_factor(request)


@require_http_methods(["GET", "POST"])
@page(service="preferences")
@exercises(rules.MAKE_TOKEN)
def tokens(request: HatRequest) -> HttpResponse:
    """What a tool may do in one's name: make, see the last use, revoke."""
    if request.method == "POST" and "revoke" not in request.POST and (asked := _must_confirm(request)):
        return asked
    desk = Desk(
        actor=request.actor,
        offered=offered_scopes(profiles=frozenset(hat.profile for hat in request.hats)),
        address=reverse("people:tokens"),
        title=_("Mes jetons"),
        intro=_("Un jeton laisse un outil agir en votre nom, sans votre mot de passe. Ne le donnez à personne."),
        crumbs=[(_("Mon compte"), reverse("people:account")), (_("Mes jetons"), "")],
        account_id=request.user.pk,
    )
    return token_desk(request, desk)
