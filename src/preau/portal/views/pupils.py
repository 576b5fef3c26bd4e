"""Finding a pupil, and a pupil's file."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from preau.access.public import page
from preau.directory import readings
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.directory.errors import Unknown
from preau.portal.selectors import pupils
from preau.portal.views.pages import hat_of, person_of
from preau.ui import slots
from preau.ui.listing import order_of, paged, typed

STAFF = tuple(sorted(STAFF_PROFILES))


@require_safe
@page(*STAFF, service="eleves")
def pupil_list(request: HttpRequest) -> HttpResponse:
    """Pupils of the school by name or class, forty to a page; for a teacher, those of own classes and groups."""
    text = typed(request.GET)
    chosen = request.GET.get("classe", "")[:36]
    order, _turned = order_of(request.GET, pupils.ORDERS)
    found = pupils.pupils_found(hat_of(request), text=text, class_id=chosen, sort=order)
    query = {"q": text, "classe": chosen, "tri": "" if order == pupils.BY_NAME else order}
    context = {
        "list": paged(found, request.GET, address=reverse("portal:pupils"), query=query), "classes": found.classes,
        "text": text, "chosen": chosen, "order": order,
    }  # fmt: skip
    return render(request, "portal/pupils.html", context)


@require_safe
@page(*STAFF, service="eleves")
def pupil(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """The file of one pupil. That it was opened is noted: who, whose, when."""
    hat, reader = hat_of(request), person_of(request)
    try:
        shown = pupils.pupil_file(hat, student_id)
    except Unknown:
        raise Http404 from None
    readings.note(school_id=shown.school_id, student_id=student_id, reader_id=reader, profile=hat.profile)
    offered = slots.tabs("pupil", request, student_id)
    context = {
        "shown": shown,
        "tabs_shown": [(_("Fiche"), request.path, True), *((one.label, one.url, False, one.count) for one in offered)]
        if offered
        else [],
        "profiles": dict(Profile.choices),
    }
    return render(request, "portal/pupil.html", context)
