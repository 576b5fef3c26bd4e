"""The public page of a school: set by who publishes for it, read by anybody."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.news import rules
from preau.news.forms import ClosureForm, FrontForm
from preau.news.fronts import INDEX
from preau.news.ready import answer_of
from preau.news.selectors.fronts import closures_of, front_of, require_front
from preau.news.services import close_days, open_days, set_front
from preau.news.services.fronts import shown_of_front
from preau.news.views import school_of
from preau.ui.seen import OVERTAKEN


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.PUBLISH_NEWS, service="actualites")
@exercises(rules.FRONT)
def settings_page(request: HatRequest) -> HttpResponse:
    """What anybody reads of the school, and the days on which it is closed."""
    school_id = school_of(request.hat).id
    require_front(request.hat, school_id)
    present = shown_of_front(front_of(school_id))
    form = FrontForm(request.POST if request.method == "POST" else None, present=present)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                set_front(
                    actor=request.actor, hat=request.hat, school_id=school_id, told=form.cleaned_data, seen=form.read
                )
                messages.success(request, _("La page publique est à jour dans quelques secondes."))
                return redirect("news:front")
            except Overtaken:
                form.overtaken(shown_of_front(front_of(school_id)))
                status = OVERTAKEN
    return _page(request, school_id, form=form, status=status)


def _page(
    request: HatRequest, school_id: uuid.UUID, *, form: FrontForm | None = None, closing: ClosureForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    front = front_of(school_id)
    context = {
        "form": form or FrontForm(present=shown_of_front(front)),
        "closing": closing or ClosureForm(),
        "closures": closures_of(school_id),
        "uai": school_of(request.hat).uai if front is not None and front.is_shown else "",
    }
    return render(request, "news/front.html", context, status=status)


@require_POST
@page(right=Right.PUBLISH_NEWS, service="actualites")
@exercises(rules.FRONT)
def close(request: HatRequest) -> HttpResponse:
    """Days on which it is closed."""
    school_id = school_of(request.hat).id
    require_front(request.hat, school_id)
    form = ClosureForm(request.POST)
    if not form.is_valid():
        return _page(request, school_id, closing=form, status=422)
    try:
        close_days(actor=request.actor, hat=request.hat, school_id=school_id, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, school_id, closing=form, status=422)
    messages.success(request, _("La fermeture est annoncée."))
    return redirect("news:front")


@require_POST
@page(right=Right.PUBLISH_NEWS, service="actualites")
@exercises(rules.FRONT)
def reopen(request: HatRequest, closure_id: uuid.UUID) -> HttpResponse:
    """Days on which it is open after all."""
    school_id = school_of(request.hat).id
    try:
        open_days(actor=request.actor, hat=request.hat, school_id=school_id, closure_id=closure_id)
    except Unknown:
        raise Http404 from None
    messages.success(request, _("La fermeture est retirée."))
    return redirect("news:front")


@require_safe
@page(service="actualites", public=True)
def public_index(request: HttpRequest) -> HttpResponse:
    """Schools that show their page. `preau.news.middleware` answers first; this one where it is left out."""
    return _ready(request, INDEX)


@require_safe
@page(service="actualites", public=True)
def public_school(request: HttpRequest, uai: str) -> HttpResponse:
    """The page of one school, likewise."""
    return _ready(request, "" if uai == INDEX else uai)


def _ready(request: HttpRequest, name: str) -> HttpResponse:
    answer = answer_of(request, name)
    if answer is None:
        raise Http404
    return answer
