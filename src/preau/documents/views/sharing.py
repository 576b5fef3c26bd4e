"""With whom a folder or a document is shared."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.public import WRITE, HatRequest, exercises, page, search_contacts
from preau.directory.errors import Refused
from preau.documents import rules, services
from preau.documents.enums import Level
from preau.documents.forms import ShareForm
from preau.documents.selectors.reading import Placed, placed
from preau.documents.selectors.sharing import groups_to_share_with, shares_of
from preau.documents.views import PEOPLE, SERVICE, crumbs_of, id_of, or_not_found
from preau.ui.listing import typed


def _page(
    request: HatRequest, there: Placed, *, form: ShareForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    q = typed(request.GET)
    groups = groups_to_share_with(request.hat, there.node)
    context: dict[str, Any] = {
        "there": there, "crumbs": crumbs_of(there, _("Partager")), "shares": shares_of(there.node),
        "form": form or ShareForm(groups=groups, is_folder=there.node.is_folder), "said": said, "q": q,
        "groups": groups, "sentence": there.sentence(),
        "found": search_contacts(request.hat, q, want=WRITE).contacts if q else (),
    }  # fmt: skip
    return render(request, "documents/shares.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*PEOPLE, service=SERVICE)
@exercises(rules.SHARE)
def shares(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """Who reads it, and one more."""
    with or_not_found():
        there = placed(request.hat, node_id, Level.OWN)
    if request.method != "POST":
        return _page(request, there)
    groups = groups_to_share_with(request.hat, there.node)
    person = id_of(request.POST.get("personne", ""))
    form = ShareForm(request.POST, groups=groups, is_folder=there.node.is_folder, by_name=person is not None)
    shown = form if person is None else None
    if not form.is_valid():
        return _page(request, there, form=shown, said=_("Dites avec qui partager."), status=422)
    try:
        with or_not_found():
            services.share(
                actor=request.actor, hat=request.hat, node_id=node_id, gives=form.cleaned_data["gives"],
                key=form.cleaned_data.get("whom", ""), person_id=person, ends_on=form.cleaned_data["ends_on"],
            )  # fmt: skip
    except Refused as refused:
        return _page(request, there, form=shown, said=str(refused), status=422)
    messages.success(request, _("C’est partagé."))
    return redirect("documents:shares", node_id=node_id)


@require_POST
@page(*PEOPLE, service=SERVICE)
@exercises(rules.SHARE)
def end(request: HatRequest, node_id: uuid.UUID, share_id: uuid.UUID) -> HttpResponse:
    """No more with these."""
    with or_not_found():
        services.end_share(actor=request.actor, hat=request.hat, node_id=node_id, share_id=share_id)
    messages.success(request, _("Le partage est retiré."))
    return redirect("documents:shares", node_id=node_id)


@require_safe
@page(*PEOPLE, service=SERVICE)
def options(request: HatRequest) -> HttpResponse:
    """What completes a name being typed."""
    found = search_contacts(request.hat, typed(request.GET), want=WRITE).contacts
    told = [{"id": str(one.person_id), "name": one.name, "detail": one.detail} for one in found]
    count = ngettext("%(num)s proposition", "%(num)s propositions", len(told)) % {"num": len(told)}
    return JsonResponse({"options": told, "count": count})
