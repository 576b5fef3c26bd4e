"""Absences for families: explained from the notice in three taps, or announced ahead."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.public import HatRequest, exercises, page
from preau.attendance import rules
from preau.attendance.forms import AnnounceForm, ExplainForm
from preau.attendance.selectors.family import Read, absence_for, children_of, lines_of
from preau.attendance.services import announce, contest, explain
from preau.attendance.views.calling import SERVICE
from preau.directory.enums import Profile
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.ui.seen import OVERTAKEN
from preau.ui.slots import filled

FAMILY = (Profile.STUDENT, Profile.GUARDIAN)


@require_safe
@page(*FAMILY, service=SERVICE)
def family(request: HatRequest) -> HttpResponse:
    """The absences of each child, those to explain first."""
    children = children_of(request.hat)
    lines = lines_of(children)
    context = {
        "waiting": [one for one in lines if one.waits], "others": [one for one in lines if not one.waits],
        "explains": any(one.explains for one in children),
    }  # fmt: skip
    return render(request, "attendance/family.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*FAMILY, service=SERVICE)
@exercises(rules.JUSTIFY)
def absence(request: HatRequest, absence_id: uuid.UUID) -> HttpResponse:
    """One absence: why, and who said so."""
    found = _found(request, absence_id)
    form = ExplainForm(request.POST or None, initial={"version": found.absence.version})
    status = 200
    if request.method == "POST":
        status = 422
        if not found.explains:
            raise PermissionDenied
        if form.is_valid():
            told = form.cleaned_data
            try:
                explain(
                    actor=request.actor, hat=request.hat, absence_id=absence_id, reason=told["raison"],
                    text=told["precision"], version=told["version"],
                )  # fmt: skip
            except Overtaken as overtaken:
                found, status = _found(request, absence_id), OVERTAKEN
                form = ExplainForm({**request.POST.dict(), "version": found.absence.version})
                form.add_error(None, _("%(why)s Relisez ce qui est dit, puis envoyez si besoin.") % {"why": overtaken})
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Votre réponse est reçue : l’établissement la voit."))
                return redirect("attendance:absence", absence_id=absence_id)
    context = {"found": found, "form": form, "ways": filled("attendance.absence", request)[0]}
    return render(request, "attendance/absence.html", context, status=status)


def _found(request: HatRequest, absence_id: uuid.UUID) -> Read:
    try:
        return absence_for(request.hat, absence_id)
    except Unknown:
        raise Http404 from None


@require_POST
@page(*FAMILY, service=SERVICE)
@exercises(rules.CONTEST)
def contested(request: HatRequest, justification_id: uuid.UUID) -> HttpResponse:
    """Say that one did not say so."""
    try:
        row = contest(actor=request.actor, hat=request.hat, justification_id=justification_id)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("attendance:family")
    messages.success(request, _("C’est contesté : cette réponse ne compte plus."))
    return redirect("attendance:absence", absence_id=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*FAMILY, service=SERVICE)
@exercises(rules.ANNOUNCE)
def announced(request: HatRequest) -> HttpResponse:
    """An absence to come."""
    children = {one.key: one for one in children_of(request.hat) if one.explains}
    if not children:
        if children_of(request.hat):
            raise PermissionDenied
        raise Http404
    day = clock.today() + dt.timedelta(days=1)
    initial = {"du": day, "au": day, "de": "08:00", "a": "18:00", "numero": new_id()}
    pupils = [(one.key, one.name) for one in children.values()]
    form = AnnounceForm(request.POST or None, pupils=pupils, initial=initial)
    if request.method == "POST" and form.is_valid():
        told, child = form.cleaned_data, children[form.cleaned_data["eleve"]]
        try:
            announce(
                actor=request.actor, hat=request.hat, school_id=child.school_id, pupil_id=child.pupil_id,
                absence_id=told["numero"], stretch=form.stretch, reason=told["raison"], text=told["precision"],
            )  # fmt: skip
        except Unknown:
            raise Http404 from None
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("L’absence est annoncée : l’établissement la voit."))
            return redirect("attendance:family")
    status = 422 if request.method == "POST" else 200
    name = pupils[0][1] if len(pupils) == 1 else ""
    return render(request, "attendance/announce.html", {"form": form, "name": name, "is_desk": False}, status=status)
