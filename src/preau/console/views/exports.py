"""Lists that leave as files: at once when short, after a second person's agreement when long."""

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, Thing, can, exercises, page
from preau.console import rules, services
from preau.console.enums import FILES, WRITTEN, ExportKind
from preau.console.files import file_of
from preau.console.selectors.exports import (
    ExportReader,
    PastExports,
    export_line,
    export_of,
    offered,
    standing_exports,
)
from preau.console.selectors.groups import MEMBER_KEYS
from preau.console.selectors.pairs import pair_query_of
from preau.console.views.absent import query_of as absent_query
from preau.console.views.journal import query_of as journal_query
from preau.console.views.people import query_of as people_query
from preau.console.views.people import school_of
from preau.directory.errors import Refused, Unknown
from preau.kernel import clock
from preau.ui.leaving import Export
from preau.ui.listing import asked_of, paged, typed


def _query(kind: str, data: QueryDict) -> Mapping[str, Any]:
    if (other := offered(kind)) is not None:
        return other.asked(data)
    if kind == ExportKind.PAIRS:
        return dataclasses.asdict(pair_query_of(data))
    if kind == ExportKind.GROUP:
        return {"group_id": data.get("groupe", "")[:36], **asked_of(data, MEMBER_KEYS, "dans").query}
    if kind == ExportKind.ABSENT:
        return dataclasses.asdict(absent_query(data))
    asked = people_query(data) if kind == ExportKind.PEOPLE else journal_query(data)
    told = dataclasses.asdict(asked)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}


_RIGHTS = {
    ExportKind.PEOPLE.value: Right.READ_DIRECTORY, ExportKind.JOURNAL.value: Right.READ_JOURNAL,
    ExportKind.GROUP.value: Right.SET_GROUPS, ExportKind.ABSENT.value: Right.OPEN_ACCOUNTS,
    ExportKind.PAIRS.value: Right.MATCH_RECORDS,
}  # fmt: skip
"""A list leaves only in the hands of who reads its page."""


def _opened(request: HatRequest, kind: str, query: Mapping[str, Any]) -> Export:
    school_id, other = school_of(request).id, offered(kind)
    if not can(request.hat, other.right if other else _RIGHTS[kind], Thing(school_id)):
        raise PermissionDenied
    try:
        return export_of(kind, school_id, query, reader=request.hat.profile)
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


def _reader(request: HatRequest) -> ExportReader:
    return ExportReader(request.actor.person_id, services.DECIDED_WITHIN, services.TAKEN_WITHIN)


@require_GET
@page(right=Right.EXPORT_LISTS, service="administration")
def exports(request: HatRequest) -> HttpResponse:
    """Requests that wait, files that may be taken, and what left before, forty to a page."""
    school_id, reader, text = school_of(request).id, _reader(request), typed(request.GET)
    waiting, ready = standing_exports(school_id, reader)
    past = PastExports(school_id, reader, text)
    context = {
        "waiting": waiting,
        "ready": ready,
        "part": paged(past, request.GET, address=reverse("console:exports"), query={"q": text}),
        "q": text,
    }
    return render(request, "console/exports.html", context)


@require_http_methods(["GET", "POST"])
@page(right=Right.EXPORT_LISTS, service="administration")
@exercises(rules.DECIDE_EXPORT)
def decide(request: HatRequest, export_id: uuid.UUID, act: str) -> HttpResponse:
    """Recap of somebody else's request, then accept or refuse it."""
    line = export_line(school_of(request).id, export_id)
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
    line = export_line(school_of(request).id, export_id)
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
