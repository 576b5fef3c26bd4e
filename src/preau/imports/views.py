"""Screen 26: deliveries of the academy's directory, what they changed, what was refused, what waits."""

import json
import uuid
from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, can, exercises, may_export, page, platform_wide
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.imports import changes, counted, deciding, inbox, reports, rhythm, rollback, rules, waiting
from preau.imports.enums import PendingKind, RunKind, RunState
from preau.imports.forms import StartForm
from preau.imports.services import confirm_pending, refuse_pending, request_apply, request_import
from preau.kernel.spreadsheets import csv_text
from preau.ui.counted import NUMBER, differs, is_done
from preau.ui.listing import paged, typed

HEAD, OFFICER = Profile.HEAD.value, Profile.LOCAL_AUTHORITY.value
SHOWN_IN_RECAP = 200
REMOVALS = frozenset({PendingKind.STUDENT_REMOVALS, PendingKind.STAFF_REMOVALS})


def _operations() -> list[tuple[str, str]]:
    return [(str(label), "number") for label in counted.OPERATIONS.values()]


def _report(run_id: uuid.UUID) -> reports.Report:
    try:
        return reports.report_of(run_id)
    except Unknown:
        raise Http404 from None


@require_GET
@page(right=Right.READ_IMPORTS, service="administration")
@platform_wide
def runs(request: HatRequest) -> HttpResponse:
    """The list of runs; for the operator, the way to start one."""
    return _runs(request, None)


def _runs(request: HatRequest, form: StartForm | None) -> HttpResponse:
    profile = request.hat.profile
    found = inbox.deliveries() if profile == OPERATOR else []
    if profile == OPERATOR and form is None and found:
        form = StartForm(sources=[one.name for one in found])
    text = typed(request.GET)
    part = paged(reports.runs(text), request.GET, address=reverse("imports:runs"), query={"q": text})
    context = {
        "runs": part.rows,
        "part": part,
        "q": text,
        "waiting": waiting.pending_count() if profile != OFFICER else 0,
        "operator": profile == OPERATOR,
        "form": form,
        "deliveries": found,
        "folder": "imports/in",
        "expected": rhythm.next_delivery(),
        "brings_lists": request.hat.school is not None and can(request.hat, Right.IMPORT_LISTS),
    }
    return render(request, "imports/runs.html", context, status=422 if form and form.errors else 200)


@require_POST
@page(right=Right.RUN_PLATFORM, service="administration")
@exercises(rules.START)
@platform_wide
def start(request: HatRequest) -> HttpResponse:
    """Ask for an import of a delivery of the import folder; the worker does it."""
    form = StartForm(request.POST, sources=[one.name for one in inbox.deliveries()])
    if not form.is_valid():
        return _runs(request, form)
    try:
        run_id = request_import(
            actor=request.actor,
            path=inbox.path_of(form.cleaned_data["source"]),
            academy=form.cleaned_data["academy"] or None,
            dry_run=form.cleaned_data["dry_run"],
        )
    except Unknown:
        form.add_error("source", _("Cette livraison n’est plus dans le dossier d’import."))
        return _runs(request, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _runs(request, form)
    messages.success(request, _("La livraison est reçue. Vous pouvez quitter cette page : l’import continue."))
    return redirect("imports:run", run_id=run_id)


@require_GET
@page(right=Right.READ_IMPORTS, service="administration")
@platform_wide
def run(request: HatRequest, run_id: uuid.UUID) -> HttpResponse:
    """One run: steps, progress, totals, schools, refusals, what waits."""
    report = _report(run_id)
    profile = request.hat.profile
    of_list = report.run.kind == RunKind.CSV
    leading = {
        uai: reverse("imports:changed", args=[run_id, one]) for uai, one in changes.addressed(report.run).items()
    }
    applies = can(request.hat, Right.IMPORT_LISTS) if of_list and profile != OPERATOR else profile == OPERATOR
    context = {
        "report": report,
        "operations": _operations(),
        "figures": reports.figures(report.totals),
        "school_rows": reports.school_cells(report, leading),
        # Of one school the whole page is about it: a button leads to its list.
        "changes": next(iter(leading.values())) if len(report.schools) == 1 and leading else "",
        "group_rows": {group.cause: reports.group_rows(group) for group in report.groups},
        # A collectivity reads counts, never a pupil's line.
        "by_name": profile != OFFICER,
        "decides": profile != OFFICER,
        "may_apply": applies and report.run.state == RunState.REHEARSED,
        "apply_view": "imports:apply_list" if of_list and profile != OPERATOR else "imports:apply",
        "may_undo": profile != OFFICER and rollback.undoable(report.run).exists(),
        "undone": rollback.left_alone(report.run, by_name=profile != OFFICER),
    }
    return render(request, "imports/run.html", context)


@require_GET
@page(right=Right.READ_IMPORTS, service="administration")
@platform_wide
def progress(request: HatRequest, run_id: uuid.UUID) -> HttpResponse:
    """The part of the page that changes while the run goes on."""
    try:
        of_run = reports.run_of(run_id)
    except Unknown:
        raise Http404 from None
    context = {"run": of_run, "steps": reports.steps_of(of_run), "progress": reports.progress_of(of_run)}
    return render(request, "imports/_progress.html", context)


@require_http_methods(["GET", "POST"])
@page(right=Right.RUN_PLATFORM, service="administration")
@exercises(rules.APPLY)
@platform_wide
def apply(request: HatRequest, run_id: uuid.UUID) -> HttpResponse:
    """A dry run was read: say once more what it will do, then start the real one."""
    report = _report(run_id)
    if report.run.state != RunState.REHEARSED:
        raise Http404
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
        "operations": _operations(),
        "figures": reports.figures(report.totals),
        "apply_view": "imports:apply",
    }
    return render(request, "imports/apply.html", context)


@require_GET
@page(right=Right.DECIDE_IMPORTS, service="administration")
@exercises(rules.EXPORT_REFUSALS)
@platform_wide
def refusals_csv(request: HatRequest, run_id: uuid.UUID) -> HttpResponse:
    """Every refused entry, for a spreadsheet."""
    try:
        rows = reports.refusal_lines(reports.run_of(run_id))
    except Unknown:
        raise Http404 from None
    return _download(csv_text(rows), "text/csv; charset=utf-8", f"refus-{run_id}.csv")


@require_GET
@page(right=Right.READ_IMPORTS, service="administration")
@exercises(rules.EXPORT_REPORT)
@platform_wide
def report_json(request: HatRequest, run_id: uuid.UUID) -> HttpResponse:
    """The report for programs."""
    text = json.dumps(reports.as_json(_report(run_id)), ensure_ascii=False, indent=2) + "\n"
    return _download(text, "application/json; charset=utf-8", f"import-{run_id}.json")


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@page(right=Right.DECIDE_IMPORTS, service="administration")
@platform_wide
def pending(request: HatRequest) -> HttpResponse:
    """Everything that waits for a confirmation in the scope: searched, sorted, forty to a page."""
    asked = waiting.query_of(request.GET)
    found = waiting.pending_found(asked)
    query = _query_of(asked)
    part = paged(found, request.GET, address=reverse("imports:pending"), query=query)
    context = {
        "groups": waiting.by_kind(part.rows, found),
        "asked": asked,
        "filtered": bool(asked.text or asked.kind),
        "kinds": [(one.value, str(one.label)) for one in PendingKind],
        "orders": [(name, str(words)) for name, (words, _key, _end) in waiting.ORDERS.items()],
        "part": part,
        "query": query,
        "carried": [("parmi", value) if name == "nature" else (name, value) for name, value in query.items()],
        "may_export": may_export(request.hat),
    }
    return render(request, "imports/pending.html", context)


def _query_of(asked: waiting.PendingQuery) -> dict[str, str]:
    order = asked.order if asked.order != "etablissement" else ""
    fields = {"q": asked.text, "nature": asked.kind, "tri": order}
    return {name: value for name, value in fields.items() if value}


def _list_of(asked: waiting.PendingQuery) -> str:
    """The address of the list that was searched, where one comes back."""
    query = urlencode(_query_of(asked))
    return f"{reverse('imports:pending')}?{query}" if query else reverse("imports:pending")


def _ids(values: list[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(value) for value in values]
    except ValueError:
        raise Http404 from None


def _recap(request: HatRequest, chosen: list[Any], asked: list[tuple[str, str]], back: str) -> dict[str, Any]:
    shown = chosen[:SHOWN_IN_RECAP]
    return {
        "chosen": chosen,
        "choice": dict(asked)["choix"],
        "fields": [*asked, (NUMBER, str(len(chosen)))],
        "changed": differs(request, len(chosen)),
        "back": back,
        "people": sum(one.count for one in chosen),
        "removes": any(one.kind in REMOVALS for one in chosen),
        "rows": [
            [line.school, line.title, line.detail, str(one.count)]
            for one, line in zip(shown, waiting.pending_lines(shown), strict=True)
        ],
    }


@require_http_methods(["GET", "POST"])
@page(right=Right.DECIDE_IMPORTS, service="administration")
@exercises(rules.DECIDE)
@platform_wide
def decide(request: HatRequest) -> HttpResponse:
    """Recap of the chosen changes, with their number; then confirm or refuse them all."""
    data = request.POST if request.method == "POST" else request.GET
    choice = data.get("choix", "")
    if choice not in {"confirmer", "refuser"}:
        raise Http404
    kind = data.get("nature", "")
    if kind and kind not in PendingKind.values:
        raise Http404
    listed = waiting.query_of(data)  # `parmi`: the kind that the list was narrowed to, to which one comes back
    ids = [] if kind else _ids(data.getlist("id"))
    chosen = waiting.pending_found(listed) if kind else waiting.pending_of(ids=ids)
    among = data.get("parmi", "") if data.get("parmi", "") in PendingKind.values else ""
    back = _list_of(replace(listed, kind=among))
    if not chosen:
        if going := deciding.batch_going(waiting.being_decided(listed) if kind else ids):
            return redirect("imports:decision", batch=going)
        messages.error(request, _("Cochez au moins un changement. Un autre a peut-être déjà été décidé par quelqu’un."))
        return redirect(back)
    if not is_done(request, len(chosen)):
        named = [("nature", kind)] if kind else [("id", str(one.pk)) for one in chosen]
        asked = [("choix", choice), *named, ("parmi", among), ("q", listed.text), ("tri", listed.order)]
        return render(request, "imports/decide.html", _recap(request, chosen, asked, back))
    if not deciding.is_small(chosen):
        batch = deciding.request_decision(
            actor=request.actor, pending_ids=[one.pk for one in chosen], confirm=choice == "confirmer"
        )
        return redirect("imports:decision", batch=batch) if batch else redirect(back)
    service = confirm_pending if choice == "confirmer" else refuse_pending
    done = 0
    refusals: Counter[str] = Counter()
    for one in chosen:
        try:
            service(actor=request.actor, pending_id=one.pk)
            done += 1
        except Refused as refusal:
            refusals[str(refusal)] += 1
        except Unknown:
            continue  # gone since the recap: the list shows what is left
    for reason, times in refusals.most_common(3):
        messages.error(request, f"{reason} ({times})" if times > 1 else reason)
    if done:
        said = (
            ngettext("%(num)s changement confirmé.", "%(num)s changements confirmés.", done)
            if choice == "confirmer"
            else ngettext("%(num)s changement refusé.", "%(num)s changements refusés.", done)
        )
        messages.success(request, said % {"num": done})
    return redirect(back)


@require_GET
@page(right=Right.DECIDE_IMPORTS, service="administration")
@platform_wide
def decision(request: HatRequest, batch: uuid.UUID) -> HttpResponse:
    """How far a decision on many changes is; asked again by itself while it goes on."""
    try:
        told = deciding.batch_of(batch)
    except Unknown:
        raise Http404 from None
    template = "imports/_decision.html" if request.headers.get("HX-Request") else "imports/decision.html"
    return render(request, template, {"batch": told})
