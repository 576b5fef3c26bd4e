"""The absences desk, pupil by pupil: found by a name, with whom to telephone; the slip of a late arrival."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, page
from preau.attendance.selectors.desk import pupils_found, slip_of
from preau.attendance.views.calling import SERVICE
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.timetable.public import hour_of


@require_safe
@page(right=Right.FOLLOW_ABSENCES, service=SERVICE)
def find(request: HatRequest) -> HttpResponse:
    """Pupils whose names begin so: whom to telephone, their absences of today, and one to note."""
    text = request.GET.get("q", "").strip()
    try:
        found, is_more = pupils_found(request.hat, text)
    except Unknown:
        raise Http404 from None
    return render(request, "attendance/find.html", {"q": text, "found": found, "is_more": is_more})


@require_safe
@page(right=Right.FOLLOW_ABSENCES, service=SERVICE)
def slip(request: HatRequest, mark_id: uuid.UUID) -> HttpResponse:
    """A late arrival, to print for who goes to class."""
    try:
        found = slip_of(request.hat, mark_id)
    except Unknown:
        raise Http404 from None
    return render(request, "attendance/slip.html", {"found": found, "hour": hour_of(found.starts), "now": clock.now()})
