"""The journal: what was done, when and by whom, in sentences."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, page, platform_wide
from preau.console.selectors import chains_in_scope, entries_of

SHOWN = 50


@require_GET
@page(right=Right.READ_JOURNAL, service="administration")
@platform_wide
def journal(request: HatRequest) -> HttpResponse:
    """Acts of the hat's school; for the operator, of the platform or of a chosen school."""
    chains = chains_in_scope(platform=request.hat.profile == OPERATOR)
    chosen = request.GET.get("lieu", "")
    chain = chosen if chosen in {key for key, _name in chains} else chains[0][0]
    text = request.GET.get("q", "")[:80].replace("\0", "")
    pages = Paginator(entries_of(chain, text=text), SHOWN)
    here = pages.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "chains": chains,
        "chain": chain,
        "q": text,
        "days": [
            (day, list(lines))
            for day, lines in groupby(here.object_list, key=lambda line: timezone.localtime(line.at).date())
        ],
        "page": here.number,
        "pages": pages.num_pages,
        "count": pages.count,
        "base": f"?{query.urlencode()}&page=" if query else "?page=",
    }
    return render(request, "console/journal.html", context)
