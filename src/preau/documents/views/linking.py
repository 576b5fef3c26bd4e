"""Public links: opened and closed by staff, read by whoever holds one."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Refused
from preau.documents import rules, services
from preau.documents.enums import Level
from preau.documents.forms import LinkForm
from preau.documents.selectors.reading import placed
from preau.documents.selectors.showing import Linked, linked
from preau.documents.services.linking import digest_of
from preau.documents.views import SERVICE, document_page, or_not_found, page_of
from preau.files.public import public_address_of, size_words
from preau.kernel import clock, counters

HOUR = 3600
AN_HOUR = 600
"""Times that one link is opened in an hour: a whole school that is sent it at once, and no more."""


@require_POST
@page(right=Right.SHARE_DOCUMENTS, service=SERVICE)
@exercises(rules.LINK)
def new_link(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """A new address, told this once."""
    with or_not_found():
        there = placed(request.hat, node_id, Level.WRITE)
    form = LinkForm(request.POST)
    if there.node.is_folder or not form.is_valid():
        return page_of(request, there, said=_("Dites jusqu’à quel jour le lien est ouvert."), status=422)
    try:
        with or_not_found():
            secret = services.open_link(
                actor=request.actor, hat=request.hat, node_id=node_id, ends_on=form.cleaned_data["ends_on"]
            )  # fmt: skip
    except Refused as refused:
        return page_of(request, there, said=str(refused), status=422)
    address = request.build_absolute_uri(reverse("documents:public", args=[secret]))
    return document_page(request, there, secret=address)


@require_POST
@page(right=Right.SHARE_DOCUMENTS, service=SERVICE)
@exercises(rules.LINK)
def close_link(request: HatRequest, node_id: uuid.UUID, link_id: uuid.UUID) -> HttpResponse:
    """The address opens nothing any more."""
    with or_not_found():
        services.end_link(actor=request.actor, hat=request.hat, node_id=node_id, link_id=link_id)
    messages.success(request, _("Le lien n’ouvre plus rien."))
    return redirect("documents:node", node_id=node_id)


def _linked(secret: str) -> Linked:
    found = None if _is_too_often(digest_of(secret)) else linked(secret)
    if found is None:
        raise Http404
    return found


@require_safe
@page(service=SERVICE, public=True)
def public_page(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link opens: a name, a size, a button; nobody's name."""
    found = _linked(secret)
    context = {"name": found.name, "size": size_words(found.size), "ends_on": found.ends_on, "secret": secret}
    answer = render(request, "documents/public.html", context)
    answer["X-Robots-Tag"], answer["Referrer-Policy"], answer["Cache-Control"] = "noindex", "no-referrer", "no-store"
    return answer


@require_safe
@page(service=SERVICE, public=True)
def public_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The document itself."""
    found = _linked(secret)
    answer = HttpResponseRedirect(public_address_of(found.file.id))
    answer["Referrer-Policy"], answer["Cache-Control"] = "no-referrer", "no-store"
    return answer


def _is_too_often(digest: str) -> bool:
    """Whether this link was opened too often in this hour; without the counts of this host nothing is."""
    try:
        now, _before = counters.shared().count(f"documents.link/{digest}", int(clock.now().timestamp()) // HOUR, 1)
    except OSError:
        return False
    return now > AN_HOUR
