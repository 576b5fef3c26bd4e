"""Lists that leave as files: at once when short, after a second person's agreement when long."""

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.console import rules, services
from preau.console.enums import FILES, WRITTEN, ExportKind
from preau.console.files import file_of
from preau.console.selectors.exports import Export, export_of, exports_of
from preau.console.views.journal import query_of as journal_query
from preau.console.views.people import query_of as people_query
from preau.console.views.people import school_of
from preau.directory.errors import Refused, Unknown
from preau.kernel import clock


def _query(kind: str, data: QueryDict) -> dict[str, Any]:
    if kind == ExportKind.GROUP:
        return {"group_id": data.get("groupe", "")[:36]}
    if kind == ExportKind.ABSENT:
        return {"class_id": data.get("classe", "")[:36]}
    asked = people_query(data) if kind == ExportKind.PEOPLE else journal_query(data)
    told = dataclasses.asdict(asked)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}


def _opened(request: HatRequest, kind: str, query: Mapping[str, Any]) -> Export:
    try:
        return export_of(kind, school_of(request).id, query, reader=request.hat.profile)
    except Unknown:
        raise Http404 from None


def _file(request: HatRequest, export: Export, format: str) -> HttpResponseBase:
    school = school_of(request)
    name = f"{export.title}-{school.uai}-{clock.today(school.timezone):%Y%m%d}"
    return file_of(export.chunks(school.id), name=name, title=export.title, format=format)


@require_POST
@page(right=Right.EXPORT_LISTS, service="administration")
@exercises(rules.EXPORT_LIST)
def export(request: HatRequest) -> HttpResponseBase:
    """Take a list at once; a long one asks for a reason first."""
    kind, format = request.POST.get("liste", ""), request.POST.get("format", "")
    if kind not in FILES or format not in WRITTEN:
        raise Http404
    query = _query(kind, request.POST)
    opened = _opened(request, kind, query)
    school_id = school_of(request).id
    asked: dict[str, Any] = {
        "actor": request.actor, "school_id": school_id, "kind": kind, "format": format, "query": query,
        "count": opened.count,
    }  # fmt: skip
    refusal = ""
    if "motif" in request.POST:
        try:
            services.ask_export(**asked, reason=request.POST["motif"])
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("La demande est envoyée. Une autre personne de la direction doit l’accepter."))
            return redirect("console:exports")
    else:
        try:
            services.take_export(**asked)
        except services.NeedsAnother as longer:
            messages.info(request, str(longer))
        else:
            return _file(request, opened, format)
    context = {
        "count": opened.count,
        "refusal": refusal,
        "reason": request.POST.get("motif", "")[:300],
        "fields": [
            (name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "motif")
        ],
    }
    return render(request, "console/export_ask.html", context, status=422 if refusal else 200)


def _lines(request: HatRequest, export_id: uuid.UUID | None = None) -> list[Any]:
    return exports_of(
        school_of(request).id, request.actor.person_id, waits=services.DECIDED_WITHIN, lasts=services.TAKEN_WITHIN,
        export_id=export_id,
    )  # fmt: skip


@require_GET
@page(right=Right.EXPORT_LISTS, service="administration")
def exports(request: HatRequest) -> HttpResponse:
    """Requests that wait, files that may be taken, and what left before."""
    lines = _lines(request)
    context = {
        "waiting": [one for one in lines if one.may_decide],
        "ready": [one for one in lines if one.may_take],
        "others": [one for one in lines if not one.may_decide and not one.may_take],
    }
    return render(request, "console/exports.html", context)


@require_http_methods(["GET", "POST"])
@page(right=Right.EXPORT_LISTS, service="administration")
@exercises(rules.DECIDE_EXPORT)
def decide(request: HatRequest, export_id: uuid.UUID, act: str) -> HttpResponse:
    """Recap of somebody else's request, then accept or refuse it."""
    line = next(iter(_lines(request, export_id)), None)
    if line is None or act not in ("accepter", "refuser"):
        raise Http404
    if request.method == "POST":
        try:
            services.decide_export(actor=request.actor, export_id=export_id, accept=act == "accepter")
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            done = _("L’export est accepté.") if act == "accepter" else _("L’export est refusé.")
            messages.success(request, done)
        return redirect("console:exports")
    return render(request, "console/export_decide.html", {"line": line, "accepts": act == "accepter"})


@require_POST
@page(right=Right.EXPORT_LISTS, service="administration")
@exercises(rules.EXPORT_LIST)
def take(request: HatRequest, export_id: uuid.UUID) -> HttpResponseBase:
    """Take a list that somebody accepted."""
    line = next(iter(_lines(request, export_id)), None)
    if line is None:
        raise Http404
    opened = _opened(request, line.export.kind, line.export.query)
    try:
        services.take_accepted_export(actor=request.actor, export_id=export_id, count=opened.count)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("console:exports")
    return _file(request, opened, line.export.format)
