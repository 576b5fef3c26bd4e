"""One lesson changed: cancelled, moved, elsewhere, by another, at a distance; conflicts are read before saving."""

import datetime as dt
import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.timetable import rules
from preau.timetable.differing import AS_USUAL, Differs
from preau.timetable.forms import ChangeForm
from preau.timetable.selectors.desk import ToChange, conflict_words, lesson_to_change
from preau.timetable.selectors.pages import within_reach
from preau.timetable.services import Conflicting, change_lesson, conflicts_if
from preau.timetable.texts import when
from preau.timetable.views.reading import SERVICE
from preau.ui.seen import OVERTAKEN


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.SET_TIMETABLE, service=SERVICE)
@exercises(rules.CHANGE)
def lesson(request: HatRequest, lesson_id: uuid.UUID) -> HttpResponse:
    """What is different that day."""
    found = _found(request, lesson_id)
    if request.method != "POST":
        return _asked(request, found)
    form = _form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    differs = AS_USUAL if "remettre" in request.POST else form.differs
    try:
        change_lesson(
            actor=request.actor, hat=request.hat, lesson_id=lesson_id, differs=differs,
            version=form.cleaned_data["version"], known=form.cleaned_data["known"].split(),
        )  # fmt: skip
    except Overtaken:
        found = _found(request, lesson_id)
        form.overtaken(ChangeForm.of(found.differs), version=found.version)
        return _page(request, found, form, status=OVERTAKEN)
    except Conflicting as conflicting:
        sent = request.POST.copy()
        # With those read before: one that appeared since does not have the others read again.
        sent["known"] = " ".join([form.cleaned_data["known"], *(one.key for one in conflicting.conflicts)])
        form = _form(found, sent)
        return _page(request, found, form, conflicts=conflict_words(conflicting.conflicts), status=422)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form, status=422)
    messages.success(request, _("C’est enregistré."))
    if found.unit_id is None:
        return redirect("timetable:lesson", lesson_id=lesson_id)
    day = differs.day or found.day
    return redirect(f"{reverse('timetable:of_class', args=[found.unit_id])}?jour={day.isoformat()}")


def _asked(request: HatRequest, found: ToChange) -> HttpResponse:
    """The page as it opens. Moved on a grid of hours, the lesson is shown at its new place, with whom it meets there:
    the address says the day and the minute (`jour`, `debut`), and nothing is saved.
    """
    proposed = _proposed(request.GET, found)
    if proposed is None:
        return _page(request, found, _form(found, None))
    form = _form(found, None, proposed)
    try:
        met = conflicts_if(hat=request.hat, lesson_id=found.lesson_id, differs=proposed)
    except Refused:
        return _page(request, found, _form(found, None))
    form.initial["known"] = " ".join(one.key for one in met)
    return _page(request, found, form, conflicts=conflict_words(met), proposed=proposed)


def _proposed(data: QueryDict, found: ToChange) -> Differs | None:
    """The place that the address proposes, for as long as the lesson lasts; None for none, or the one it has."""
    try:
        day, starts = dt.date.fromisoformat(data.get("jour", "")), int(data.get("debut", "")[:4])
    except ValueError:
        return None
    since, until = found.hours
    if (day, starts) == (found.held_on, since) or within_reach(day) != day:
        return None
    return replace(found.differs, is_cancelled=False, day=day, starts=starts, ends=starts + until - since)


def _found(request: HatRequest, lesson_id: uuid.UUID) -> ToChange:
    try:
        return lesson_to_change(request.hat, lesson_id)
    except Unknown:
        raise Http404 from None


def _form(found: ToChange, sent: QueryDict | None, proposed: Differs | None = None) -> ChangeForm:
    return ChangeForm(
        sent, differs=found.differs, version=found.version, rooms=found.rooms, own=found.own, others=found.others,
        proposed=proposed,
    )  # fmt: skip


def _page(
    request: HatRequest, found: ToChange, form: ChangeForm, *, conflicts: list[str] | None = None,
    proposed: Differs | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    place = when(proposed.day, proposed.starts) if proposed and proposed.day and proposed.starts is not None else ""
    context = {"found": found, "form": form, "conflicts": conflicts or [], "place": place}
    return render(request, "timetable/lesson.html", context, status=status)
