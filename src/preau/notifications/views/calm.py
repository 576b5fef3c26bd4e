"""The calm hours of a school, set by its head."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken
from preau.notifications import rules
from preau.notifications.forms import CalmForm
from preau.notifications.selectors.calm import calm_of
from preau.notifications.services import set_calm
from preau.ui.seen import OVERTAKEN, last_writer


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.SET_SERVICES, service="administration")
@exercises(rules.SET_CALM)
def calm(request: HatRequest) -> HttpResponse:
    """The hours that hold; sent, those that will."""
    school = request.hat.school
    if school is None:
        raise Http404
    present, _timezone = calm_of(school.id)
    form = CalmForm(request.POST if request.method == "POST" else None, calm=present)
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = 422
        else:
            seen = form.calm_of(form.read) if form.read else present
            try:
                set_calm(actor=request.actor, school_id=school.id, calm=form.calm_of(form.cleaned_data), seen=seen)
            except Overtaken:
                by = last_writer("notifications.set_calm", subject_id=school.id, tenant=school.id)
                form.overtaken(CalmForm.of(calm_of(school.id)[0]), by=by)
                status = OVERTAKEN
            else:
                messages.success(request, _("Les heures calmes sont enregistrées."))
                return redirect("notifications:calm")
    return render(request, "notifications/calm.html", {"form": form}, status=status)
