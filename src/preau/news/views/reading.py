"""News for who reads them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, can, exercises, page
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.directory.errors import Unknown
from preau.identity.public import own_path
from preau.news import rules
from preau.news.selectors.counter import entered_of
from preau.news.selectors.files import joined_to, lines_of
from preau.news.selectors.polls import poll_shown
from preau.news.selectors.reading import PINNED_FIRST, is_addressed, item_for, news_for, waits, works_on
from preau.news.services import acknowledge
from preau.ui.listing import paged
from preau.ui.texts import paragraphs

READERS = (Profile.STUDENT, Profile.GUARDIAN, *sorted(STAFF_PROFILES))
PER_PAGE = 15


@require_safe
@page(*READERS, service="actualites")
def news_list(request: HatRequest) -> HttpResponse:
    """The pinned item, then the others, the newest first."""
    rows = news_for(request.hat).order_by(*PINNED_FIRST)
    part = paged(rows, request.GET, address=reverse("news:list"), per_page=PER_PAGE)
    context = {
        "part": part,
        "lines": lines_of(part.rows),
        "writes": request.hat.is_staff and can(request.hat, Right.WRITE_NEWS),
        "several": len(request.hat.school_ids) > 1,
    }
    return render(request, "news/list.html", context)


@require_safe
@page(*READERS, service="actualites")
def item(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """One item; a flash asks its reader to say that they know."""
    return item_page(request, item_id)


def item_page(request: HatRequest, item_id: uuid.UUID, *, said: str = "", status: int = 200) -> HttpResponse:
    """The same, after an answer that did not go through: `said` tells why."""
    try:
        found = item_for(request.hat, item_id)
    except Unknown:
        raise Http404 from None
    if not is_addressed(found):
        return redirect("news:review", item_id=item_id)
    context = {
        "item": found,
        "text": paragraphs(found.text),
        "joined": joined_to(found),
        "poll": poll_shown(found, request.hat.person_id),
        "said": said,
        "asks": waits(found),
        "entered": entered_of(request.hat, found) if found.is_flash and not waits(found) else None,
        "works": works_on(request.hat, found),
    }
    return render(request, "news/item.html", context, status=status)


@require_POST
@page(*READERS, service="actualites")
@exercises(rules.ACKNOWLEDGE)
def acknowledge_item(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """They know."""
    try:
        acknowledge(actor=request.actor, hat=request.hat, item_id=item_id)
    except Unknown:
        raise Http404 from None
    messages.success(request, _("C’est noté : vous avez lu cette actualité."))
    if request.POST.get("next"):
        return redirect(own_path(request.POST["next"]))
    back = "portal:home" if request.POST.get("retour") == "accueil" else "news:list"
    return redirect(back)
