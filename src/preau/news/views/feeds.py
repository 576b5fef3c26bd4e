"""The secret feed of a person: its address told once, ended in one tap, read by a reader of feeds."""

import hashlib
import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.public import HatRequest, exercises, page
from preau.kernel import clock, counters
from preau.news import rules
from preau.news.selectors.feeds import feed_lines, feed_since
from preau.news.services import end_feeds, open_feed
from preau.news.services.feeds import digest_of
from preau.news.views.reading import READERS

HOUR = 3600
AN_HOUR = 60
"""Times that one address is read in an hour: readers of feeds come a few times."""
KEPT = 900
"""Seconds for which a reader keeps what it read."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READERS, service="actualites")
@exercises(rules.FEED)
def feed(request: HatRequest) -> HttpResponse:
    """What it is, and a new address when it is asked for."""
    assert request.hat.person_id is not None
    address = ""
    if request.method == "POST":
        secret = open_feed(actor=request.actor, person_id=request.hat.person_id)
        address = request.build_absolute_uri(reverse("news:feed_read", args=[secret]))
    context = {"address": address, "feed": feed_since(request.hat.person_id)}
    answer = render(request, "news/feed.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@page(*READERS, service="actualites")
@exercises(rules.FEED)
def end_feed(request: HatRequest) -> HttpResponse:
    """The address opens nothing any more."""
    assert request.hat.person_id is not None
    end_feeds(actor=request.actor, person_id=request.hat.person_id)
    messages.success(request, _("L’adresse ne s’ouvre plus."))
    return redirect("news:feed")


@require_safe
@page(service="actualites", public=True)
def feed_read(request: HttpRequest, secret: str) -> HttpResponse:
    """The feed, for whoever holds its address: titles alone, which lead to pages that ask who one is."""
    digest = digest_of(secret)
    if _is_too_often(digest):
        return HttpResponse(status=429, headers={"Retry-After": str(HOUR), "Cache-Control": "no-store"})
    lines = feed_lines(digest)
    if lines is None:
        raise Http404
    told = Rss201rev2Feed(
        title=_("Actualités"), link=request.build_absolute_uri(reverse("news:list")),
        description=_("Vos actualités, sur Préau."),
    )  # fmt: skip
    for one in lines:
        link = request.build_absolute_uri(reverse("news:item", args=[one.id]))
        title = _CONTROL.sub(" ", one.title)
        told.add_item(title, link, _CONTROL.sub(" ", one.school), pubdate=one.at, unique_id=str(one.id))
    body = told.writeString("utf-8").encode()
    seal = hashlib.blake2b(repr([(one.id, one.title, one.at) for one in lines]).encode(), digest_size=12)
    answer = HttpResponse(body, content_type="application/rss+xml; charset=utf-8")
    etag = f'"{seal.hexdigest()}"'
    answer["ETag"], answer["Cache-Control"] = etag, f"private, max-age={KEPT}"
    answer["X-Robots-Tag"], answer["Referrer-Policy"] = "noindex", "no-referrer"
    kept = get_conditional_response(request, etag=etag, response=answer)
    assert isinstance(kept, HttpResponse)
    return kept


def _is_too_often(digest: str) -> bool:
    """Whether this address was read too often in this hour; without the counts of this host nothing is."""
    try:
        now, _before = counters.shared().count(f"news.feed/{digest}", int(clock.now().timestamp()) // HOUR, 1)
    except OSError:
        return False
    return now > AN_HOUR
