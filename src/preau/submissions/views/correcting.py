"""Correcting: how a piece of work is marked; a copy at the left, its mark and comment at the right; the next one."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.submissions import rules
from preau.submissions.forms_correcting import AgainForm, CorrectForm, MarkingForm, judged_of, marking_of
from preau.submissions.selectors.correcting import ToCorrect, copy_to_correct, first_to_correct, progress_of
from preau.submissions.selectors.pages import copies_listed
from preau.submissions.selectors.phrases import phrases_of
from preau.submissions.services.correcting import correct, set_marking
from preau.submissions.views import REFUSED, SERVICE, WORDS
from preau.ui.seen import OVERTAKEN, last_writer, sealed, written

JSON = "application/json"


def _found(request: HatRequest, copy_id: uuid.UUID) -> ToCorrect:
    try:
        return copy_to_correct(request.hat, copy_id)
    except Unknown:
        raise Http404 from None


def _form(told: ToCorrect, data: Any = None) -> CorrectForm:
    return CorrectForm(
        data, assignment=told.assignment, present=judged_of(told.row), initial={"version": told.version}
    )  # fmt: skip


@require_safe
@page(right=Right.WRITE_DIARY, service=SERVICE)
def first(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """To the first copy that waits."""
    try:
        told = copies_listed(request.hat, work_id)
    except Unknown:
        raise Http404 from None
    copy_id = first_to_correct(told, progress_of(told))
    if copy_id is None:
        messages.info(request, _("Il n’y a encore aucune copie à corriger."))
        return redirect("submissions:copies", work_id=work_id)
    return redirect("submissions:correct", copy_id=copy_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.CORRECT)
def correct_one(request: HatRequest, copy_id: uuid.UUID) -> HttpResponse:
    """One copy. Its script keeps what is typed as it is typed, and shows the next one, read ahead, at once."""
    told = _found(request, copy_id)
    if request.method != "POST":
        return _page(request, told, _form(told))
    if request.POST.get("faire") == "phrase":
        return _with_phrase(request, told)
    form = _form(told, request.POST)
    if not form.is_valid():
        return _refused(request, told, form)
    try:
        row = correct(
            actor=request.actor, hat=request.hat, copy_id=copy_id, judged=form.judged,
            version=form.cleaned_data["version"], is_draft=request.POST.get("faire") == "garder",
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken as meanwhile:
        told = _found(request, copy_id)
        if _wants_json(request):
            return JsonResponse({"words": f"{meanwhile} {_('« Enregistrer » montre les deux.')}"}, status=OVERTAKEN)
        by = written(told.row.corrected_by, told.row.corrected_at) if told.row else ""
        form.overtaken(judged_of(told.row), by=by, version=told.version)
        return _page(request, told, form, OVERTAKEN)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, told, form)
    if _wants_json(request):
        return JsonResponse({"words": _("Enregistré."), "version": row.version, "seen": sealed(judged_of(row))})
    return _onwards(request, told)


def _with_phrase(request: HatRequest, told: ToCorrect) -> HttpResponse:
    """The form again, with a sentence kept ready at the end of its comment; nothing is stored yet."""
    data = request.POST.copy()
    asked = request.POST.get("phrase", "")
    text = next((one.text for one in phrases_of(request.hat) if str(one.id) == asked), "")
    data["comment"] = " ".join(one for one in (data.get("comment", "").rstrip(), text) if one)
    return _page(request, told, _form(told, data))


def _refused(request: HatRequest, told: ToCorrect, form: CorrectForm) -> HttpResponse:
    if _wants_json(request):
        words = " ".join(str(one) for some in form.errors.values() for one in some)
        return JsonResponse({"words": words}, status=REFUSED)
    return _page(request, told, form, REFUSED)


def _onwards(request: HatRequest, told: ToCorrect) -> HttpResponse:
    """Where the button leads."""
    asked = request.POST.get("faire")
    if asked == "rester":
        messages.success(request, _("C’est enregistré."))
        return redirect("submissions:correct", copy_id=told.copy.pk)
    other = told.previous if asked == "precedente" else told.next
    if other is not None:
        return redirect("submissions:correct", copy_id=other)
    messages.success(request, _("C’est enregistré. C’était la dernière copie."))
    return redirect("submissions:copies", work_id=told.piece.id)


def _wants_json(request: HatRequest) -> bool:
    return JSON in request.headers.get("Accept", "")


def _page(request: HatRequest, told: ToCorrect, form: CorrectForm, status: int = 200) -> HttpResponse:
    end = reverse("submissions:copies", args=[told.piece.id])
    ways = {
        name: reverse("submissions:correct", args=[one]) if one else "" for name, one in
        (("next", told.next), ("previous", told.previous))
    }  # fmt: skip
    context = {**WORDS, "told": told, "form": form, "ways": ways, "end": end, "again": AgainForm()}
    context["phrases"] = phrases_of(request.hat)
    return render(request, "submissions/correct.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.CORRECT)
def marking(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """Points, levels or a comment alone; when guardians read."""
    try:
        told = copies_listed(request.hat, work_id)
    except Unknown:
        raise Http404 from None
    row = told.assignment
    if row is None:
        return redirect("submissions:ask", work_id=work_id)
    is_sent = request.method == "POST"
    form = MarkingForm(
        request.POST if is_sent else None, present=marking_of(row), initial={"version": row.version}
    )  # fmt: skip
    status = 200
    if is_sent:
        status = REFUSED
        if form.is_valid():
            try:
                set_marking(
                    actor=request.actor, hat=request.hat, work_id=work_id, marking=form.marking,
                    version=form.cleaned_data["version"],
                )  # fmt: skip
                messages.success(request, _("C’est enregistré."))
                return redirect("submissions:copies", work_id=work_id)
            except Unknown:
                raise Http404 from None
            except Overtaken:
                now = copies_listed(request.hat, work_id).assignment or row
                by = last_writer("submissions.set_marking", subject_id=work_id, tenant=row.school_id)
                form.overtaken(marking_of(now), by=by, version=now.version)
                status = OVERTAKEN
            except Refused as refusal:
                form.add_error(None, str(refusal))
    return render(request, "submissions/marking.html", {**WORDS, "told": told, "form": form}, status=status)
