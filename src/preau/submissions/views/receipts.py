"""The receipt of a version, for those whose copy it is; and the public page where anybody has one checked."""

import io
import uuid

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from preau.access.public import HatRequest, page
from preau.directory.errors import Unknown
from preau.submissions.receipts import BadReceipt, Receipt, checked, sealed
from preau.submissions.selectors.copies import version_to_read
from preau.submissions.selectors.pages import version_lines
from preau.submissions.views import FAMILY, SERVICE, WORDS


@require_safe
@page(*FAMILY, service=SERVICE)
def receipt(request: HatRequest, version_id: uuid.UUID) -> HttpResponse:
    """It is shown, printed, photographed: a square leads to the page that checks it."""
    try:
        version = version_to_read(request.hat, version_id)
    except Unknown:
        raise Http404 from None
    code = sealed(version.handed_at, version.digest)
    address = f"{settings.PUBLIC_URL}{reverse('submissions:check_one', args=[code])}"
    out = io.BytesIO()
    segno.make(address, error="l", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True, light="#fff", dark="#000"
    )
    context = {
        **WORDS, "version": version, "assignment": version.copy.assignment, "code": code, "address": address,
        "square": mark_safe(out.getvalue().decode()),  # noqa: S308 (drawn here)
        "line": version_lines(version.copy, only=version.number)[0],
    }  # fmt: skip
    return render(request, "submissions/receipt.html", context)


@require_safe
@page(public=True, service=SERVICE)
def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a receipt is ours, and its hour: nothing of who, where or what. It reads no table."""
    shown = code or request.GET.get("recu", "")
    if "/" in shown:  # the whole address was pasted
        shown = shown.strip().rstrip("/").rsplit("/", 1)[-1]
    found: Receipt | None = None
    if shown:
        try:
            found = checked(shown)
        except BadReceipt:
            found = None
    status = 200 if found or not shown else 404
    return render(request, "submissions/check.html", {"shown": shown[:300], "found": found}, status=status)
