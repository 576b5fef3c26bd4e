"""Teaching plans: written by forms, shared, copied; a step is sent onto a lesson, whose page it fills."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.diary import rules
from preau.diary.forms import NO_SUBJECT, PlanForm, steps_shown
from preau.diary.selectors.plans import PlanPage, plan_page, plans_of
from preau.diary.services import Step, copy_plan, remove_plan, save_plan
from preau.diary.views import SERVICE, WORDS
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel.ids import new_id
from preau.ui.seen import OVERTAKEN, last_writer

REFUSED = 422


@require_safe
@page(right=Right.WRITE_DIARY, service=SERVICE)
def plans(request: HatRequest) -> HttpResponse:
    """One's own plans, former ones, those of colleagues."""
    try:
        found = plans_of(request.hat)
    except Unknown:
        raise Http404 from None
    return render(request, "diary/plans.html", {"plans": found, "new_id": new_id()})


def _found(request: HatRequest, plan_id: uuid.UUID) -> PlanPage:
    try:
        is_new = bool(request.POST.get("nouvelle") or request.GET.get("nouvelle"))
        return plan_page(request.hat, plan_id, is_new=is_new)
    except Unknown:
        raise Http404 from None


def _form(found: PlanPage, data: Any = None) -> PlanForm:
    row = found.plan
    subjects = list(found.subjects) or [(NO_SUBJECT, row.subject if row else _("Autre matière"))]
    if row is not None and row.subject_code not in dict(subjects) and (NO_SUBJECT, row.subject) not in subjects:
        subjects.append((row.subject_code or NO_SUBJECT, row.subject))
    version = row.version if row else 0
    count = max(len(found.steps), sum(1 for name in data or () if name.startswith("fait_")) - 2)
    return PlanForm(data, present=_present(found), version=version, subjects=subjects, count=min(max(count, 1), 60))


def _present(found: PlanPage) -> dict[str, Any]:
    row = found.plan
    steps = [Step(one.text, one.work, one.minutes) for one in found.steps]
    head = {
        "title": row.title if row else "", "subject_code": (row.subject_code or NO_SUBJECT) if row else "",
        "is_shared": row.is_shared if row else False,
    }  # fmt: skip
    return {**head, **steps_shown(steps)}


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.PLAN)
def plan(request: HatRequest, plan_id: uuid.UUID) -> HttpResponse:
    """A plan: written by who made it, read and copied by a colleague."""
    found = _found(request, plan_id)
    if request.method != "POST":
        return _page(request, plan_id, found, _form(found))
    form = _form(found, request.POST)
    if not form.is_valid():
        return _page(request, plan_id, found, form, REFUSED)
    try:
        save_plan(
            actor=request.actor, hat=request.hat, school_id=found.school_id, plan_id=plan_id, planned=form.planned,
            version=form.cleaned_data["version"],
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken:
        found = _found(request, plan_id)
        by = last_writer("diary.save_plan", subject_id=plan_id, tenant=found.school_id)
        form.overtaken(_present(found), by=by, version=found.plan.version if found.plan else 0)
        return _page(request, plan_id, found, form, OVERTAKEN)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, plan_id, found, form, REFUSED)
    messages.success(request, _("C’est enregistré."))
    return redirect("diary:plan", plan_id=plan_id)


def _page(
    request: HatRequest, plan_id: uuid.UUID, found: PlanPage, form: PlanForm, status: int = 200
) -> HttpResponse:  # fmt: skip
    rows = [[form[f"{name}_{number}"] for name in ("fait", "travail", "minutes")] for number in range(form.count)]
    context = {**WORDS, "found": found, "form": form, "rows": rows, "plan_id": plan_id, "new_id": new_id()}
    return render(request, "diary/plan.html", context, status=status)


@require_safe
@page(right=Right.WRITE_DIARY, service=SERVICE)
def send(request: HatRequest) -> HttpResponse:
    """A step onto a lesson: its page opens, filled; nothing is written before it is saved."""
    try:
        step, lesson = (uuid.UUID(request.GET.get(name, "")[:36]) for name in ("etape", "cours"))
    except ValueError:
        raise Http404 from None
    return redirect(f"{reverse('diary:lesson', args=[lesson])}?etape={step}")


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.PLAN)
def copy(request: HatRequest, plan_id: uuid.UUID) -> HttpResponse:
    """One's own copy, for this school year."""
    try:
        number = uuid.UUID(request.POST.get("nouvelle", "")[:36])
        made = copy_plan(actor=request.actor, hat=request.hat, plan_id=plan_id, new_id=number)
    except (Unknown, ValueError):
        raise Http404 from None
    messages.success(request, _("La séquence est copiée : elle est à vous."))
    return redirect("diary:plan", plan_id=made.pk)


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.PLAN)
def remove(request: HatRequest, plan_id: uuid.UUID) -> HttpResponse:
    """A plan of one's own goes."""
    _found(request, plan_id)
    remove_plan(actor=request.actor, hat=request.hat, plan_id=plan_id)
    messages.success(request, _("La séquence est supprimée. Ce qui a été mis sur des cours y reste."))
    return redirect("diary:plans")
