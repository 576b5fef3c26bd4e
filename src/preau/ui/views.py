"""The catalogue of components, and the stylesheet of each collectivity's theme."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from preau.ui import built, display, specimens, themes


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component with its states. For those who build: on a development server or the demonstration only."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    request.frame = specimens.frame()  # type: ignore[attr-defined]  # shown instead of the visitor's own
    context = {
        "form": specimens.SpecimenForm(),
        "wrong": specimens.wrong_form(),
        "late": specimens.late_form(),
        "icons": built.manifest()["icons"],
        "choices": display.CHOICES,
        "trials": themes.TRIALS,
        "files": specimens.FILES,
        "files_came": specimens.files_came(),
        "files_listed": specimens.files_listed(),
    }
    return render(request, "ui/catalogue.html", context)


def theme(request: HttpRequest, name: str) -> HttpResponse:
    """The stylesheet whose name holds the two colours; kept a year by browsers, since its name says all of it."""
    colours = themes.colours_of(name)
    if colours is None:
        raise Http404
    response = HttpResponse(themes.stylesheet(*colours), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
