"""The reading of diaries confided, for some days, to somebody from outside who inspects the school."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, classes_of_year, entrust_visitor, exercises, page
from preau.console import rules
from preau.console.forms import VisitForm
from preau.console.views.confided import school_of
from preau.directory.errors import Refused, Unknown
from preau.kernel import clock


@require_http_methods(["GET", "POST"])
@page(right=Right.DELEGATE, service="administration")
@exercises(rules.ENTRUST)
def visit(request: HatRequest) -> HttpResponse:
    """Say who comes, from which day to which, and what is read."""
    school_id = school_of(request)
    today = clock.today(request.hat.school.timezone if request.hat.school else None)
    form = VisitForm(
        request.POST if request.method == "POST" else None, initial={"starts_on": today},
        classes=classes_of_year(school_id),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            entrust_visitor(actor=request.actor, school_id=school_id, right=Right.SEE_DIARIES, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Unknown:
            form.add_error("homeroom_id", _("Cette classe n’est pas de cette année. Choisissez-en une autre."))
        else:
            told = {"name": f"{form.cleaned_data['given_name']} {form.cleaned_data['family_name']}"}
            messages.success(
                request,
                _(
                    "La lecture des cahiers de textes est confiée à %(name)s. Sans compte encore, cette personne "
                    "entre avec une fiche d’activation : page « Activation », « Personnels »."
                )
                % told,
            )
            return redirect("console:delegations")
    return render(request, "console/visit.html", {"form": form}, status=422 if form.errors else 200)
