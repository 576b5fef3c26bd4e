"""The agenda: a day on phones, a week on wide screens."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, Thing, can, page
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.timetable.drawing import Drawing
from preau.timetable.selectors.pages import weeks_with, within_reach
from preau.timetable.selectors.reading import Whose
from preau.timetable.selectors.received import freshness_of
from preau.timetable.selectors.whose import choices_of, of_room, of_teacher, of_unit, own
from preau.ui import slots

READERS = (Profile.STUDENT, Profile.GUARDIAN, *sorted(STAFF_PROFILES))
SERVICE = "emploi_du_temps"


def asked_day(request: HatRequest) -> dt.date:
    """The day in the address; today, or Monday at the week-end, when it says none."""
    try:
        return within_reach(dt.date.fromisoformat(request.GET.get("jour", "")))
    except ValueError:
        today = clock.today()
        return today + dt.timedelta(days=(8 - today.isoweekday()) if today.isoweekday() > 5 else 0)


@require_safe
@page(*READERS, service=SERVICE)
def agenda(request: HatRequest) -> HttpResponse:
    """One's own lessons, or those of one's children. Staff who teach nothing choose whose."""
    mine = own(request.hat)
    if not mine and request.hat.is_staff and can(request.hat, Right.SEE_TIMETABLES):
        return redirect("timetable:choose")
    return _weeks(request, mine, is_own=True)


def _weeks(
    request: HatRequest, whose: list[Whose], *, is_own: bool = False, may_change: bool = False
) -> HttpResponse:  # fmt: skip
    day = asked_day(request)
    weeks = weeks_with(whose, day, is_day=len(whose) > 1) if whose else []
    context: dict[str, Any] = {
        "weeks": weeks,
        "days": sorted({one.day: one for week in weeks for one in week.days}.values(), key=lambda one: one.day),
        "day": day,
        "today": clock.today(),
        "one_week": dt.timedelta(days=7),
        "is_own": is_own,
        "may_change": may_change,
        "drawing": Drawing(may_change=may_change, is_own=is_own),
        "chooses": request.hat.is_staff and can(request.hat, Right.SEE_TIMETABLES),
        "several": len(whose) > 1,
        "fresh": [one for school in {one.school_id: None for one in whose} if (one := freshness_of(school))],
    }
    return render(request, "timetable/week.html", context)


@require_safe
@page(right=Right.SEE_TIMETABLES, service=SERVICE)
def choose(request: HatRequest) -> HttpResponse:
    """Classes, groups, teachers, rooms."""
    try:
        opened = choices_of(request.hat)
    except Unknown:
        raise Http404 from None
    first, after = slots.filled("timetable.choose", request)
    may_set = can(request.hat, Right.SET_TIMETABLE)
    return render(request, "timetable/choose.html", {"opened": opened, "offered": [*first, *after], "may_set": may_set})


@require_safe
@page(right=Right.SEE_TIMETABLES, service=SERVICE)
def of_class(request: HatRequest, unit_id: uuid.UUID) -> HttpResponse:
    """The week of a class or a group."""
    return _of(request, of_unit, unit_id)


@require_safe
@page(*sorted(STAFF_PROFILES), service=SERVICE)
def of_person(request: HatRequest, person_id: uuid.UUID) -> HttpResponse:
    """The week of somebody who teaches."""
    return _of(request, of_teacher, person_id)


@require_safe
@page(right=Right.SEE_TIMETABLES, service=SERVICE)
def of_place(request: HatRequest, room_id: uuid.UUID) -> HttpResponse:
    """The week of a room."""
    return _of(request, of_room, room_id)


def _of(request: HatRequest, find: Any, number: uuid.UUID) -> HttpResponse:
    try:
        whose = find(request.hat, number)
        may_change = can(request.hat, Right.SET_TIMETABLE, Thing(whose.school_id))
        return _weeks(request, [whose], may_change=may_change)
    except Unknown:
        raise Http404 from None
