"""The page of notices, what one does with them, and the bell's number."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from preau.access.public import CHILD_KEY, HAT_KEY, Hat, exercises, page, waiting_in_entries
from preau.notifications import rules
from preau.notifications.selectors.notices import ACCOUNT, centre_of, line_of, target_of
from preau.notifications.services import read_notice, read_notices

SERVICE = "avis"
MOST = 500
"""Notices that one form may name."""


def _asked(request: HttpRequest, hat: Hat) -> str:
    """The tab: the one asked for, the worn child's, or all."""
    wanted = request.GET.get("pour")
    if wanted is None:
        return hat.child.person_id.hex if hat.child is not None and len(hat.children) > 1 else ""
    known = {child.person_id.hex for child in hat.children} | {ACCOUNT}
    return wanted if wanted in known else ""


@require_safe
@page(service=SERVICE, before_opening=True)
def centre(request: HttpRequest) -> HttpResponse:
    """Everything that waits, of one child or of all; then what was read."""
    hat: Hat = request.hat  # type: ignore[attr-defined]
    tab = _asked(request, hat)
    shown = centre_of(hat, request.hats, tab=tab)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"centre": shown, "tab": tab, "tabs": _tabs(shown.tabs, tab)}
    return render(request, "notifications/centre.html", context)


def _tabs(tabs: Any, current: str) -> list[tuple[str, str, bool]]:
    if not tabs:
        return []

    def named(name: str, number: int) -> str:
        return _("%(name)s (%(num)s)") % {"name": name, "num": number} if number else name

    total = sum(number for _key, _name, number in tabs)
    return [
        (named(_("Tout"), total), "?pour=tout", not current),
        *((named(name or _("Pour moi"), number), "?" + urlencode({"pour": key}), key == current)
          for key, name, number in tabs),
    ]  # fmt: skip


@require_safe
@page(service=SERVICE, before_opening=True)
def count(request: HttpRequest) -> HttpResponse:
    """How many wait, for the bell of a page that is open: no more is asked than who asks."""
    number = request.user.unread  # type: ignore[union-attr]
    # A page that is left open asks by itself: that is no sign that somebody is there, and keeps no session alive.
    request.session.accessed = False
    entries = {url: {"count": some, "label": words} for url, (some, words) in waiting_in_entries(request).items()}
    return JsonResponse({"count": number, "label": label_of(number), "entries": entries})


def label_of(number: int) -> str:
    """The bell's name for who does not see it."""
    if not number:
        return _("Avis : rien de nouveau")
    return ngettext("Avis : %(num)s nouveau", "Avis : %(num)s nouveaux", number) % {"num": number}


@require_safe
@page(service=SERVICE, before_opening=True)
def one(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Where a mail or a device leads: to what the notice tells of, or to the hat under which it is read."""
    hat: Hat = request.hat  # type: ignore[attr-defined]
    found = target_of(hat, request.hats, notice_id)  # type: ignore[attr-defined]
    if found is None:
        return HttpResponseRedirect(reverse("notifications:centre"))
    notice, worn, child = found
    if worn.key == hat.key and (not child or hat.child is None or hat.child.key == child):
        return HttpResponseRedirect(notice.matter.link or reverse("notifications:centre"))
    return render(request, "notifications/one.html", {"line": line_of(notice, worn), "worn": worn})


@require_POST
@page(service=SERVICE, before_opening=True)
@exercises(rules.READ)
def open_notice(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Read it, and go where it leads, under the hat and with the child that it is about."""
    hat: Hat = request.hat  # type: ignore[attr-defined]
    found = target_of(hat, request.hats, notice_id)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    notice, worn, child = found
    read_notice(actor=request.actor, person_id=request.user.person_id, notice_id=notice_id)  # type: ignore[attr-defined,union-attr]
    if worn.key != hat.key:
        request.session[HAT_KEY] = worn.key
    if child and notice.matter.link:
        request.session[CHILD_KEY] = child
    return HttpResponseRedirect(notice.matter.link or reverse("notifications:centre"), status=303)


@require_POST
@page(service=SERVICE, before_opening=True)
@exercises(rules.READ)
def read(request: HttpRequest) -> HttpResponse:
    """Those that the page showed are read: one, or all of them."""
    try:
        ids = [uuid.UUID(text) for text in request.POST.getlist("avis")[:MOST]]
    except ValueError:
        raise Http404 from None
    changed = read_notices(actor=request.actor, person_id=request.user.person_id, notice_ids=ids)  # type: ignore[attr-defined,union-attr]
    if changed:
        messages.success(request, ngettext("%(num)s avis lu.", "%(num)s avis lus.", changed) % {"num": changed})
    tab = request.POST.get("pour", "")
    query = f"?{urlencode({'pour': tab})}" if tab.isalnum() else ""
    return HttpResponseRedirect(reverse("notifications:centre") + query, status=303)
