"""Slips handed out: as a PDF, or as a page to print. The codes are shown this once."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from preau.console.paper import Paper, as_pdf, qr_uri
from preau.identity.public import AlreadyPrinted
from preau.ui import wording


def sheets_of(request: HttpRequest, paper: Paper, kind: str, context: Mapping[str, Any]) -> HttpResponse:
    """The printing, written as the form asks. `kind` ends the file's name, `context` says where the page leads back."""
    if request.POST.get("format") == "page":
        sheets = [(one, qr_uri(one.link)) for one in paper.sheets]
        return render(request, "console/activation_sheets.html", {**context, "paper": paper, "sheets": sheets})
    answer = HttpResponse(as_pdf(paper), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="fiches-{kind}.pdf"'
    return answer


def printed_before(before: AlreadyPrinted) -> str:
    """What is said when the same form comes twice."""
    said = _("Ces fiches ont été imprimées %(when)s. Pour en faire d’autres, qui les annuleront, imprimez de nouveau.")
    return said % {"when": wording.moment(before.at)}
