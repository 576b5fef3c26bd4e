"""Rights confided with dates, elected places, and the tester between two people. For one school."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import GroupKind, MandateKind, Right
from preau.access.public import (
    DelegationLine,
    HatRequest,
    MandateLine,
    PersonLine,
    classes_of_year,
    delegations_of,
    end_delegation,
    end_mandate,
    entrust,
    exercises,
    give_mandate,
    mandates_of,
    page,
    people_of_school,
    try_rules,
    wide_rights,
)
from preau.console import rules
from preau.console.forms import DelegationForm, MandateForm
from preau.console.views.settled import settled
from preau.directory.errors import Refused, Settled, Unknown
from preau.directory.words import class_order
from preau.kernel import clock
from preau.kernel.text import fold
from preau.ui.listing import asked_of, paged, sifted

STAFF = (GroupKind.STAFF.value,)
EVERYONE = (GroupKind.STUDENTS.value, GroupKind.GUARDIANS.value, *STAFF)
ELECTS = {
    MandateKind.DELEGATE.value: GroupKind.STUDENTS.value,
    MandateKind.ELECTED_PARENT.value: GroupKind.GUARDIANS.value,
}


DELEGATION_KEYS: Mapping[str, Callable[[DelegationLine], Any]] = {
    "fin": lambda one: (one.ends_on, one.id), "nom": lambda one: fold(one.name), "droit": lambda one: fold(one.right),
}  # fmt: skip
MANDATE_KEYS: Mapping[str, Callable[[MandateLine], Any]] = {
    "classe": lambda one: (one.kind, class_order(one.homeroom), fold(one.name)), "nom": lambda one: fold(one.name),
}  # fmt: skip
"""Ways to sort what is confided, and who is elected."""


def school_of(request: HatRequest) -> uuid.UUID:
    """The school of these pages."""
    if request.hat.school is None:
        raise Http404
    return request.hat.school.id


def words_of(line: PersonLine) -> str:
    """What tells somebody from a namesake: pupil, guardian or staff, and the class."""
    called = {
        GroupKind.STUDENTS.value: _("élève"),
        GroupKind.GUARDIANS.value: _("responsable"),
        GroupKind.STAFF.value: _("personnel"),
    }
    return ", ".join((*(called[kind] for kind in line.kinds if kind in called), *line.classes))


def typed(request: HatRequest, name: str) -> str:
    """A text of the address, without what no name holds."""
    return request.GET.get(name, "")[:80].replace("\0", "")


def _chosen(
    request: HatRequest, school_id: uuid.UUID, name: str, kinds: tuple[str, ...] = EVERYONE
) -> PersonLine | None:
    """The person that a field names, when they are of this school."""
    try:
        id_ = uuid.UUID((request.POST if request.method == "POST" else request.GET).get(name, ""))
    except ValueError:
        return None
    return next(iter(people_of_school(school_id, person_ids=[id_], kinds=kinds)), None)


@require_http_methods(["GET", "POST"])
@page(right=Right.DELEGATE, service="administration")
@exercises(rules.ENTRUST)
def delegations(request: HatRequest) -> HttpResponse:
    """What is confided now; find somebody of the staff, then confide."""
    school_id = school_of(request)
    person = _chosen(request, school_id, "personne", STAFF)
    today = clock.today(request.hat.school.timezone if request.hat.school else None)
    form = DelegationForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": today}, classes=classes_of_year(school_id),
    )  # fmt: skip
    if request.method == "POST":
        if person is None:
            raise Http404
        if form.is_valid():
            try:
                entrust(actor=request.actor, school_id=school_id, person_id=person.person_id, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            except Unknown:
                form.add_error(None, _("Ce droit ne se confie pas ainsi. Choisissez-en un autre."))
            else:
                said = _("Le droit est confié à %(name)s.") % {"name": person.name}
                if form.cleaned_data["right"] in wide_rights():
                    said += " " + _(
                        "Il s’ouvrira avec un second facteur, et son prochain mot de passe aura 16 caractères au moins."
                    )
                messages.success(request, said)
                return redirect("console:delegations")
    text = typed(request, "q")
    within = asked_of(request.GET, DELEGATION_KEYS, "dans")
    lines = sifted(
        delegations_of(school_id), within, keys=DELEGATION_KEYS,
        told=lambda one: f"{one.name} {one.right} {one.homeroom} {one.reason}",
    )  # fmt: skip
    kept = {"q": text, "dans": within.text, "tri": within.sort if request.GET.get("tri") else ""}
    context = {
        "part": paged(lines, request.GET, address=reverse("console:delegations"), query=kept),
        "orders": (("fin", _("Par fin")), ("nom", _("Par nom")), ("droit", _("Par droit"))),
        "within": within,
        "q": text,
        "found": [(one, words_of(one)) for one in people_of_school(school_id, text=text, kinds=STAFF)],
        "person": person,
        "form": form,
    }
    return render(request, "console/delegations.html", context, status=422 if form.errors else 200)


@require_POST
@page(right=Right.DELEGATE, service="administration")
@exercises(rules.ENTRUST)
def take_back(request: HatRequest, delegation_id: uuid.UUID) -> HttpResponse:
    """Take back a right before its last day."""
    try:
        end_delegation(actor=request.actor, school_id=school_of(request), delegation_id=delegation_id)
    except Settled:
        return settled(request, "console:delegations")
    except Unknown:
        raise Http404 from None
    messages.success(request, _("Le droit est repris."))
    return redirect("console:delegations")


@require_http_methods(["GET", "POST"])
@page(right=Right.NAME_DELEGATES, service="administration")
@exercises(rules.NAME_DELEGATE)
def mandates(request: HatRequest) -> HttpResponse:
    """Delegates and elected parents of the year; find a pupil or a guardian, then inscribe."""
    school_id = school_of(request)
    kind = (request.POST if request.method == "POST" else request.GET).get("kind", MandateKind.DELEGATE.value)
    if kind not in ELECTS:
        raise Http404
    person = _chosen(request, school_id, "personne", (ELECTS[kind],))
    classes = classes_of_year(school_id)
    if person is not None:
        # A pupil or a guardian is elected in their own class, or for the whole school.
        classes = [one for one in classes if one[1] in person.classes]
    form = MandateForm(request.POST if request.method == "POST" else None, classes=classes, initial={"kind": kind})
    if request.method == "POST":
        if person is None:
            raise Http404
        if form.is_valid():
            try:
                give_mandate(actor=request.actor, school_id=school_id, person_id=person.person_id, **form.cleaned_data)
            except Unknown:
                form.add_error(None, _("Cette personne n’est pas de cette classe."))
            else:
                messages.success(request, _("%(name)s est inscrit.") % {"name": person.name})
                return redirect("console:mandates")
    text = typed(request, "q")
    within = asked_of(request.GET, MANDATE_KEYS, "dans")
    lines = sifted(mandates_of(school_id), within, told=lambda one: f"{one.name} {one.homeroom}", keys=MANDATE_KEYS)
    kept = {"q": text, "kind": kind, "dans": within.text, "tri": within.sort if request.GET.get("tri") else ""}
    part = paged(lines, request.GET, address=reverse("console:mandates"), query=kept)
    context: dict[str, Any] = {
        "groups": [(label, [one for one in part.rows if one.kind == value]) for value, label in MandateKind.choices],
        "part": part,
        "within": within,
        "orders": (("classe", _("Par classe")), ("nom", _("Par nom"))),
        "kinds": [(value, str(label), value == kind) for value, label in MandateKind.choices],
        "kind": kind,
        "q": text,
        "found": [(one, words_of(one)) for one in people_of_school(school_id, text=text, kinds=(ELECTS[kind],))],
        "person": person,
        "form": form,
    }
    return render(request, "console/mandates.html", context, status=422 if form.errors else 200)


@require_POST
@page(right=Right.NAME_DELEGATES, service="administration")
@exercises(rules.NAME_DELEGATE)
def end_place(request: HatRequest, mandate_id: uuid.UUID) -> HttpResponse:
    """End an elected place."""
    try:
        end_mandate(actor=request.actor, school_id=school_of(request), mandate_id=mandate_id)
    except Settled:
        return settled(request, "console:mandates")
    except Unknown:
        raise Http404 from None
    messages.success(request, _("Le mandat est terminé."))
    return redirect("console:mandates")


@require_GET
@page(right=Right.TEST_RULES, service="administration")
def try_them(request: HatRequest) -> HttpResponse:
    """Two people by name; when each is one person, what each may do and why."""
    school_id = school_of(request)
    sides: list[dict[str, Any]] = []
    for name, label in (("de", _("Qui écrit")), ("a", _("À qui"))):
        text = typed(request, name)
        chosen = _chosen(request, school_id, f"{name}_id")
        found = people_of_school(school_id, text=text) if text and chosen is None else []
        if chosen is None and len(found) == 1:
            chosen = found[0]
        sides.append(
            {
                "name": name, "label": label, "text": chosen.name if chosen else text, "chosen": chosen,
                "found": [(one, words_of(one)) for one in found] if chosen is None else [],
                "missing": bool(text) and chosen is None and not found,
            }
        )  # fmt: skip
    one, other = sides[0]["chosen"], sides[1]["chosen"]
    trial = try_rules(school_id, (one.person_id, one.name), (other.person_id, other.name)) if one and other else None
    return render(request, "console/try_rules.html", {"sides": sides, "one": one, "other": other, "trial": trial})
