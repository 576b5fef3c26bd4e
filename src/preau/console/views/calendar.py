"""School holidays of the three zones, from the official open dataset."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.console import rules
from preau.console.forms import CalendarForm
from preau.directory.calendar import UnreadableCalendar, read_dataset, year_of
from preau.directory.selectors import holidays_of_year
from preau.directory.services import record_holidays
from preau.kernel import clock
from preau.ui import wording


@require_http_methods(["GET", "POST"])
@page(right=Right.RUN_PLATFORM, service="administration")
@exercises(rules.LOAD_CALENDAR)
def calendar(request: HatRequest) -> HttpResponse:
    """What is known of last, this and next school year; a file replaces it."""
    form = CalendarForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            holidays = read_dataset(form.cleaned_data["file"].read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            form.add_error("file", _("Ce fichier n’est pas en UTF-8."))
        except UnreadableCalendar as error:
            form.add_error("file", _("Ce fichier n’est pas lisible : %(why)s.") % {"why": error})
        else:
            changed = record_holidays(actor=request.actor, holidays=holidays)
            said = ngettext("%(num)s période ajoutée ou corrigée.", "%(num)s périodes ajoutées ou corrigées.", changed)
            messages.success(request, said % {"num": changed})
            return redirect("console:calendar")
    present = year_of(clock.today())
    years = [
        (
            f"{year}-{year + 1}",
            [
                [
                    row.name,
                    str(row.get_zone_display()),
                    wording.plain_date(row.starts_on),
                    wording.plain_date(row.ends_on),
                ]
                for row in holidays_of_year(year)
            ],
        )
        for year in (present - 1, present, present + 1)
    ]
    return render(request, "console/calendar.html", {"form": form, "years": years}, status=422 if form.errors else 200)
