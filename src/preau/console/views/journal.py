"""The audit trail, read by people."""

import datetime as dt
from itertools import groupby

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, may_export, page, platform_wide
from preau.console.selectors import chains_in_scope, entries_of
from preau.console.selectors.journal import JournalQuery, acts
from preau.ui.listing import order_of, paged, typed

LATEST, OLDEST = ORDERS = ("recents", "anciens")


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
    fields = {
        "q": asked.text, "qui": asked.actor, "sujet": asked.about, "acte": asked.act,
        "du": asked.since.isoformat() if asked.since else "", "au": asked.until.isoformat() if asked.until else "",
    }  # fmt: skip
    order, _turned = order_of(request.GET, ORDERS)
    here = paged(
        entries_of(chain, asked, oldest=order == OLDEST), request.GET, address=reverse("console:journal"),
        query={**fields, "lieu": chosen, "tri": order if order == OLDEST else ""},
    )  # fmt: skip
    context = {
        "chains": chains,
        "chain": chain,
        "fields": fields,
        "filtered": asked.is_narrow,
        "acts": acts(),
        "days": [
            (day, list(lines)) for day, lines in groupby(here.rows, key=lambda line: timezone.localtime(line.at).date())
        ],
        "list": here,
        "order": order,
        "may_export": may_export(request.hat),
    }
    return render(request, "console/journal.html", context)
