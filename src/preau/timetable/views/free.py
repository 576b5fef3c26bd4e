"""Rooms that are free."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, capital, page
from preau.directory.errors import Unknown
from preau.timetable.forms import FreeForm
from preau.timetable.selectors.free import is_made, places_at, search_of
from preau.timetable.texts import hour_of, when
from preau.timetable.views.reading import SERVICE, asked_day


@require_safe
@page(right=Right.SEE_TIMETABLES, service=SERVICE)
def free_rooms(request: HatRequest) -> HttpResponse:
    """The rooms of the school with nothing held in them at the hours asked; of now when none are."""
    try:
        search = search_of(request.hat, asked_day(request))
    except Unknown:
        raise Http404 from None
    asks = {"debut", "fin", "heures"} & request.GET.keys()
    form = FreeForm(request.GET if asks else None, day=search.day, hours=search.hours)
    hours = form.hours if asks else search.hours
    day = form.cleaned_data["jour"] if asks and hours else search.day
    context: dict[str, Any] = {
        "form": form,
        "usual": [(f"{since}-{until}", f"{hour_of(since)} – {hour_of(until)}") for since, until in search.usual],
        "opens": search.opens,
        "day": day,
    }
    if hours is not None:
        places = places_at(search.school_id, day, hours)
        context |= {
            "when": capital(f"{when(day, hours[0])} – {hour_of(hours[1])}"),
            "places": places,
            "free": [one for one in places if one.is_free],
            "is_made": is_made(search.school_id, day),
        }
    return render(request, "timetable/free.html", context)
