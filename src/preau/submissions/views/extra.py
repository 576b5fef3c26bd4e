"""Extra time of a pupil: read by those who teach them, set by who follows them."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.submissions import rules
from preau.submissions.forms import ExtraTimeForm
from preau.submissions.selectors.extra import ExtraOf, extra_of
from preau.submissions.services import set_extra_time
from preau.submissions.views import REFUSED, SERVICE, WORDS
from preau.ui.seen import OVERTAKEN, last_writer


def _found(request: HatRequest, student_id: uuid.UUID) -> ExtraOf:
    try:
        return extra_of(request.hat, student_id)
    except Unknown:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.SEE_PUPIL, service=SERVICE)
@exercises(rules.EXTRA_TIME)
def extra_time(request: HatRequest, student_id: uuid.UUID) -> HttpResponse:
    """A number, without its reason."""
    told = _found(request, student_id)
    if request.method == "POST" and not told.may_set:
        raise PermissionDenied
    form = ExtraTimeForm(
        request.POST if request.method == "POST" else None, present={"hours": told.hours},
        initial={"version": told.version},
    )  # fmt: skip
    if request.method != "POST":
        return _page(request, told, form)
    if form.is_valid():
        values = form.cleaned_data
        try:
            set_extra_time(
                actor=request.actor, hat=request.hat, school_id=told.school_id, pupil_id=student_id,
                hours=values["hours"], version=values["version"],
            )  # fmt: skip
            messages.success(request, _("C’est enregistré."))
            return redirect("submissions:extra_time", student_id=student_id)
        except Unknown:
            raise Http404 from None
        except Overtaken:
            told = _found(request, student_id)
            by = last_writer("submissions.set_extra_time", subject_id=student_id, tenant=told.school_id)
            form.overtaken({"hours": told.hours}, by=by, version=told.version)
            return _page(request, told, form, OVERTAKEN)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, told, form, REFUSED)


def _page(request: HatRequest, told: ExtraOf, form: ExtraTimeForm, status: int = 200) -> HttpResponse:
    return render(request, "submissions/extra_time.html", {**WORDS, "told": told, "form": form}, status=status)
