"""The secret address of a timetable: told once, ended in one tap, read by a calendar."""

import hashlib
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.public import HatRequest, exercises, page
from preau.kernel import clock, counters
from preau.timetable import rules
from preau.timetable.ical import calendar_of
from preau.timetable.selectors.feeds import feed_lessons, feeds_of
from preau.timetable.selectors.whose import own
from preau.timetable.services import end_feeds, open_feed
from preau.timetable.services.feeds import digest_of
from preau.timetable.views.reading import READERS, SERVICE

HOUR = 3600
AN_HOUR = 60
"""Times that one address is read in an hour: calendars come a few times."""
KEPT = 900
"""Seconds for which a calendar keeps what it read."""


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READERS, service=SERVICE)
@exercises(rules.FEED)
def feed(request: HatRequest) -> HttpResponse:
    """What it is, and a new address for the lessons named when it is asked for."""
    assert request.hat.person_id is not None
    mine = {one.id: one for one in own(request.hat)}
    address = ""
    if request.method == "POST":
        about = _about(request)
        if about not in mine:
            raise Http404
        secret = open_feed(actor=request.actor, person_id=request.hat.person_id, about_id=about)
        address = request.build_absolute_uri(reverse("timetable:feed_read", args=[secret]))
    there = feeds_of(request.hat.person_id)
    rows = [(one, there.get(one.id)) for one in mine.values()]
    answer = render(request, "timetable/feed.html", {"address": address, "rows": rows})
    answer["Cache-Control"] = "no-store"
    return answer


def _about(request: HatRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("de", "")[:36])
    except ValueError:
        return None


@require_POST
@page(*READERS, service=SERVICE)
@exercises(rules.FEED)
def end_feed(request: HatRequest) -> HttpResponse:
    """The address opens nothing any more."""
    assert request.hat.person_id is not None
    end_feeds(actor=request.actor, person_id=request.hat.person_id, about_id=_about(request))
    messages.success(request, _("L’adresse ne s’ouvre plus."))
    return redirect("timetable:feed")


@require_safe
@page(service=SERVICE, public=True)
def feed_read(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, for whoever holds its address: subject, time, teacher and room."""
    digest = digest_of(secret)
    if _is_too_often(digest):
        return HttpResponse(status=429, headers={"Retry-After": str(HOUR), "Cache-Control": "no-store"})
    told = feed_lessons(digest)
    if told is None:
        raise Http404
    etag = f'"{hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest()}"'
    answer = HttpResponse(calendar_of(told, clock.now()), content_type="text/calendar; charset=utf-8")
    answer["ETag"], answer["Cache-Control"] = etag, f"private, max-age={KEPT}"
    answer["X-Robots-Tag"], answer["Referrer-Policy"] = "noindex", "no-referrer"
    answer["Content-Disposition"] = 'inline; filename="emploi-du-temps.ics"'
    kept = get_conditional_response(request, etag=etag, response=answer)
    assert isinstance(kept, HttpResponse)
    return kept


def _is_too_often(digest: str) -> bool:
    """Whether this address was read too often in this hour; without the counts of this host nothing is."""
    try:
        now, _before = counters.shared().count(f"timetable.feed/{digest}", int(clock.now().timestamp()) // HOUR, 1)
    except OSError:
        return False
    return now > AN_HOUR
