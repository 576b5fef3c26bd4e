"""What an import changed in one school, line by line."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from preau.access.enums import Right
from preau.access.public import HatRequest, can, page, platform_wide
from preau.directory.errors import Unknown
from preau.imports import changes, privacy, reports
from preau.ui.listing import paged


@require_GET
@page(right=Right.READ_IMPORTS, service="administration")
@platform_wide
def changed(request: HatRequest, run_id: uuid.UUID, school_id: uuid.UUID) -> HttpResponse:
    """The kept list of differences of a school: whoever decides on imports reads names, a collectivity none."""
    asked, by_name = changes.asked_of(request.GET), can(request.hat, Right.DECIDE_IMPORTS)
    try:
        run = reports.run_of(run_id)
        found = changes.changes_of(run, school_id, asked, by_name=by_name)
    except Unknown:
        raise Http404 from None
    address = reverse("imports:changed", args=[run_id, school_id])
    context = {
        "run": run,
        "school": found.school,
        "part": paged(found.lines, request.GET, address=address, query=asked.query),
        "asked": asked,
        "address": address,
        "kinds": found.kinds,
        "one_of": changes.ONE,
        "has_list": found.kept,
        "by_name": by_name,
        "days": privacy.NAMES_DAYS,
    }
    return render(request, "imports/changed.html", context)
