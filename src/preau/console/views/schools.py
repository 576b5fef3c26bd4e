"""Schools of the scope with their counts, and collectivities with their look. Never a pupil's name."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, can, exercises, page, platform_wide
from preau.console import rules
from preau.console.files import counts_file
from preau.console.forms import AssignForm, LookForm, SchoolFilter
from preau.console.selectors.schools import SORTS, SchoolsFound
from preau.directory.errors import Overtaken, Unknown
from preau.directory.selectors import SchoolLine, local_authorities, schools_in_scope
from preau.directory.services import assign_schools, look_of, set_local_authority_look
from preau.ui import wording
from preau.ui.listing import Column, Line, listing, order_of
from preau.ui.seen import OVERTAKEN, last_writer, sealed, unsealed


@require_GET
@page(right=Right.LIST_SCHOOLS, service="administration")
@platform_wide
def schools(request: HatRequest) -> HttpResponseBase:
    """The list, narrowed by words, kind or collectivity, as a page or as a file; the operator may choose some to link
    to a collectivity."""
    narrowed = SchoolFilter(request.GET)
    asked = narrowed.cleaned_data if narrowed.is_valid() else {}
    authority = asked.get("authority")
    sort, descending = order_of(request.GET, SORTS)
    found = SchoolsFound(
        schools_in_scope(
            text=asked.get("q", ""), kind=asked.get("kind", ""), local_authority_id=authority.pk if authority else None
        ),
        sort, descending,
    )  # fmt: skip
    if format := request.GET.get("format", ""):
        return counts_file(
            (_("Établissement"), _("UAI"), _("Nature"), _("Ville"), *(one.label for one in _columns()[1:])),
            map(_row, found[:]), name="etablissements", title=_("Établissements"), format=format,
        )  # fmt: skip
    query = {name: request.GET.get(name, "") for name in ("q", "kind", "authority")}
    operator = request.hat.profile == OPERATOR
    list_ = listing(
        found, lambda line: Line((line.school.uai, line)), columns=_columns(), data=request.GET,
        address=reverse("console:schools"), query=query, sort=sort, descending=descending,
    )  # fmt: skip
    context = {
        "filter": narrowed,
        "filtered": any(query.values()),
        "list": list_,
        "operator": operator,
        "assign": AssignForm() if operator else None,
        "adds": can(request.hat, Right.ADD_SCHOOLS),
    }
    return render(request, "console/schools.html", context)


def _columns() -> tuple[Column, ...]:
    labels = (_("Établissement"), _("Collectivité"), _("Élèves"), _("Responsables"), _("Personnels"), _("Classes"))
    headings = zip(labels, SORTS, strict=True)
    return tuple(Column(label, sort, is_number=number >= 2) for number, (label, sort) in enumerate(headings))


def _row(line: SchoolLine) -> list[str]:
    school = line.school
    named = [school.name, school.uai, str(school.get_kind_display()), school.city]
    counts = (line.students, line.guardians, line.staff, line.homerooms)
    return [*named, school.local_authority.name if school.local_authority else "", *map(str, counts)]


@require_http_methods(["GET", "POST"])
@page(right=Right.RUN_PLATFORM, service="administration")
@exercises(rules.ASSIGN)
@platform_wide
def assign(request: HatRequest) -> HttpResponse:
    """Recap of the chosen schools and their new collectivity, then do it."""
    data = request.POST if request.method == "POST" else request.GET
    try:
        ids = [uuid.UUID(one) for one in data.getlist("id")]
    except ValueError:
        raise Http404 from None
    chosen = [one for one in schools_in_scope() if one.pk in set(ids)]
    form = AssignForm(data)
    if not form.is_valid() or not chosen:
        messages.error(request, _("Cochez au moins un établissement et choisissez une collectivité."))
        return redirect("console:schools")
    authority = form.cleaned_data["authority"]
    conflict, status = "", 200
    if request.method == "POST":
        read = unsealed(request.POST.get("seen", "")) or {}
        try:
            done = assign_schools(
                actor=request.actor, school_ids=[one.pk for one in chosen], local_authority_id=authority.pk,
                seen={one.pk: _id_in(read, one.pk) for one in chosen},
            )  # fmt: skip
        except Overtaken as overtaken:
            conflict, status = str(overtaken), OVERTAKEN
            chosen = [one for one in schools_in_scope() if one.pk in set(ids)]
    if request.method == "POST" and not conflict:
        messages.success(
            request,
            ngettext("%(num)s établissement rattaché.", "%(num)s établissements rattachés.", done) % {"num": done},
        )
        return redirect("console:schools")
    context = {
        "chosen": chosen, "authority": authority, "conflict": conflict,
        "seen": sealed({str(one.pk): one.local_authority_id for one in chosen}),
    }  # fmt: skip
    return render(request, "console/assign.html", context, status=status)


def _id_in(read: Mapping[str, str], school_id: uuid.UUID) -> uuid.UUID | None:
    """The collectivity of a school as the recap showed it."""
    text = read.get(str(school_id), "")
    return uuid.UUID(text) if text else None


def governed_or_404(request: HatRequest, authority_id: uuid.UUID) -> Any:
    """A collectivity that this hat may dress; 404 for any other."""
    found = next((one for one in local_authorities() if one.pk == authority_id), None)
    if found is None or not _governed(request, authority_id):
        raise Http404
    return found


def _governed(request: HatRequest, authority_id: uuid.UUID) -> bool:
    return request.hat.profile == OPERATOR or request.hat.local_authority_id == authority_id


@require_GET
@page(right=Right.DRESS, service="administration")
@platform_wide
def authorities(request: HatRequest) -> HttpResponse:
    """Collectivities that this hat may dress: an officer's own, all for the operator."""
    mine = [one for one in local_authorities() if _governed(request, one.pk)]
    if len(mine) == 1:
        return redirect("console:look", authority_id=mine[0].pk)
    return render(request, "console/authorities.html", {"authorities": mine})


@require_http_methods(["GET", "POST"])
@page(right=Right.DRESS, service="administration")
@exercises(rules.SET_LOOK)
@platform_wide
def look(request: HatRequest, authority_id: uuid.UUID) -> HttpResponse:
    """Colours, with what the contrast rule makes of them, and the named person for accessibility."""
    authority = governed_or_404(request, authority_id)
    form = LookForm(request.POST or None, present=look_of(authority))
    status = 200
    if request.method == "POST" and form.is_valid():
        typed = {**form.cleaned_data, "seen": form.read or {}}
        try:
            set_local_authority_look(actor=request.actor, local_authority_id=authority_id, **typed)
        except Overtaken:
            now = next(one for one in local_authorities() if one.pk == authority_id)
            form.overtaken(
                look_of(now), by=last_writer("directory.set_local_authority_look", subject_id=authority_id)
            )  # fmt: skip
            status = OVERTAKEN
        except Unknown:
            raise Http404 from None
        else:
            messages.success(request, _("Les couleurs de « %(name)s » sont enregistrées.") % {"name": authority.name})
            return redirect("console:look", authority_id=authority_id)
    context = {"authority": authority, "form": form, "when": wording.plain_date}
    return render(request, "console/look.html", context, status=422 if form.errors else status)
