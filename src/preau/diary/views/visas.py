"""The head's pages: who writes, one teacher's book with its visas, how much one evening may hold."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.diary import rules
from preau.diary.forms import EndorseForm, RuleForm
from preau.diary.paper import as_pdf
from preau.diary.selectors.archive import as_json, year_diary
from preau.diary.selectors.load import Rule, rule_of
from preau.diary.selectors.may import reads_units
from preau.diary.selectors.mine import unit_named
from preau.diary.selectors.visas import Book, book_of, writers_of
from preau.diary.services import endorse, set_rule
from preau.diary.views import SERVICE, WORDS, school_id_of, zone_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import clock
from preau.ui.seen import OVERTAKEN, last_writer

REFUSED = 422


@require_safe
@page(right=Right.ENDORSE_DIARIES, service=SERVICE)
def writers(request: HatRequest) -> HttpResponse:
    """Who wrote this year, and what waits for the visa."""
    school_id_of(request)
    return render(request, "diary/writers.html", {"writers": writers_of(request.hat)})


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.ENDORSE_DIARIES, service=SERVICE)
@exercises(rules.ENDORSE)
def book(request: HatRequest, person_id: uuid.UUID) -> HttpResponse:
    """What one teacher wrote, and the visa put on it."""
    school_id = school_id_of(request)
    found = _book(request, person_id)
    if request.method != "POST":
        return _page(request, found, EndorseForm(initial={"until": clock.today().isoformat()}))
    form = EndorseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, REFUSED)
    try:
        endorse(
            actor=request.actor, hat=request.hat, school_id=school_id, teacher_id=person_id,
            until=form.cleaned_data["until"], comment=form.cleaned_data["comment"],
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, REFUSED)
    messages.success(request, _("Le visa est mis."))
    return redirect("diary:book", person_id=person_id)


def _book(request: HatRequest, person_id: uuid.UUID) -> Book:
    try:
        return book_of(request.hat, person_id)
    except Unknown:
        raise Http404 from None


def _page(request: HatRequest, found: Book, form: EndorseForm, status: int = 200) -> HttpResponse:
    context = {**WORDS, "book": found, "form": form, "zone": zone_of(request)}
    return render(request, "diary/book.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.ENDORSE_DIARIES, service=SERVICE)
@exercises(rules.RULE)
def rule(request: HatRequest) -> HttpResponse:
    """How much one evening may hold before Préau warns."""
    school_id = school_id_of(request)
    form = RuleForm(request.POST if request.method == "POST" else None, present=_rule(school_id))
    if request.method != "POST" or not form.is_valid():
        return render(request, "diary/rule.html", {"form": form}, status=REFUSED if form.is_bound else 200)
    told, read = form.cleaned_data, form.read or {}
    try:
        seen = Rule(int(read.get("minutes", 0)), int(read.get("tests", 0)))
        set_rule(
            actor=request.actor, hat=request.hat, school_id=school_id, minutes=told["minutes"], tests=told["tests"],
            seen=seen,
        )  # fmt: skip
    except Overtaken:
        by = last_writer("diary.set_rule", subject_id=school_id, tenant=school_id)
        form.overtaken(_rule(school_id), by=by)
        return render(request, "diary/rule.html", {"form": form}, status=OVERTAKEN)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "diary/rule.html", {"form": form}, status=REFUSED)
    messages.success(request, _("C’est enregistré."))
    return redirect("diary:rule")


def _rule(school_id: uuid.UUID) -> dict[str, Any]:
    found = rule_of(school_id)
    return {"minutes": found.minutes, "tests": found.tests}


@require_safe
@page(right=Right.SEE_DIARIES, service=SERVICE)
def archive(request: HatRequest, unit_id: uuid.UUID, kind: str) -> HttpResponse:
    """The year of a class, to keep: as a program reads it, or on paper."""
    school_id = school_id_of(request)
    try:
        unit = unit_named(request.hat, unit_id)
    except Unknown:
        raise Http404 from None
    if unit is None or kind not in ("json", "pdf"):
        raise Http404
    if not reads_units(request.hat, school_id, [unit_id]):
        raise Http404 if request.hat.is_visitor else PermissionDenied
    year = unit.year
    days = year_diary(school_id, unit_id, year, hidden=not request.hat.is_visitor)
    school = request.hat.school.name if request.hat.school else ""
    name = f"cahier-{slugify(unit.label)}-{year}.{kind}"
    answer: HttpResponse
    if kind == "json":
        answer = JsonResponse(as_json(school, unit.label, year, days), json_dumps_params={"ensure_ascii": False})
    else:
        title = _("Cahier de textes de %(label)s, %(year)s") % {"label": unit.label, "year": f"{year}-{year + 1}"}
        answer = HttpResponse(as_pdf(school, title, days), content_type="application/pdf")
    answer["Content-Disposition"], answer["Cache-Control"] = f'attachment; filename="{name}"', "no-store"
    return answer
