"""Lists of a school outside the academy's directory: bring a file, say what its columns are, read the rehearsal."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Refused, Unknown
from preau.imports import counted, reports, rules
from preau.imports.csvfiles import checking
from preau.imports.csvfiles import services as lists
from preau.imports.forms import ColumnsForm, ListForm
from preau.imports.services import request_apply


def _school_id(request: HatRequest) -> uuid.UUID:
    if request.hat.school is None:
        raise Http404
    return request.hat.school.id


@require_http_methods(["GET", "POST"])
@page(right=Right.IMPORT_LISTS, service="administration")
@exercises(rules.BRING_LIST)
def bring(request: HatRequest) -> HttpResponse:
    """Choose a file; what it is of and how it is written is found, or it is refused in plain words."""
    school_id = _school_id(request)
    form = ListForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = lists.take_file(
                actor=request.actor, school_id=school_id, kind=form.cleaned_data["kind"], name=file.name,
                chunks=file.chunks(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("imports:columns", file_id=kept.pk)
    context = {"form": form, "fed": not form.is_bound and not lists.may_bring(school_id)}
    return render(request, "imports/bring.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(right=Right.IMPORT_LISTS, service="administration")
@exercises(rules.BRING_LIST)
def columns(request: HatRequest, file_id: uuid.UUID) -> HttpResponse:
    """Say what each column is; a choice that its values belie is told at once, else the worker rehearses the list."""
    school_id = _school_id(request)
    try:
        kept = lists.list_of(school_id, file_id)
    except Unknown:
        raise Http404 from None
    samples, many = lists.samples_of(kept)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        kind=kept.kind,
        headings=kept.headings,
        guessed=kept.columns,
        samples=samples,
    )
    if request.method == "POST" and form.is_valid():
        try:
            run_id = lists.rehearse_list(
                actor=request.actor, school_id=school_id, file_id=file_id, columns=form.columns,
                whole=form.cleaned_data["whole"],
            )  # fmt: skip
        except lists.WrongColumns as wrong:
            for fault in wrong.faults:
                form.add_error(None, fault)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("La liste est lue sans rien écrire : son compte rendu s’affiche ici."))
            return redirect("imports:run", run_id=run_id)
    context: dict[str, Any] = {
        "file": kept,
        "form": form,
        "lines": checking.lines_words(many),
        "encoding": "UTF-8" if kept.encoding.startswith("utf") else "Windows-1252",
        "separator": _("tabulation") if kept.separator == "\t" else f"« {kept.separator} »",
    }
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(right=Right.IMPORT_LISTS, service="administration")
@exercises(rules.APPLY)
def apply_list(request: HatRequest, run_id: uuid.UUID) -> HttpResponse:
    """A list was rehearsed: say once more what it will do, then do it."""
    try:
        lists.run_of_school(_school_id(request), run_id)
        report = reports.report_of(run_id)
    except Unknown:
        raise Http404 from None
    if request.method == "POST":
        try:
            request_apply(actor=request.actor, run_id=run_id)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("L’import commence. Vous pouvez quitter cette page : il continue."))
        return redirect("imports:run", run_id=run_id)
    context = {
        "report": report,
        "people": reports.changes_in(report.totals),
        "operations": [(str(label), "number") for label in counted.OPERATIONS.values()],
        "figures": reports.figures(report.totals),
        "apply_view": "imports:apply_list",
    }
    return render(request, "imports/apply.html", context)
