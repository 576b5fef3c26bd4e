"""The audit trail, read by people."""

import datetime as dt
from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, may_export, page, platform_wide
from preau.console.selectors import chains_in_scope, entries_of
from preau.console.selectors.journal import JournalQuery, acts
from preau.ui.listing import number_of, typed

SHOWN = 50


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def query_of(data: QueryDict) -> JournalQuery:
    """What the address, or a form that repeats it, asks of the journal."""
    act = data.get("acte", "")
    return JournalQuery(
        text=typed(data),
        actor=typed(data, "qui"),
        about=typed(data, "sujet"),
        act=act if act in dict(acts()) else "",
        since=_day(data.get("du", "")),
        until=_day(data.get("au", "")),
    )


@require_GET
@page(right=Right.READ_JOURNAL, service="administration")
@platform_wide
def journal(request: HatRequest) -> HttpResponse:
    """Acts of the hat's school; for the operator, of the platform or of a chosen school."""
    chains = chains_in_scope(platform=request.hat.profile == OPERATOR)
    chosen = request.GET.get("lieu", "")
    chain = chosen if chosen in {key for key, _name in chains} else chains[0][0]
    asked = query_of(request.GET)
    pages = Paginator(entries_of(chain, asked), SHOWN)
    here = pages.get_page(number_of(request.GET))
    fields = {
        "q": asked.text, "qui": asked.actor, "sujet": asked.about, "acte": asked.act,
        "du": asked.since.isoformat() if asked.since else "", "au": asked.until.isoformat() if asked.until else "",
    }  # fmt: skip
    query = {name: value for name, value in {**fields, "lieu": chosen}.items() if value}
    context = {
        "chains": chains,
        "chain": chain,
        "fields": fields,
        "filtered": asked.is_narrow,
        "acts": acts(),
        "days": [
            (day, list(lines))
            for day, lines in groupby(here.object_list, key=lambda line: timezone.localtime(line.at).date())
        ],
        "page": here.number,
        "pages": pages.num_pages,
        "count": pages.count,
        "base": f"?{urlencode({**query, 'page': ''})}",
        "may_export": may_export(request.hat),
    }
    return render(request, "console/journal.html", context)
