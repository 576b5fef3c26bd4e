"""Undoing an import: what it would do, said before it is done; then the worker does it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, exercises, page, platform_wide
from preau.directory.errors import Refused, Unknown
from preau.imports import counted, reports, rollback, rules
from preau.imports.models import ImportSchoolStep
from preau.ui import wording

SCHOOLS_LISTED = 400


@require_http_methods(["GET", "POST"])
@page(right=Right.UNDO_IMPORTS, service="administration")
@exercises(rules.UNDO)
@platform_wide
def undo(request: HatRequest, run_id: uuid.UUID) -> HttpResponse:
    """The recap of an undoing, of the whole run for the operator, else of one school; then ask for it."""
    try:
        run = reports.run_of(run_id)
    except Unknown:
        raise Http404 from None
    steps = list(rollback.undoable(run).select_related("school").defer("differences", "undo")[:SCHOOLS_LISTED])
    chosen = _school_asked(request, steps)
    if request.method == "POST":
        try:
            rollback.request_undo(actor=request.actor, run_id=run_id, school_id=chosen.school_id if chosen else None)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("L’annulation commence. Vous pouvez quitter cette page : elle continue."))
        return redirect("imports:run", run_id=run_id)
    concerned = [chosen] if chosen else steps
    context = {
        "run": run,
        "steps": concerned,
        "school": chosen.school if chosen else None,
        "others": [] if chosen or request.hat.profile != OPERATOR else sorted(steps, key=lambda one: one.school.name),
        "rows": _rows(rollback.preview_counts(concerned)),
        "alone": rollback.in_words(_seen(chosen)) if chosen else [],
        "days": rollback.UNDO_DAYS,
    }
    return render(request, "imports/undo.html", context)


def _school_asked(request: HatRequest, steps: list[ImportSchoolStep]) -> ImportSchoolStep | None:
    """The school that is named; for a head the one of the hat. None: the whole run, which the operator alone undoes."""
    named = request.GET.get("etablissement") or request.POST.get("etablissement")
    if named:
        found = next((one for one in steps if str(one.school_id) == named), None)
        if found is None:
            raise Http404
        return found
    if request.hat.profile == OPERATOR:
        return None
    if len(steps) == 1:
        return steps[0]
    if request.method == "POST":
        raise Http404
    return None


def _seen(step: ImportSchoolStep) -> list[tuple[str, str, str]]:
    whole = ImportSchoolStep.objects.get(pk=step.pk)
    return [(one.table, one.reason, one.person) for one in rollback.conflicts_seen(whole)]


def _rows(counts: dict[str, Any]) -> list[list[str]]:
    return [
        [str(label), *(wording.number(counts.get(kind, {}).get(one, 0)) for one in ("removed", "restored", "returned"))]
        for kind, label in counted.KINDS.items()
        if kind != "schools"
    ]
