"""Schools outside the academy's directory, added by the collectivity or the operator; a first head agreed by two."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, exercises, page, platform_wide
from preau.console import heads, rules
from preau.console.paper import Paper, sheet
from preau.console.school_forms import FirstHeadForm, NewSchoolForm
from preau.console.selectors.heads import HeadLine, first_heads
from preau.console.views.printing import sheets_of
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.directory.nation import check_letter, uai_is_valid
from preau.directory.selectors import school_by_uai, schools_alike, schools_in_scope, why_no_first_head
from preau.directory.services import add_school
from preau.identity.enums import SlipKind
from preau.identity.public import AlreadyPrinted, Printed, Wanted, print_slips
from preau.kernel.ids import new_id
from preau.ui import wording


def _usual_academy() -> str:
    """The academy of most schools of the scope: the one that an officer means."""
    counted = Counter(one.authority_id for one in schools_in_scope())
    return counted.most_common(1)[0][0] if counted else ""


@require_http_methods(["GET", "POST"])
@page(right=Right.ADD_SCHOOLS, service="administration")
@exercises(rules.ADD_SCHOOL, sent="lu")
@platform_wide
def add(request: HatRequest) -> HttpResponse:
    """The form, then what would be added with what is known already, then the school itself."""
    operator = request.hat.profile == OPERATOR
    sent = request.POST if request.method == "POST" else None
    form = NewSchoolForm(sent, chooses=operator, initial={"academy": _usual_academy()})
    context: dict[str, Any] = {"form": form, "read": None, "known": None}
    if sent is not None and form.is_valid():
        said = form.cleaned_data
        known = school_by_uai(said["uai"])
        if known is None and request.POST.get("lu") == said["uai"]:
            authority = said["authority"].pk if operator and said["authority"] else request.hat.local_authority_id
            told = {name: said[name] for name in ("uai", "name", "kind", "academy", "city")}
            try:
                school = add_school(actor=request.actor, local_authority_id=authority, **told)
            except Refused:
                known = school_by_uai(said["uai"])  # added by somebody else meanwhile
            else:
                messages.success(request, _("« %(name)s » est ajouté. Nommez sa première direction.") % told)
                return redirect("console:ask_head", school_id=school.pk)
        if known is not None:
            context["known"] = _known(known)
            form.add_error("uai", _("Un établissement a déjà ce code."))
        else:
            context["read"] = _read(form)
    return render(request, "console/add_school.html", context, status=422 if form.errors else 200)


def _known(school: Any) -> dict[str, Any]:
    """What is known of a school whose UAI was typed: its name is public; whether it is one's own opens its page."""
    mine = any(one.pk == school.pk for one in schools_in_scope())
    return {"school": school, "mine": mine, "why": why_no_first_head(school) if mine else ""}


def _read(form: NewSchoolForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "pairs": form.pairs(),
        "letter": "" if uai_is_valid(said["uai"]) else check_letter(said["uai"]),
        "uai": said["uai"],
        "alike": [f"{one.name} ({one.uai})" for one in schools_alike(said["name"], said["city"])],
        "fields": [(name, form.data.get(name, "")) for name in form.fields],
    }


def _school(school_id: uuid.UUID) -> Any:
    found = next((one for one in schools_in_scope() if one.pk == school_id), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@page(right=Right.ADD_SCHOOLS, service="administration")
@exercises(rules.ASK_HEAD)
@platform_wide
def ask_head(request: HatRequest, school_id: uuid.UUID) -> HttpResponse:
    """Name the first head of a school; somebody else agrees."""
    school = _school(school_id)
    form = FirstHeadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            heads.ask_head(actor=request.actor, school_id=school.pk, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("La proposition est enregistrée. Une autre personne doit la confirmer."))
            return redirect("console:first_heads")
    context = {"form": form, "school": school, "why": why_no_first_head(school)}
    return render(request, "console/ask_head.html", context, status=422 if form.errors else 200)


@require_GET
@page(right=Right.ADD_SCHOOLS, service="administration")
@platform_wide
def lists(request: HatRequest) -> HttpResponse:
    """First heads: those that wait for a second person, then the others."""
    lines = first_heads(request.actor.person_id)
    waiting = [one for one in lines if one.may_refuse]
    return render(request, "console/first_heads.html", {"waiting": waiting, "others": lines[len(waiting) :]})


_ACTS = {"accepter": heads.agree_to_head, "refuser": heads.refuse_head, "terminer": heads.end_first_head}


@require_POST
@page(right=Right.ADD_SCHOOLS, service="administration")
@exercises(rules.DECIDE_HEAD)
@platform_wide
def decide(request: HatRequest, head_id: uuid.UUID, act: str) -> HttpResponse:
    """Agree to a first head, refuse or take back a proposal, end a place."""
    if act not in _ACTS:
        raise Http404
    try:
        _ACTS[act](actor=request.actor, head_id=head_id)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = {
            "accepter": _("La direction est confirmée. Imprimez sa fiche d’activation."),
            "refuser": _("La proposition est retirée."),
            "terminer": _("Cette direction est finie."),
        }
        messages.success(request, said[act])
    return redirect("console:first_heads")


def _paper(line: HeadLine, printed: Printed) -> Paper:
    words = str(Profile.HEAD.label)
    slip = sheet(printed, name=line.name, detail=words, about="")
    return Paper(_("Fiche d’activation de la direction"), line.head.school.name, SlipKind.STAFF, (slip,))


def _way_back() -> dict[str, tuple[str, str]]:
    return {
        "root": (_("Administration"), reverse("console:home")),
        "back": (_("Premières directions"), reverse("console:first_heads")),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@page(right=Right.ADD_SCHOOLS, service="administration")
@exercises(rules.PRINT_HEAD_SLIP)
@platform_wide
def print_head(request: HatRequest, head_id: uuid.UUID) -> HttpResponse:
    """The slip of a first head who never came: it opens nothing without the code that goes to their own address."""
    line = next((one for one in first_heads(request.actor.person_id) if one.head.pk == head_id), None)
    if line is None or line.head.person_id is None:
        raise Http404
    context = {**_way_back(), "kind": "direction", "count": 1 if line.may_print else 0, "batch": new_id()}
    if request.method != "POST" or not line.may_print:
        return render(request, "console/activation_print.html", context)
    try:
        printed = print_slips(
            actor=request.actor, school_id=line.head.school_id, kind=SlipKind.STAFF,
            people=[Wanted(line.head.person_id)], batch=uuid.UUID(request.POST.get("batch", "")),
        )  # fmt: skip
    except ValueError:
        raise Http404 from None
    except AlreadyPrinted as before:
        said = _("Cette fiche a été imprimée %(when)s. Pour en faire une autre, qui l’annulera, imprimez de nouveau.")
        messages.warning(request, said % {"when": wording.moment(before.at)})
        return redirect("console:print_head", head_id=head_id)
    return sheets_of(request, _paper(line, printed[0]), "direction", _way_back())
