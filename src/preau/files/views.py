"""Files opened: rights are asked here, contents are sent by others."""

import uuid

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Unknown
from preau.files import rules, serving, uploading
from preau.files.selectors import file_for, public_file, public_name


@require_safe
@page(service="fichiers", before_opening=True)
def file(request: HatRequest, file_id: uuid.UUID) -> HttpResponse:
    """The content, for who may read it, to be kept under its name; shown when it is asked for so and may be."""
    try:
        found = file_for(request.hat, file_id)
    except Unknown:
        raise Http404 from None
    return serving.sent(request, found.blob, found.name, shown="voir" in request.GET)


@require_safe
@page(service="fichiers", before_opening=True)
def preview(request: HatRequest, file_id: uuid.UUID) -> HttpResponse:
    """A small picture of it, for the same."""
    try:
        found = file_for(request.hat, file_id)
    except Unknown:
        raise Http404 from None
    if found.blob.preview is None:
        raise Http404
    return serving.sent(request, found.blob.preview, "apercu.webp", shown=True)


@require_safe
@page(service="fichiers", public=True)
def picture(request: HatRequest, name: str) -> HttpResponse:
    """A picture that anyone may see, sent at once: it is small, and browsers keep it for ever under this name."""
    try:
        found, _about = public_file(uuid.UUID(name[:32]))
    except (Unknown, ValueError):
        raise Http404 from None
    if public_name(found) != name:
        raise Http404
    return serving.whole(found)


@require_POST
@page(service="fichiers", before_opening=True)
@exercises(rules.BRING)
def ticket(request: HatRequest) -> HttpResponse:
    """A ticket for one upload, to a place that a page showed."""
    try:
        made = uploading.ticket_for(
            request.hat, request.POST.get("place", ""), session_key=request.session.session_key
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    return JsonResponse({"ticket": made, "url": f"{settings.STREAMS_URL}/depots"})
