"""Folders of one's own: made, named otherwise, taken away."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.public import HatRequest, exercises, page
from preau.messaging import rules, services
from preau.messaging.selectors.folders import own_folders
from preau.messaging.services import Refused, Unknown
from preau.messaging.services.folders import LONGEST_NAME, MOST_FOLDERS
from preau.messaging.views.boxes import PROFILES, SERVICE

REFUSED = 422


def _page(request: HatRequest, problem: str = "", name: str = "", status: int = 200) -> HttpResponse:
    own = own_folders(request.hat)
    context = {
        "own": own, "problem": problem, "name": name, "longest": LONGEST_NAME, "full": len(own) >= MOST_FOLDERS,
    }  # fmt: skip
    return render(request, "messaging/folders.html", context, status=status)


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("messaging:folders"), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*PROFILES, service=SERVICE)
@exercises(rules.FILE)
def folders(request: HatRequest) -> HttpResponse:
    """The folders of this mailbox; one more."""
    if request.method != "POST":
        return _page(request)
    name = request.POST.get("nom", "")
    try:
        made = services.make_folder(actor=request.actor, hat=request.hat, name=name)
    except Refused as refusal:
        return _page(request, str(refusal), name, REFUSED)
    messages.success(request, _("Dossier « %(name)s » créé.") % {"name": made.name})
    return _back()


@require_POST
@page(*PROFILES, service=SERVICE)
@exercises(rules.FILE)
def change_folder(request: HatRequest, own_id: uuid.UUID) -> HttpResponse:
    """A folder is named otherwise, or taken away: what it holds goes back where it came from."""
    actor, hat = request.actor, request.hat
    try:
        if request.POST.get("acte") == "supprimer":
            number = services.delete_folder(actor=actor, hat=hat, own=own_id)
            told = ngettext(
                "%(num)s message est revenu à sa place.", "%(num)s messages sont revenus à leur place.", number
            )
            messages.success(request, _("Dossier supprimé.") + (f" {told % {'num': number}}" if number else ""))
        else:
            row = services.rename_folder(actor=actor, hat=hat, own=own_id, name=request.POST.get("nom", ""))
            messages.success(request, _("Le dossier s’appelle « %(name)s ».") % {"name": row.name})
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        return _page(request, str(refusal), status=REFUSED)
    return _back()
