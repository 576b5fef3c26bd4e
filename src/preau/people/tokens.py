"""One's own tokens of the API."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.public import HatRequest, offered_scopes, page
from preau.people.token_desk import Desk, token_desk


@require_http_methods(["GET", "POST"])
@page(service="preferences")
def tokens(request: HatRequest) -> HttpResponse:
    """What a tool may do in one's name: make, see the last use, revoke."""
    desk = Desk(
        actor=request.actor,
        offered=offered_scopes(profiles=frozenset(hat.profile for hat in request.hats)),
        address=reverse("people:tokens"),
        title=_("Mes jetons"),
        intro=_("Un jeton laisse un outil agir en votre nom, sans votre mot de passe. Ne le donnez à personne."),
        crumbs=[(_("Affichage et préférences"), reverse("people:preferences")), (_("Mes jetons"), "")],
        account_id=request.user.pk,
    )
    return token_desk(request, desk)
