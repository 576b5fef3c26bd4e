"""« À rattraper »: the pack of a pupil, or of each child of a guardian."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from preau.access.public import HatRequest, exercises, page
from preau.catchup import rules
from preau.catchup.selectors.packs import packs_of
from preau.catchup.services import mark_done
from preau.catchup.views import FAMILY, SERVICE, WORDS
from preau.diary.public import tick
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.kernel import clock


@require_safe
@page(*FAMILY, service=SERVICE)
def pack(request: HatRequest) -> HttpResponse:
    """All of it."""
    is_pupil = request.hat.profile == Profile.STUDENT
    told = packs_of(request.hat)
    context = {**WORDS, "packs": told, "is_pupil": is_pupil, "several": len(told) > 1, "today": clock.today()}
    return render(request, "catchup/pack.html", context)


@require_POST
@page(*FAMILY, service=SERVICE)
@exercises(rules.DONE)
def done(request: HatRequest, lesson_id: uuid.UUID) -> HttpResponse:
    """A lesson is done, or is not after all."""
    try:
        mark_done(
            actor=request.actor, hat=request.hat, lesson_id=lesson_id, is_done=request.POST.get("fait") == "1"
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    return redirect(f"{reverse('catchup:pack')}#r-{lesson_id}")


@require_POST
@page(*FAMILY, service=SERVICE)
@exercises(rules.DONE)
def work(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """A piece of work is ticked, or is not after all, as in the diary."""
    try:
        tick(actor=request.actor, hat=request.hat, work_id=work_id, is_done=request.POST.get("fait") == "1")
    except Unknown:
        raise Http404 from None
    return redirect(f"{reverse('catchup:pack')}#t-{work_id}")
