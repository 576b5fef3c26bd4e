"""Groups made by hand: named, filled and emptied in bulk after a preview. Those of other sources are only shown."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, may_export, page
from preau.console import rules
from preau.console.files import counts_file
from preau.console.group_forms import GroupNameForm
from preau.console.selectors.groups import (
    MEMBER_KEYS,
    MEMBERS,
    NAME,
    SORTS,
    SOURCE,
    GroupLine,
    Member,
    group_of,
    groups_of,
    ids_inside,
    members_found,
    pupils_among,
)
from preau.console.selectors.people import PeopleFound, PeopleQuery, PersonRow
from preau.console.views.people import school_of
from preau.console.words import rule_sentences
from preau.directory.calendar import year_of
from preau.directory.enums import Profile
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.rule_groups import choices_of
from preau.directory.services import (
    add_group_members,
    create_group,
    ensure_school_year,
    remove_group_members,
    rename_group,
)
from preau.kernel import clock
from preau.ui.counted import NUMBER, differs, is_done
from preau.ui.listing import Column, Line, asked_of, listing, order_of, typed
from preau.ui.seen import OVERTAKEN, last_writer

ADD, REMOVE = "ajouter", "retirer"


def _drawn(line: GroupLine) -> Line:
    return Line((line.label, line.source, line.members), reverse("console:group", args=[line.id]))


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_GROUPS, service="administration")
@exercises(rules.SET_GROUP)
def groups(request: HatRequest) -> HttpResponseBase:
    """Groups of the year with their source, as a page or as a file; a new one made by hand."""
    school = school_of(request)
    refusal = ""
    if request.method == "POST":
        today = clock.today(school.timezone)
        try:
            ensure_school_year(actor=request.actor, day=today)
            made = create_group(
                actor=request.actor, school_id=school.id, year=year_of(today), label=typed(request.POST, "label")
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Le groupe « %(group)s » est créé.") % {"group": made.label})
            return redirect("console:group", group_id=made.pk)
    text, (sort, descending) = typed(request.GET), order_of(request.GET, SORTS)
    found = groups_of(school.id, text=text, sort=sort, descending=descending)
    columns = (
        Column(_("Groupe"), NAME), Column(_("Source"), SOURCE), Column(_("Personnes"), MEMBERS, is_number=True),
    )  # fmt: skip
    if format := request.GET.get("format", ""):
        return counts_file(
            [one.label for one in columns], [(one.label, one.source, str(one.members)) for one in found],
            name=f"groupes-{school.uai}", title=_("Groupes"), format=format,
        )  # fmt: skip
    context = {
        "list": listing(
            found, _drawn, columns=columns, data=request.GET, address=reverse("console:groups"), query={"q": text},
            sort=sort, descending=descending,
        ),
        "q": text,
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "console/groups.html", context, status=422 if refusal else 200)


def _pupil(row: Member | PersonRow) -> Line:
    return Line((row.name, row.homeroom), reverse("console:person", args=[row.id]), str(row.id))


def _group(request: HatRequest, group_id: uuid.UUID) -> GroupLine:
    found = group_of(school_of(request).id, group_id)
    if found is None:
        raise Http404
    return found


def _pupils(request: HatRequest) -> PeopleFound:
    data = request.POST if request.method == "POST" else request.GET
    sort, descending = order_of(data, tuple(MEMBER_KEYS))
    query = PeopleQuery(typed(data), str(Profile.STUDENT), data.get("classe", "")[:36], sort, descending)
    return PeopleFound(school_of(request).id, query, reader=request.hat.profile)


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_GROUPS, service="administration")
@exercises(rules.SET_GROUP)
def group(request: HatRequest, group_id: uuid.UUID) -> HttpResponse:
    """One group: its pupils, its name, and pupils found to be added."""
    line = _group(request, group_id)
    status = 200
    name = GroupNameForm(request.POST if request.method == "POST" else None, present={"label": line.label})
    if request.method == "POST" and name.is_valid():
        seen = str((name.read or {}).get("label", ""))
        try:
            rename_group(actor=request.actor, group_id=group_id, label=name.cleaned_data["label"], seen=seen)
        except Overtaken:
            line, status = _group(request, group_id), OVERTAKEN
            by = last_writer("directory.rename_group", subject_id=group_id, tenant=school_of(request).id)
            name.overtaken({"label": line.label}, by=by)
        except Refused as refused:
            name.add_error("label", str(refused))
        else:
            messages.success(request, _("Le groupe est renommé."))
            return redirect("console:group", group_id=group_id)
    found = _pupils(request)
    asked = bool(found.query.text or found.query.class_id)
    within = asked_of(request.GET, MEMBER_KEYS, "dans")
    columns = (Column(_("Nom") if line.rule else _("Élève"), "nom"), Column(_("Classe"), "classe"))
    address = reverse("console:group", args=[group_id])
    context: dict[str, Any] = {
        "group": line,
        "members": listing(
            members_found(school_of(request).id, group_id, within), _pupil, columns=columns, data=request.GET,
            address=address, query={"dans": within.text}, sort=within.sort, descending=within.descending,
        )
        if not asked
        else None,
        "within": within,
        "asked": found.query,
        "classes": found.classes,
        "name": name,
        "may_export": may_export(request.hat),
        "rule": rule_sentences(line.rule, choices_of(school_of(request).id, line.rule.who)) if line.rule else None,
        "list": listing(
            found, _pupil, columns=columns, data=request.GET, address=address,
            query={"q": found.query.text, "classe": found.query.class_id}, sort=found.query.sort,
            descending=found.query.descending,
        )
        if asked and line.is_ours
        else None,
    }  # fmt: skip
    return render(request, "console/group.html", context, status=422 if name.errors else status)


def _chosen(request: HatRequest, act: str) -> list[uuid.UUID]:
    """Who was ticked, or everybody found when the form says so; pupils of the school alone, when they are added."""
    data = request.POST if request.method == "POST" else request.GET
    if data.get("tous"):
        return _pupils(request).ids
    try:
        ticked = [uuid.UUID(one) for one in data.getlist("id")]
    except ValueError:
        raise Http404 from None
    return pupils_among(school_of(request).id, ticked) if act == ADD else ticked


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_GROUPS, service="administration")
@exercises(rules.FILL_GROUP)
def change(request: HatRequest, group_id: uuid.UUID, act: str) -> HttpResponse:
    """How many will be added or removed, then do it."""
    line = _group(request, group_id)
    if act not in (ADD, REMOVE):
        raise Http404
    chosen = _chosen(request, act)
    if not chosen:
        messages.error(request, _("Cochez au moins un élève."))
        return redirect("console:group", group_id=group_id)
    known = len(ids_inside(school_of(request).id, group_id, chosen))
    adds = act == ADD
    changes = len(chosen) - known if adds else known
    if is_done(request, changes):
        service = add_group_members if act == ADD else remove_group_members
        try:
            done = service(actor=request.actor, group_id=group_id, student_ids=chosen)
        except Refused as refusal:
            messages.error(request, str(refusal))
        except Unknown:
            raise Http404 from None
        else:
            messages.success(request, _done(act, done))
        return redirect("console:group", group_id=group_id)
    context = {
        "group": line,
        "fields": [*_fields(request, chosen), (NUMBER, str(changes))],
        "adds": adds,
        "changes": changes,
        "same": len(chosen) - changes,
        "changed": differs(request, changes),
    }
    return render(request, "console/group_change.html", context)


def _fields(request: HatRequest, chosen: list[uuid.UUID]) -> list[tuple[str, str]]:
    """What the confirmation repeats: who was ticked, or the question whose whole answer was taken."""
    data = request.POST if request.method == "POST" else request.GET
    if data.get("tous"):
        return [("tous", "1"), ("q", typed(data)), ("classe", data.get("classe", "")[:36])]
    return [("id", str(one)) for one in chosen]


def _done(act: str, done: int) -> str:
    if act == ADD:
        return ngettext("%(num)s élève ajouté.", "%(num)s élèves ajoutés.", done) % {"num": done}
    return ngettext("%(num)s élève retiré.", "%(num)s élèves retirés.", done) % {"num": done}
