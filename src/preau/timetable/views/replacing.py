"""Who stands in for somebody absent from a day to a day: what it changes is read before it is saved."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel.ids import new_id
from preau.timetable import rules
from preau.timetable.forms import ReplacementForm
from preau.timetable.selectors.desk import conflict_words
from preau.timetable.selectors.replacements import (
    ToReplace,
    days_of,
    replacement_to_write,
    replacements_of,
    school_to_set,
    who_teach,
)
from preau.timetable.selectors.stretches import Weighed
from preau.timetable.services import Unread, remove_replacement, save_replacement
from preau.timetable.views.reading import SERVICE
from preau.ui.seen import OVERTAKEN


@require_safe
@page(right=Right.SET_TIMETABLE, service=SERVICE)
def replacements(request: HatRequest) -> HttpResponse:
    """Those of this year, and the way to a new one."""
    try:
        school = school_to_set(request.hat)
    except Unknown:
        raise Http404 from None
    context = {
        "standing": replacements_of(school), "people": who_teach(school), "new_id": new_id(),
        "absent": _number(request.GET),
    }  # fmt: skip
    return render(request, "timetable/replacements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.SET_TIMETABLE, service=SERVICE)
@exercises(rules.REPLACE)
def replacement(request: HatRequest, replacement_id: uuid.UUID) -> HttpResponse:
    """One of them; a new one of whom the address names."""
    if request.method == "POST" and "retirer" in request.POST:
        return _remove(request, replacement_id)
    found = _found(request, replacement_id)
    if request.method != "POST":
        return _page(request, found, ReplacementForm(None, found=found))
    form = ReplacementForm(request.POST, found=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        save_replacement(
            actor=request.actor, hat=request.hat, school_id=found.school_id, replacement_id=replacement_id,
            stretch=form.stretch, version=form.cleaned_data["version"], read=form.cleaned_data["lu"],
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken:
        return _overtaken(request, replacement_id, form)
    except Unread as unread:
        sent = request.POST.copy()
        sent["lu"] = unread.weighed.key
        return _page(request, found, ReplacementForm(sent, found=found), weighed=unread.weighed, status=422)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form, status=422)
    messages.success(request, _("C’est enregistré."))
    return redirect("timetable:replacements")


def _remove(request: HatRequest, replacement_id: uuid.UUID) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        taken = remove_replacement(
            actor=request.actor, hat=request.hat, replacement_id=replacement_id,
            version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0,
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken as overtaken:
        found = _found(request, replacement_id)
        return _page(request, found, ReplacementForm(None, found=found), fault=str(overtaken), status=OVERTAKEN)
    if taken is not None:  # a number that is nobody's, or no more, changes nothing and says nothing
        told = _("Le remplacement est retiré : ses cours sont comme d’habitude.")
        if taken.left:
            told += " " + ngettext(
                "%(num)s cours, changé depuis dans l’emploi du temps, reste comme il est.",
                "%(num)s cours, changés depuis dans l’emploi du temps, restent comme ils sont.", taken.left,
            ) % {"num": taken.left}  # fmt: skip
        messages.success(request, told)
    return redirect("timetable:replacements")


def _overtaken(request: HatRequest, replacement_id: uuid.UUID, form: ReplacementForm) -> HttpResponse:
    found = _found(request, replacement_id)
    form.overtaken(ReplacementForm.of(found), version=found.version, lu="")
    return _page(request, found, form, status=OVERTAKEN)


def _number(data: QueryDict) -> uuid.UUID | None:
    try:
        return uuid.UUID(data.get("absent", "")[:36])
    except ValueError:
        return None


def _found(request: HatRequest, replacement_id: uuid.UUID) -> ToReplace:
    try:
        return replacement_to_write(request.hat, replacement_id, _number(request.POST) or _number(request.GET))
    except Unknown:
        raise Http404 from None


def _page(
    request: HatRequest, found: ToReplace, form: ReplacementForm, *, weighed: Weighed | None = None,
    fault: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    stretch = found.stretch
    context = {
        "found": found, "form": form, "weighed": weighed, "fault": fault,
        "when": days_of(stretch.first_on, stretch.last_on) if stretch else "",
        "conflicts": conflict_words(weighed.conflicts) if weighed else [],
    }  # fmt: skip
    return render(request, "timetable/replacement.html", context, status=status)
