"""Terms of the head's school, this year and the next."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.console import rules
from preau.console.terms import TermsForm, read_in, shown
from preau.directory.calendar import bounds_of, year_of
from preau.directory.errors import Overtaken, Refused
from preau.directory.selectors import grading_periods_of
from preau.directory.services import ensure_school_year, set_grading_periods
from preau.directory.services.calendar import PeriodDates
from preau.kernel import clock
from preau.ui import wording
from preau.ui.seen import OVERTAKEN, last_writer


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_TERMS, service="administration")
@exercises(rules.SET_TERMS)
def terms(request: HatRequest) -> HttpResponse:
    """Trimesters or semesters, first and last day counted. What another person changed meanwhile is shown, not lost."""
    school = request.hat.school
    if school is None:
        raise Http404
    present = year_of(clock.today(school.timezone))
    asked = request.GET.get("annee", "")
    year = present + 1 if asked == str(present + 1) else present
    known = _known(school.id, year)
    form = TermsForm(request.POST or None, periods=known)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            ensure_school_year(actor=request.actor, day=bounds_of(year)[0])
            set_grading_periods(
                actor=request.actor, school_id=school.id, year=year, periods=form.cleaned_data["periods"],
                seen=read_in(form.read),
            )  # fmt: skip
        except Overtaken:
            known, status = _known(school.id, year), OVERTAKEN
            by = last_writer("directory.set_grading_periods", subject_id=year, tenant=school.id)
            form.overtaken(shown(known), by=by)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Les périodes de %(year)s sont enregistrées.") % {"year": f"{year}-{year + 1}"})
            return redirect(f"{reverse('console:terms')}?annee={year}")
    first, last = bounds_of(year)
    context = {
        "form": form,
        "known": [[one.name, wording.plain_date(one.starts_on), wording.plain_date(one.ends_on)] for one in known],
        "year": f"{year}-{year + 1}",
        "years": [
            (f"{one}-{one + 1}", f"{reverse('console:terms')}?annee={one}", one == year)
            for one in (present, present + 1)
        ],
        "bounds": (wording.plain_date(first), wording.plain_date(last)),
    }
    return render(request, "console/terms.html", context, status=422 if form.errors else status)


def _known(school_id, year: int) -> list[PeriodDates]:  # type: ignore[no-untyped-def]
    return [PeriodDates(one.name, one.starts_on, one.ends_on) for one in grading_periods_of(school_id, year)]
