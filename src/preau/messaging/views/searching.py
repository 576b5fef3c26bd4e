"""Search in one's own mailbox."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from preau.access.public import HatRequest, page
from preau.messaging.drawing import lines
from preau.messaging.enums import Folder
from preau.messaging.selectors.searching import AT_ONCE, search
from preau.messaging.selectors.words import child_of
from preau.messaging.views.boxes import PROFILES, SERVICE, identifier
from preau.ui.listing import typed


@require_safe
@page(*PROFILES, service=SERVICE)
def found(request: HatRequest) -> HttpResponse:
    """Messages that answer to what was typed."""
    q, before = typed(request.GET), request.GET.get("avant")
    result = search(request.hat, q, before=identifier(before) if before else None)
    address = reverse("messaging:search")
    older = f"{address}?{urlencode({'q': q, 'avant': result.before})}" if result.before else ""
    folders = {one.value: str(one.label) for one in Folder if one != Folder.INBOX}
    context: dict[str, Any] = {
        "q": q, "found": result, "older": older, "first": f"{address}?{urlencode({'q': q})}", "at_once": AT_ONCE,
        "child": child_of(request.hat), "lines": lines(result.lines, "found", folders),
    }  # fmt: skip
    return render(request, "messaging/search.html", context)
