"""Links of one's school with others: what we said, what others said, and what holds because both did."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.enums import Direction, GroupKind, Right
from preau.access.public import (
    LINKABLE,
    HatRequest,
    declare_link,
    exercises,
    group_words,
    headcount_of,
    link_words,
    links_of_school,
    page,
    withdraw_link,
)
from preau.console import rules
from preau.console.views.people import school_of
from preau.console.views.settled import settled
from preau.directory.errors import Refused, Settled, Unknown
from preau.directory.selectors import school_by_uai
from preau.ui.listing import Asked, holding, paged, typed


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the form says of a link to declare."""

    uai: str
    direction: str
    own_kind: str
    other_kind: str


def _asked(request: HttpRequest) -> _Asked:
    data = request.POST if request.method == "POST" else request.GET
    direction, own, other = (data.get(name, "")[:24] for name in ("sens", "nous", "eux"))
    return _Asked(
        data.get("uai", "").strip().upper()[:8],
        direction if direction in Direction.values else Direction.OUT.value,
        own if own in LINKABLE else GroupKind.TEACHERS.value,
        other if other in LINKABLE else GroupKind.TEACHERS.value,
    )


def _choices(chosen: str) -> list[tuple[str, str, bool]]:
    return [(kind.value, group_words(kind), kind == chosen) for kind in LINKABLE]


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_RULES, service="administration")
@exercises(rules.LINK_SCHOOLS)
def links(request: HatRequest) -> HttpResponse:
    """The links; a new one is said in a sentence, with how many it is for, before it is declared."""
    school = school_of(request)
    asked, refusal = _asked(request), ""
    other = school_by_uai(asked.uai) if asked.uai else None
    if asked.uai and other is None:
        refusal = _("Aucun établissement de la plateforme n’a cet UAI.")
    elif other is not None and other.pk == school.id:
        refusal = _("C’est votre établissement. Ses règles se trouvent dans « Qui peut écrire à qui ».")
    if request.method == "POST":
        if other is None and not refusal:
            refusal = _("Écrivez l’UAI de l’autre établissement.")
        if not refusal and other is not None:
            declare_link(
                actor=request.actor, school_id=school.id, other_school_id=other.pk, direction=asked.direction,
                own_kind=asked.own_kind, other_kind=asked.other_kind,
            )  # fmt: skip
            messages.success(
                request, _("C’est dit de notre côté. Le lien vaut dès que l’autre établissement dit la même chose.")
            )
            return redirect("console:links")
    sentence = (
        "" if refusal or other is None else link_words(asked.direction, asked.own_kind, asked.other_kind, other.name)
    )
    within = Asked(typed(request.GET, "dans"), "", False)
    lines = holding(links_of_school(school.id), within.text, lambda one: one.sentence)
    part = paged(lines, request.GET, address=reverse("console:links"), query={"dans": within.text})
    context = {
        "part": part, "within": within, "asked": asked, "refusal": refusal, "sentence": sentence,
        "count": headcount_of(school.id, asked.own_kind) if sentence else 0,
        "own_kinds": _choices(asked.own_kind), "other_kinds": _choices(asked.other_kind),
        "directions": [(value, str(label), value == asked.direction) for value, label in Direction.choices],
    }  # fmt: skip
    return render(request, "console/links.html", context, status=422 if refusal else 200)


@require_POST
@page(right=Right.SET_RULES, service="administration")
@exercises(rules.LINK_SCHOOLS)
def answer(request: HatRequest, school_id: uuid.UUID, direction: str, own_kind: str, other_kind: str) -> HttpResponse:
    """Say on our side what another school said on its own."""
    school = school_of(request)
    asked = [
        one for one in links_of_school(school.id)
        if one.theirs and (one.other_id, *one.answer) == (school_id, direction, own_kind, other_kind)
    ]  # fmt: skip
    if not asked:
        raise Http404
    if all(one.ours for one in asked):
        return settled(request, "console:links")
    try:
        declare_link(
            actor=request.actor, school_id=school.id, other_school_id=school_id, direction=direction,
            own_kind=own_kind, other_kind=other_kind,
        )  # fmt: skip
    except (Unknown, Refused):
        raise Http404 from None
    messages.success(request, _("Le lien vaut maintenant : les deux établissements l’ont déclaré."))
    return redirect("console:links")


@require_POST
@page(right=Right.SET_RULES, service="administration")
@exercises(rules.LINK_SCHOOLS)
def withdraw(request: HatRequest, link_id: uuid.UUID) -> HttpResponse:
    """Take our word back."""
    try:
        withdraw_link(actor=request.actor, school_id=school_of(request).id, link_id=link_id)
    except Settled:
        return settled(request, "console:links")
    except Unknown:
        raise Http404 from None
    messages.success(request, _("Le lien est retiré : il ne vaut plus, quoi que dise l’autre établissement."))
    return redirect("console:links")
