"""Answers of public pages, made of kept facts and of the hour: no database, no session, no person."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.translation import override

from preau.kernel import clock
from preau.news import fronts
from preau.ui.texts import paragraphs

_made: dict[str, tuple[int, int, bytes]] = {}
"""By name: when its facts were written, the minute it was made for, the page."""
_MOST = 2000


def answer_of(request: HttpRequest, name: str) -> HttpResponse | None:
    """The public page of that name; None when there is none."""
    found = fronts.read(name)
    if found is None:
        _made.pop(name, None)
        return None
    written, facts = found
    minute = int(clock.now().timestamp() // 60)
    kept = _made.get(name)
    if kept is None or kept[:2] != (written, minute):
        body = _drawn(name, facts)
        if len(_made) >= _MOST:
            _made.clear()
        _made[name] = kept = (written, minute, body)
    answer = HttpResponse(kept[2], content_type="text/html; charset=utf-8")
    etag = f'"{hashlib.blake2b(kept[2], digest_size=12).hexdigest()}"'
    answer["ETag"], answer["Cache-Control"] = etag, "public, max-age=60"
    told = get_conditional_response(request, etag=etag, response=answer)
    assert isinstance(told, HttpResponse)
    return told


def _drawn(name: str, facts: Mapping[str, Any]) -> bytes:
    # In French alone: one page for everybody, whatever the reader's browser or session says.
    with override("fr"):
        if name == fronts.INDEX:
            return render_to_string("news/public_index.html", {"schools": facts["schools"]}).encode()
        return render_to_string("news/public.html", _told(facts)).encode()


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    now = clock.now()
    zone = ZoneInfo(facts["timezone"])
    today = now.astimezone(zone).date()
    last = dt.date.fromisoformat(facts["until"])
    closed = {dt.date.fromisoformat(day): words for day, words in facts["closed"].items()}
    opens = next(
        (day for day in (today + dt.timedelta(days=one) for one in range(1, 60)) if day not in closed and day <= last),
        None,
    )
    items = [
        {"title": one["title"], "text": paragraphs(one["text"]), "safety": one["safety"], "at": starts.astimezone(zone)}
        for one in facts["items"]
        if (starts := dt.datetime.fromisoformat(one["starts"])) <= now
        and (not one["ends"] or dt.datetime.fromisoformat(one["ends"]) > now)
    ]
    return {
        "school": facts, "today": today, "is_known": today <= last, "closed": closed.get(today, ""), "opens": opens,
        "items": items, "phones": [one.strip() for one in facts["phones"].splitlines() if one.strip()],
        "hours": [one.strip() for one in facts["hours"].splitlines() if one.strip()],
    }  # fmt: skip
