"""Guardians of a pupil: how far each goes and why; judges' decisions; choices of adult pupils. For the head alone."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.console import rules, words
from preau.console.forms import DecisionForm
from preau.console.views.settled import settled
from preau.directory import readings
from preau.directory.enums import DecisionKind, Profile
from preau.directory.errors import Refused, Settled, Unknown
from preau.directory.rights import is_adult
from preau.directory.selectors import (
    decisions_of_school,
    guardians_of,
    guardianship_between,
    search_people,
    student_of_school,
    was_withdrawn,
)
from preau.directory.services import (
    close_guardian_messages,
    give_back_signatures,
    put_in_charge,
    record_court_decision,
    reopen_guardian_messages,
    take_back_charge,
    take_over_signatures,
    withdraw_court_decision,
)
from preau.kernel import clock
from preau.ui import wording
from preau.ui.listing import typed


def _school_id(request: HatRequest) -> uuid.UUID:
    school = request.hat.school
    if school is None:
        raise Http404
    return school.id


@require_GET
@page(right=Right.SEE_FAMILY, service="administration")
def search(request: HatRequest) -> HttpResponse:
    """Find a pupil; below, the decisions of this school that run or will."""
    text = typed(request.GET)
    found = search_people(text, profiles=[Profile.STUDENT]) if text else []
    decisions = [
        (one, f"{one.guardian.full_name} → {one.student.full_name}", words.dates_of(one))
        for one in decisions_of_school(_school_id(request))
    ]
    return render(request, "console/family_search.html", {"q": text, "found": found, "decisions": decisions})


def _student(request: HatRequest, student_id: uuid.UUID) -> Any:
    student = student_of_school(_school_id(request), student_id)
    if student is None:
        raise Http404
    return student


@require_GET
@page(right=Right.SEE_FAMILY, service="administration")
def student(request: HatRequest, student_id: uuid.UUID) -> HttpResponse:
    """A pupil's guardians, each with what they may do today and why."""
    pupil = _student(request, student_id)
    school_id = _school_id(request)
    assert request.actor.person_id is not None
    readings.note(
        school_id=school_id, student_id=student_id, reader_id=request.actor.person_id, profile=request.hat.profile
    )
    lines = [
        {
            "line": line,
            "why": words.why(line),
            "decisions": [
                {
                    "decision": one,
                    "dates": words.dates_of(one),
                    "own": one.recorded_by_school_id == school_id and one.withdrawn_at is None,
                }
                for one in line.decisions
            ],
        }
        for line in guardians_of(school_id, student_id)
    ]
    context = {"student": pupil, "lines": lines, "adult": is_adult(pupil, clock.today())}
    return render(request, "console/family.html", context)


@require_http_methods(["GET", "POST"])
@page(right=Right.SEE_FAMILY, service="administration")
@exercises(rules.RECORD_DECISION, sent="relu")
def decide(request: HatRequest, student_id: uuid.UUID, guardian_id: uuid.UUID) -> HttpResponse:
    """Type a judge's decision, read it once more, then record it."""
    school_id = _school_id(request)
    link = guardianship_between(school_id, student_id, guardian_id)
    if link is None:
        raise Http404
    form = DecisionForm(request.POST or None, initial={"starts_on": clock.today(link.school.timezone)})
    if request.method == "POST" and form.is_valid() and request.POST.get("relu") == "oui":
        try:
            record_court_decision(
                actor=request.actor, school_id=school_id, student_id=student_id, guardian_id=guardian_id,
                **form.cleaned_data,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Unknown:
            raise Http404 from None
        else:
            messages.success(request, _("La décision est enregistrée. Elle l’emporte sur les imports."))
            return redirect("console:family", student_id=student_id)
    context = {"link": link, "form": form}
    if request.method == "POST" and form.is_valid():
        return render(request, "console/decision_recap.html", {**context, "recap": _recap(form)})
    return render(request, "console/decision.html", context, status=422 if form.errors else 200)


def _recap(form: DecisionForm) -> list[tuple[str, str]]:
    data = form.cleaned_data
    ends = data["ends_on"]
    return [
        (_("Décision"), str(DecisionKind(data["kind"]).label)),
        (_("À partir du"), wording.long_date(data["starts_on"], year=True)),
        (_("Jusqu’au"), wording.long_date(ends, year=True) if ends else _("sans fin fixée")),
        (_("Référence"), data["reference"] or "–"),
    ]


@require_http_methods(["GET", "POST"])
@page(right=Right.SEE_FAMILY, service="administration")
@exercises(rules.WITHDRAW_DECISION)
def withdraw(request: HatRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Lift a decision that this school recorded, after a recap."""
    school_id = _school_id(request)
    decision = next((one for one in decisions_of_school(school_id) if one.pk == decision_id), None)
    if decision is None:
        if was_withdrawn(school_id, decision_id):
            return settled(request, "console:family_search")
        raise Http404
    if request.method == "POST":
        try:
            withdraw_court_decision(actor=request.actor, school_id=school_id, decision_id=decision_id)
        except Settled:
            return settled(request, "console:family", student_id=decision.student_id)
        except Unknown:
            raise Http404 from None
        messages.success(request, _("La décision est levée. Les droits d’avant l’annuaire reviennent."))
        return redirect("console:family", student_id=decision.student_id)
    return render(request, "console/withdraw.html", {"decision": decision, "dates": words.dates_of(decision)})


_CHARGES = {"confier": put_in_charge, "reprendre": take_back_charge}


@require_http_methods(["GET", "POST"])
@page(right=Right.SEE_FAMILY, service="administration")
@exercises(rules.SET_CHARGE)
def charge(request: HatRequest, student_id: uuid.UUID, guardian_id: uuid.UUID, act: str) -> HttpResponse:
    """Put a contact in charge of the pupil by the head's decision, or take it back, after a recap."""
    school_id = _school_id(request)
    if act not in _CHARGES:
        raise Http404
    if request.method == "POST":
        try:
            _CHARGES[act](actor=request.actor, school_id=school_id, student_id=student_id, guardian_id=guardian_id)
        except Unknown:
            raise Http404 from None
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("C’est enregistré : cette personne est en charge de l’élève.") if act == "confier"
                else _("C’est enregistré : cette personne redevient un simple contact."),
            )  # fmt: skip
        return redirect("console:family", student_id=student_id)
    lines = guardians_of(school_id, student_id, with_ended=False)
    line = next((one for one in lines if one.guardianship.guardian_id == guardian_id), None)
    if line is None:
        raise Http404
    if not (line.may_be_put_in_charge if act == "confier" else line.chosen_by_head):
        return redirect("console:family", student_id=student_id)
    accounts = sum(one.rights.has_account for one in lines)
    return render(request, "console/charge.html", {"line": line, "act": act, "accounts": accounts})


_CHOICES = {
    "signatures-prises": take_over_signatures,
    "signatures-rendues": give_back_signatures,
    "messages-fermes": close_guardian_messages,
    "messages-rouverts": reopen_guardian_messages,
}


@require_http_methods(["GET", "POST"])
@page(right=Right.SEE_FAMILY, service="administration")
@exercises(rules.RECORD_ADULT_CHOICE)
def adult(request: HatRequest, student_id: uuid.UUID, choice: str) -> HttpResponse:
    """Record, on the adult pupil's request, who signs and whether guardians see messages."""
    pupil = _student(request, student_id)
    if choice not in _CHOICES:
        raise Http404
    sentences = {
        "signatures-prises": _("L’élève signera à la place de ses responsables. Ils le verront, et liront toujours."),
        "signatures-rendues": _("Les responsables signeront de nouveau."),
        "messages-fermes": _(
            "Les responsables ne verront plus les messages. Ils recevront toujours les avis d’absence et de départ."
        ),
        "messages-rouverts": _("Les responsables verront de nouveau les messages."),
    }
    if request.method == "POST":
        try:
            _CHOICES[choice](actor=request.actor, student_id=student_id)
        except Unknown:
            raise Http404 from None
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Le choix de l’élève est enregistré. Les responsables le voient."))
        return redirect("console:family", student_id=student_id)
    return render(
        request, "console/adult.html", {"student": pupil, "choice": choice, "sentence": sentences[choice]}
    )  # fmt: skip
