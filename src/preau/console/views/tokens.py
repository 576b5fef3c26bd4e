"""Tokens that a school or a collectivity lends to partners' tools."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, offered_scopes, page
from preau.console import rules
from preau.directory.enums import Profile
from preau.people.public import Desk, token_desk


@require_http_methods(["GET", "POST"])
@page(right=Right.LEND_TOKENS, service="administration")
@exercises(rules.LEND_TOKEN)
def tokens(request: HatRequest) -> HttpResponse:
    """Which tools read what, until when, when they last came; made and revoked by who administers, and journaled."""
    hat = request.hat
    officer = hat.profile == Profile.LOCAL_AUTHORITY
    if not officer and hat.school is None:
        raise Http404
    desk = Desk(
        actor=request.actor,
        offered=offered_scopes(school=not officer, authority=officer),
        address=reverse("console:tokens"),
        title=_("Jetons des partenaires"),
        intro=_("Un jeton laisse l’outil d’un partenaire lire ce que vous cochez, jusqu’à sa fin. Rien d’autre."),
        crumbs=[(_("Administration"), reverse("console:home")), (_("Jetons des partenaires"), "")],
        school_id=None if officer or hat.school is None else hat.school.id,
        authority_id=hat.local_authority_id if officer else None,
    )
    return token_desk(request, desk)
