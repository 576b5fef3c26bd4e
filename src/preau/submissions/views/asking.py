"""Pages of who gives the work: what is asked, the list of copies, groups, paper."""

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
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.submissions import rules
from preau.submissions.forms import AskForm, TeamsForm, asked
from preau.submissions.selectors.copies import copy_to_read
from preau.submissions.selectors.correcting import progress_of
from preau.submissions.selectors.pages import Listed, copies_listed, team_numbers, version_lines
from preau.submissions.selectors.rows import pupils_of_copy
from preau.submissions.selectors.when import hour_due
from preau.submissions.selectors.who import by_number, expected_of
from preau.submissions.services import compose_teams, note_paper, save_assignment, set_closed
from preau.submissions.views import REFUSED, SERVICE, WORDS
from preau.ui.seen import OVERTAKEN, last_writer


def _listed(request: HatRequest, work_id: uuid.UUID) -> Listed:
    try:
        return copies_listed(request.hat, work_id)
    except Unknown:
        raise Http404 from None


def _form(told: Listed, data: Any = None) -> AskForm:
    row = told.assignment
    return AskForm(data, present=asked(row), initial={"version": row.version if row else 0})


@require_safe
@page(right=Right.WRITE_DIARY, service=SERVICE)
def copies(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """Counts first, then everybody; the form alone when nothing is asked yet."""
    told = _listed(request, work_id)
    if told.assignment is None:
        return redirect("submissions:ask", work_id=work_id)
    zone = request.hat.school.timezone if request.hat.school else "Europe/Paris"
    dues = [(one.label, hour_due(told.assignment, one, zone)) for one in told.piece.dues]
    context = {**WORDS, "told": told, "row": told.assignment, "count": told.count(), "dues": dues}
    context["progress"] = progress_of(told)
    return render(request, "submissions/copies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.ASK)
def ask(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """What is asked."""
    told = _listed(request, work_id)
    form = _form(told, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _ask_page(request, told, form)
    if not form.is_valid():
        return _ask_page(request, told, form, REFUSED)
    try:
        save_assignment(
            actor=request.actor, hat=request.hat, work_id=work_id, asking=form.asking,
            version=form.cleaned_data["version"],
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken:
        told = _listed(request, work_id)
        by = last_writer("submissions.ask", subject_id=work_id, tenant=told.piece.school_id)
        form.overtaken(asked(told.assignment), by=by, version=told.assignment.version if told.assignment else 0)
        return _ask_page(request, told, form, OVERTAKEN)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _ask_page(request, told, form, REFUSED)
    messages.success(request, _("C’est enregistré. Les élèves voient « Rendre » à côté du travail."))
    return redirect("submissions:copies", work_id=work_id)


def _ask_page(request: HatRequest, told: Listed, form: AskForm, status: int = 200) -> HttpResponse:
    return render(request, "submissions/ask.html", {**WORDS, "told": told, "form": form}, status=status)


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.ASK)
def close(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """No more copies are taken, or they are again."""
    try:
        set_closed(
            actor=request.actor, hat=request.hat, work_id=work_id, is_closed=request.POST.get("fermer") == "1"
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    return redirect("submissions:copies", work_id=work_id)


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.NOTE_PAPER)
def paper(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """Handed in on paper, or not after all."""
    try:
        pupil, team = (
            uuid.UUID(request.POST[name][:36]) if request.POST.get(name) else None for name in ("eleve", "groupe")
        )
        note_paper(
            actor=request.actor, hat=request.hat, work_id=work_id, pupil_id=pupil, team_id=team,
            is_on_paper=request.POST.get("papier") == "1",
        )  # fmt: skip
    except (Unknown, ValueError):
        raise Http404 from None
    return redirect(f"{reverse('submissions:copies', args=[work_id])}#c-{pupil or team}")


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.ASK)
def teams(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """Who hands in with whom."""
    told = _listed(request, work_id)
    if told.assignment is None or not told.assignment.in_groups:
        raise Http404
    pupils = expected_of(told.piece)
    form = TeamsForm(
        request.POST if request.method == "POST" else None, pupils=pupils, numbers=team_numbers(told.assignment)
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        if form.is_valid():
            numbers = {one: form.cleaned_data[name] for one, name in form.names.items()}
            compose_teams(actor=request.actor, hat=request.hat, work_id=work_id, numbers=numbers)
            messages.success(request, _("Les groupes sont enregistrés."))
            return redirect("submissions:copies", work_id=work_id)
        status = REFUSED
    return render(request, "submissions/teams.html", {**WORDS, "told": told, "form": form}, status=status)


@require_safe
@page(right=Right.WRITE_DIARY, service=SERVICE)
def copy(request: HatRequest, copy_id: uuid.UUID) -> HttpResponse:
    """One copy, with all its versions."""
    try:
        row = copy_to_read(request.hat, copy_id)
        told = copies_listed(request.hat, row.assignment.work)
    except Unknown:
        raise Http404 from None
    names = by_number(expected_of(told.piece))
    whose = [names[one].name for one in pupils_of_copy(row) if one in names]
    if not whose and row.pupil is not None:
        whose = [f"{row.pupil.family_name.upper()} {row.pupil.given_name}"]
    context = {**WORDS, "copy": row, "whose": ", ".join(whose), "told": told, "lines": version_lines(row)}
    return render(request, "submissions/copy.html", context)
