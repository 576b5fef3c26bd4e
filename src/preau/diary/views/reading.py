"""The diary read: one's own as who teaches, that of a class, that of pupils and their families."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, can, page
from preau.diary.drawing import Drawing, own_lessons, own_works
from preau.diary.selectors.may import writes_and_reads
from preau.diary.selectors.mine import SINCE, lessons_to_fill, unit_named, units_of, works_given
from preau.diary.selectors.pages import AT_ONCE, diaries_of, diary_of
from preau.diary.selectors.pupils import pupils_of
from preau.diary.selectors.visas import visas_of
from preau.diary.selectors.work import taught_in
from preau.diary.views import FAMILY, READERS, SERVICE, WORDS, school_id_of, ways_of, zone_of
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.ui.slots import filled

DAY = dt.timedelta(days=1)


@require_safe
@page(*READERS, service=SERVICE)
def mine(request: HatRequest) -> HttpResponse:
    """Lessons to fill and work given, for who teaches; the classes whose diary one reads."""
    writes, reads = can(request.hat, Right.WRITE_DIARY), can(request.hat, Right.SEE_DIARIES)
    if not (writes or reads):
        raise _refusal(request)
    school_id_of(request)
    today = clock.today()
    context = {
        **WORDS,
        "lessons": lessons_to_fill(request.hat, today - SINCE, today) if writes else (),
        "works": works_given(request.hat) if writes else (),
        "own_lessons": own_lessons,
        "own_works": own_works,
        "units": units_of(request.hat, Right.SEE_DIARIES if reads else Right.WRITE_DIARY),
        "writes": writes,
        "endorses": can(request.hat, Right.ENDORSE_DIARIES),
        "visas": visas_of(request.hat) if writes else (),
        "today": today,
        "ways": filled("diary.mine", request)[0],
    }
    return render(request, "diary/mine.html", context)


def _refusal(request: HatRequest) -> Exception:
    """A colleague is told it is reserved; whoever inspects other classes, that there is nothing."""
    return Http404() if request.hat.is_visitor else PermissionDenied()


def asked_day(request: HatRequest) -> dt.date:
    """The last day that a page shows: that of the address, today when it says none."""
    today = clock.today()
    try:
        asked = dt.date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return today
    return min(max(asked, today - 800 * DAY), today + 400 * DAY)


def _span(request: HatRequest) -> dict[str, Any]:
    until = asked_day(request)
    return {"since": until - AT_ONCE, "until": until, "step": AT_ONCE + DAY, "today": clock.today()}


@require_safe
@page(*READERS, service=SERVICE)
def of_class(request: HatRequest, unit_id: uuid.UUID) -> HttpResponse:
    """The diary of a class or a group, two weeks at a time."""
    school_id = school_id_of(request)
    try:
        unit = unit_named(request.hat, unit_id)
    except Unknown:
        raise Http404 from None
    if unit is None:
        raise Http404
    writes, reads = writes_and_reads(request.hat, school_id, unit_id)
    if not (writes or reads):
        raise _refusal(request)
    span = _span(request)
    days = diary_of(school_id, unit_id, span["since"], span["until"], hidden=not request.hat.is_visitor)
    context = {
        **WORDS,
        **span,
        "unit": unit,
        "days": Drawing(is_staff=True, me=request.hat.person_id, zone=zone_of(request)).days(days),
        "writes": writes,
        "keeps": reads,
        "subjects": taught_in(request.hat, school_id, unit_id) if writes else (),
        "new_id": new_id(),
    }
    return render(request, "diary/class.html", context)


@require_safe
@page(*FAMILY, service=SERVICE)
def contents(request: HatRequest) -> HttpResponse:
    """What was done in the lessons of a pupil, or of each child, two weeks at a time."""
    span = _span(request)
    told = diaries_of(pupils_of(request.hat), span["since"], span["until"])
    subjects = sorted({page.subject for days in told.values() for day in days for page in day.pages})
    subject = request.GET.get("matiere", "")[:120]
    drawing = Drawing(subject=subject)
    return render(
        request,
        "diary/contents.html",
        {
            **WORDS,
            **span,
            "told": [(one, drawing.days(days)) for one, days in told.items()],
            "subjects": subjects,
            "subject": subject,
            "ways": ways_of(request),
        },
    )
