"""Files of lessons: bring one, read what it would do, say what its names mean, apply it; the history of them all."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.imports import rules
from preau.imports.timetables import queue
from preau.imports.timetables.asking import names_asked, offers_of
from preau.imports.timetables.forms import DepositForm, FreshnessForm, NamesForm
from preau.imports.timetables.telling import shown
from preau.timetable.public import days_before_warning, mean_names, reception, receptions_of, set_freshness
from preau.ui.seen import OVERTAKEN

SERVICE = "emploi_du_temps"


def _school_id(request: HatRequest) -> uuid.UUID:
    if request.hat.school is None:
        raise Http404
    return request.hat.school.id


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.SET_TIMETABLE, service=SERVICE)
@exercises(rules.BRING_TIMETABLE)
def files(request: HatRequest) -> HttpResponse:
    """The files that came; bring another one."""
    school_id = _school_id(request)
    form = DepositForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            number = queue.take(
                actor=request.actor, school_id=school_id, name=told["file"].name, chunks=told["file"].chunks(),
                form=told["form"], since=told["since"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error("file" if isinstance(refused, queue.TooLarge) else "since", str(refused))
        else:
            messages.success(request, _("Le fichier est lu sans rien écrire : ce qu’il changerait s’affiche ici."))
            return redirect("imports:timetable", reception_id=number)
    return _files(request, school_id, form, status=422 if form.errors else 200)


def _files(
    request: HatRequest, school_id: uuid.UUID, form: DepositForm, rule: FreshnessForm | None = None, status: int = 200
) -> HttpResponse:
    days = days_before_warning(school_id)
    context = {
        "form": form,
        "rule": rule or FreshnessForm(None, present={"days": days}),
        "files": receptions_of(school_id),
    }
    return render(request, "imports/timetables.html", context, status=status)


@require_POST
@page(right=Right.SET_TIMETABLE, service=SERVICE)
@exercises(rules.BRING_TIMETABLE)
def freshness(request: HatRequest) -> HttpResponse:
    """After how many days without a file pages warn."""
    school_id = _school_id(request)
    days = days_before_warning(school_id)
    form = FreshnessForm(request.POST, present={"days": days})
    if not form.is_valid():
        return _files(request, school_id, DepositForm(), form, status=422)
    try:
        seen = int((form.read or {}).get("days", days))
        set_freshness(actor=request.actor, school_id=school_id, days=form.cleaned_data["days"], seen=seen)
    except Overtaken:
        form.overtaken({"days": days_before_warning(school_id)})
        return _files(request, school_id, DepositForm(), form, status=OVERTAKEN)
    messages.success(request, _("C’est enregistré."))
    return redirect("imports:timetables")


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.SET_TIMETABLE, service=SERVICE)
@exercises(rules.APPLY_TIMETABLE)
def file(request: HatRequest, reception_id: uuid.UUID) -> HttpResponse:
    """What a file would do, or did; apply it."""
    school_id = _school_id(request)
    try:
        row = reception(school_id, reception_id)
        if request.method == "POST":
            if queue.apply_later(school_id=school_id, number=reception_id, actor=request.actor):
                messages.success(request, _("L’emploi du temps est mis à jour. Vous pouvez quitter cette page."))
            return redirect("imports:timetable", reception_id=reception_id)
    except Unknown:
        raise Http404 from None
    return render(request, "imports/timetable.html", {"row": row, **shown(row.report)})


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.SET_TIMETABLE, service=SERVICE)
@exercises(rules.BRING_TIMETABLE)
def names(request: HatRequest, reception_id: uuid.UUID) -> HttpResponse:
    """Say what names mean, for this file and the next."""
    school_id = _school_id(request)
    try:
        row = reception(school_id, reception_id)
    except Unknown:
        raise Http404 from None
    sent = request.POST if request.method == "POST" else None
    form, status = _names_form(school_id, row, sent), 200
    if sent is not None and form.is_valid():
        try:
            mean_names(actor=request.actor, school_id=school_id, meant=form.meant, seen=form.were)
        except Overtaken:
            form.overtaken(form.of(_names_form(school_id, row, None).asked))
            status = OVERTAKEN
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            queue.take_up(actor=request.actor, school_id=school_id, number=reception_id, weeks=form.weeks)
            messages.success(request, _("C’est noté, pour ce fichier et les suivants."))
            return redirect("imports:timetable", reception_id=reception_id)
    status = 422 if status == 200 and form.errors else status
    return render(request, "imports/timetable_names.html", {"row": row, "form": form}, status=status)


def _names_form(school_id: uuid.UUID, row: Any, sent: Any) -> NamesForm:
    return NamesForm(
        sent, asked=names_asked(school_id, row.report), offers=offers_of(school_id, row.school_year_id),
        needs_weeks=bool(row.report.get("needs_weeks")),
    )  # fmt: skip
