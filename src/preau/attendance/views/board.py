"""The absences desk of vie scolaire, one absence there, and the register of a class."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.attendance import rules
from preau.attendance.drawing import lines_of
from preau.attendance.enums import Reason
from preau.attendance.forms import AnnounceForm, AnswerForm, number_of, shown_of
from preau.attendance.selectors.board import (
    absence_at_desk,
    classes_followed,
    pupil_followed,
    register_of,
    school_followed,
)
from preau.attendance.selectors.desk import calls_of
from preau.attendance.selectors.today import board_of
from preau.attendance.services import Asked, announce_for, explain_for, tell_again
from preau.attendance.views.calling import SERVICE
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.timetable.public import clock_of
from preau.ui.seen import OVERTAKEN


@require_safe
@page(right=Right.FOLLOW_ABSENCES, service=SERVICE)
def desk(request: HatRequest) -> HttpResponse:
    """Today: roll calls not done, pupils missing, late arrivals."""
    try:
        whole = request.GET.get("appels") == "tous"
        board = board_of(request.hat, whole=whole)
        return render(request, "attendance/board.html", {"board": board, "rows": lines_of(board), "whole": whole})
    except Unknown:
        raise Http404 from None


@require_POST
@page(right=Right.FOLLOW_ABSENCES, service=SERVICE)
@exercises(rules.TELL)
def tell(request: HatRequest) -> HttpResponse:
    """Ask the families of the chosen pupils."""
    chosen = shown_of(request.POST.getlist("absence"))
    try:
        school_id, _zone = school_followed(request.hat)
        asked = tell_again(actor=request.actor, hat=request.hat, school_id=school_id, shown=chosen)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("attendance:desk")
    (messages.success if asked.families else messages.warning)(request, _asked_words(asked))
    return redirect("attendance:desk")


def _asked_words(asked: Asked) -> str:
    count = asked.families
    words = [ngettext("%(num)s famille prévenue.", "%(num)s familles prévenues.", count) % {"num": count}]
    if already := asked.already:
        words.append(
            ngettext(
                "%(num)s famille a été prévenue entre-temps, et ne l’est pas deux fois.",
                "%(num)s familles ont été prévenues entre-temps, et ne le sont pas deux fois.",
                already,
            )
            % {"num": already}
        )
    if alone := asked.alone:
        words.append(
            ngettext("%(num)s élève n’a personne à prévenir.", "%(num)s élèves n’ont personne à prévenir.", alone)
            % {"num": alone}
        )
    if asked.others:
        words.append(_("Les autres ont répondu, ou ont déjà été prévenues cinq fois."))
    return " ".join(words)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.FOLLOW_ABSENCES, service=SERVICE)
@exercises(rules.JUSTIFY_FOR)
def absence(request: HatRequest, absence_id: uuid.UUID) -> HttpResponse:
    """One absence, and what the family says by telephone."""
    try:
        found = absence_at_desk(request.hat, absence_id)
    except Unknown:
        raise Http404 from None
    family = list(found.family)
    initial = {"version": found.absence.version, "qui": family[0][0] if family else ""}
    form = AnswerForm(request.POST or None, family=family, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                explain_for(
                    actor=request.actor, hat=request.hat, absence_id=absence_id, reason=told["raison"],
                    text=told["precision"], version=told["version"], family_id=number_of(told["qui"]),
                    means=told["moyen"],
                )  # fmt: skip
            except Overtaken as overtaken:
                found, status = absence_at_desk(request.hat, absence_id), OVERTAKEN
                form = AnswerForm({**request.POST.dict(), "version": found.absence.version}, family=family)
                form.add_error(None, _("%(why)s Relisez, puis enregistrez si besoin.") % {"why": overtaken})
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("C’est noté."))
                return redirect("attendance:desk")
    row = found.absence
    to = calls_of(request.hat, row.school_id, [row.pupil]).get(row.pupil_id, [])
    return render(
        request, "attendance/absence_desk.html", {"found": found, "form": form, "calls_to": to}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.FOLLOW_ABSENCES, service=SERVICE)
@exercises(rules.NOTE)
def note(request: HatRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """What the school knows ahead of a pupil: at the infirmary, on an outing, announced by telephone."""
    try:
        school_id, name = pupil_followed(request.hat, pupil_id)
        _school_id, zone = school_followed(request.hat)
    except Unknown:
        raise Http404 from None
    today, minutes = clock_of(clock.now(), zone)
    hour = min(minutes // 60 + 1, 23)
    until = f"{max(hour + 1, 18):02}:00" if hour < 23 else "23:59"
    initial = {"du": today, "au": today, "de": f"{hour:02}:00", "a": until, "numero": new_id()}
    form = AnnounceForm(request.POST or None, pupils=[(str(pupil_id), name)], reasons=Reason.choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            announce_for(
                actor=request.actor, hat=request.hat, school_id=school_id, pupil_id=pupil_id,
                absence_id=told["numero"], stretch=form.stretch, reason=told["raison"], text=told["precision"],
            )  # fmt: skip
        except Unknown:
            raise Http404 from None
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("C’est noté."))
            return redirect("attendance:desk")
    status = 422 if request.method == "POST" else 200
    return render(request, "attendance/announce.html", {"form": form, "name": name, "is_desk": True}, status=status)


@require_safe
@page(right=Right.FOLLOW_ABSENCES, service=SERVICE)
def register(request: HatRequest) -> HttpResponse:
    """A class on a day, to read and to print."""
    try:
        classes = classes_followed(request.hat)
        chosen = number_of(request.GET.get("classe", ""))
        found = register_of(request.hat, chosen, _day(request)) if chosen else None
    except Unknown:
        raise Http404 from None
    context = {"classes": classes, "found": found, "chosen": chosen, "day": _day(request)}
    return render(request, "attendance/register.html", context)


def _day(request: HatRequest) -> dt.date:
    try:
        return dt.date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return clock.today()
