"""Locks: what is suspended, set and lifted; and the second factors of who lost theirs."""

import math
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.public import OPERATOR, HatRequest, exercises, page, platform_wide
from preau.console import rules, selectors
from preau.console.forms import LockForm, NetworkForm, RescueForm
from preau.console.views.settled import settled
from preau.directory.enums import Profile
from preau.identity import public as identity
from preau.identity.enums import LockTarget
from preau.kernel import address
from preau.kernel.text import fold
from preau.ui.counted import NUMBER, differs
from preau.ui.listing import asked_of, paged, sifted, typed
from preau.ui.seen import last_writer

HEAD = Profile.HEAD


def _school(request: HatRequest) -> Any:
    """The school that decides: the head's; none for the operator, who decides for the platform."""
    if request.hat.profile == OPERATOR:
        return None
    return selectors.school_of_hat(request.hat)


LOCK_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "recents": lambda one: -one.set_at.timestamp(),
    "fin": lambda one: one.ends_at.timestamp() if one.ends_at else math.inf,
    "nom": lambda one: fold(selectors.lock_words(one, by_login=False)[1]),
}
"""Ways to sort suspensions; one without an end comes after those that have one."""


def _told(lock: Any) -> str:
    return " ".join((*selectors.lock_words(lock, by_login=False), lock.reason))


@require_GET
@page(HEAD, OPERATOR, service="administration")
@platform_wide
def locks(request: HatRequest) -> HttpResponse:
    """What is suspended today; below, somebody to look for."""
    text, operator = typed(request.GET), request.hat.profile == OPERATOR
    # The operator names people by login, and looks for one account at a time.
    keys = {name: key for name, key in LOCK_KEYS.items() if not (operator and name == "nom")}
    within = asked_of(request.GET, keys, "dans")
    if operator:
        within = within._replace(text="")
    found = identity.all_locks() if operator else identity.locks_of_school(request.hat.schools[0].id)
    part = paged(
        sifted(found, within, told=_told, keys=keys), request.GET, address=reverse("console:locks"),
        query={"q": text, "dans": within.text, "tri": within.sort if request.GET.get("tri") else ""},
    )  # fmt: skip
    orders = {"recents": _("Les plus récentes d’abord"), "fin": _("Par fin"), "nom": _("Par nom")}
    context = {
        "lines": [(one, selectors.lock_words(one, by_login=operator)) for one in part.rows],
        "part": part,
        "within": within,
        "orders": [(name, orders[name]) for name in keys],
        "q": text,
        "found": (selectors.account_found(text) if operator else selectors.people_found(text)) if text else [],
        "operator": operator,
    }
    return render(request, "console/locks.html", context)


def _target(request: HatRequest, form: LockForm, person: Any) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "kind": data["kind"],
        "target": LockTarget.PERSON if person else data["target"],
        "person": person,
        "profile": data.get("profile", "") if not person and data["target"] == LockTarget.PROFILE else "",
        "homeroom": data.get("homeroom") if not person and data["target"] == LockTarget.HOMEROOM else None,
        "reason": data["reason"],
        "ends_at": data["ends_at"],
    }


_OF_MANY = ("target", "profile", "homeroom")


def _person(request: HatRequest, person_id: uuid.UUID) -> Any:
    """Somebody of the school (of anywhere, for the operator), never oneself; 404 else."""
    person = selectors.person_in_reach(person_id)
    if person is None or person.pk == request.actor.person_id:
        raise Http404
    return person


@require_http_methods(["GET", "POST"])
@page(HEAD, OPERATOR, service="administration")
@exercises(rules.SET_LOCK)
@platform_wide
def set_lock(request: HatRequest) -> HttpResponse:
    """Suspend a right: for one person at once; for a class, a profile or a school after saying for how many."""
    given = request.POST.get("person") or request.GET.get("person") or ""
    try:
        person = _person(request, uuid.UUID(given)) if given else None
    except ValueError:
        raise Http404 from None
    if person is None and request.hat.profile == OPERATOR:
        raise Http404  # profiles and classes are a school's
    form = LockForm(
        request.POST or None, homerooms=selectors.homerooms_of_hat(request.hat), with_person=person is not None
    )
    count: int | None = None
    if request.method == "POST" and form.is_valid() and person is None:
        count = identity.people_under_lock(
            school=_school(request), **{name: _target(request, form, None)[name] for name in _OF_MANY}
        )
    if request.method == "POST" and form.is_valid() and (count is None or not differs(request, count)):
        try:
            identity.set_lock(actor=request.actor, school=_school(request), **_target(request, form, person))
        except identity.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est suspendu, dès maintenant. Le journal garde le motif."))
            return redirect("console:locks")
    named = selectors.called(person, by_login=request.hat.profile == OPERATOR) if person else ""
    context = {
        "form": form, "person": person, "named": named, "count": count,
        "changed": count is not None and NUMBER in request.POST and differs(request, count),
        "fields": [] if count is None else [(NUMBER, str(count))],
    }  # fmt: skip
    return render(request, "console/set_lock.html", context, status=422 if form.errors else 200)


@require_POST
@page(HEAD, OPERATOR, service="administration")
@exercises(rules.LIFT_LOCK)
@platform_wide
def lift_lock(request: HatRequest, lock_id: uuid.UUID) -> HttpResponse:
    """Give it back."""
    school_id = None if request.hat.profile == OPERATOR else request.hat.schools[0].id
    if not identity.is_standing(lock_id, school_id):
        if identity.was_set(lock_id, school_id):
            return settled(request, "console:locks")
        raise Http404
    if identity.lift_lock(actor=request.actor, lock_id=lock_id) is None:
        return settled(request, "console:locks")  # in between
    messages.success(request, _("Le droit est rendu."))
    return redirect("console:locks")


@require_http_methods(["GET", "POST"])
@page(HEAD, OPERATOR, service="administration")
@exercises(rules.FORGET_FACTORS)
@platform_wide
def rescue(request: HatRequest, person_id: uuid.UUID) -> HttpResponse:
    """Facing somebody who lost their second factor: take it away. A head's is the operator's business."""
    person = _person(request, person_id)
    account = identity.account_of_person(person.pk)
    wide = selectors.has_wide_rights(account) if account else True
    if account is None or (wide and request.hat.profile != OPERATOR):
        raise Http404
    form = RescueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = identity.forget_factors(
            actor=request.actor, account_id=account.pk, reason=form.cleaned_data["reason"],
            school_id=None if request.hat.profile == OPERATOR else request.hat.schools[0].id,
        )  # fmt: skip
        identity.end_sessions(actor=request.actor, person_id=person.pk, reason="factors_forgotten")
        said = _("Ses seconds facteurs sont retirés.") if count else _("Ce compte n’en avait pas.")
        messages.success(request, said)
        return redirect("console:locks")
    named = selectors.called(person, by_login=request.hat.profile == OPERATOR)
    context = {"person": person, "named": named, "form": form}
    return render(request, "console/rescue.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(HEAD, service="administration")
@exercises(rules.SET_NETWORKS)
def networks(request: HatRequest) -> HttpResponse:
    """Addresses of the school's own computers, on which sessions are short."""
    form = NetworkForm(request.POST or None)
    if request.method == "POST" and "retirer" in request.POST:
        found = {str(one.pk): one.pk for one in identity.networks_of_school(request.hat.schools[0].id)}
        if (network_id := found.get(request.POST["retirer"])) is None:
            gone = request.POST["retirer"][:36]
            if last_writer("identity.remove_network", subject_id=gone, tenant=request.hat.schools[0].id):
                return settled(request, "console:networks")
            raise Http404
        if not identity.remove_network(actor=request.actor, network_id=network_id):
            return settled(request, "console:networks")  # in between
        return redirect("console:networks")
    if request.method == "POST" and form.is_valid():
        try:
            identity.add_network(actor=request.actor, school=_school(request), **form.cleaned_data)
        except identity.Refused as refusal:
            form.add_error("network", str(refusal))
        else:
            messages.success(request, _("Le réseau est déclaré : la case « ordinateur partagé » y sera cochée."))
            return redirect("console:networks")
    context = {
        "form": form,
        "networks": identity.networks_of_school(request.hat.schools[0].id),
        "here": address.of(request),
    }
    return render(request, "console/networks.html", context, status=422 if form.errors else 200)
