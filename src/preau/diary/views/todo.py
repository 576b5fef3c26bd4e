"""« À faire »: what is due, day by day, ticked by the pupil; tasks of one's own."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.public import HatRequest, exercises, page
from preau.diary import rules
from preau.diary.forms import TaskForm
from preau.diary.hanging import hung_on
from preau.diary.selectors.files import WORK
from preau.diary.selectors.pages import files_of
from preau.diary.selectors.pupils import pupils_of
from preau.diary.selectors.todo import AHEAD, BEFORE, days_of, subjects_in
from preau.diary.services import remove_task, save_task, tell_minutes, tick, tick_task
from preau.diary.todos import Drawing
from preau.diary.views import FAMILY, SERVICE, WORDS, ways_of
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.ui.tokens import TokenInput, token_of

REFUSED = 422


@require_safe
@page(*FAMILY, service=SERVICE)
def to_do(request: HatRequest) -> HttpResponse:
    """All of it, of the pupil or of each child."""
    return _page(request, TaskForm(initial=_new_task()))


def _new_task() -> dict[str, object]:
    return {"task_id": new_id(), "due_on": (clock.today() + dt.timedelta(days=1)).isoformat()}


def _page(request: HatRequest, form: TaskForm, status: int = 200) -> HttpResponse:
    today = clock.today()
    subject = request.GET.get("matiere", "")[:120]
    pupils = pupils_of(request.hat)
    everything = days_of(pupils, today - BEFORE, today + AHEAD)
    subjects = subjects_in([day for days in everything.values() for day in days])
    told = [
        (one, [found for day in days if (found := day.only(subject, today)) is not None])
        for one, days in everything.items()
    ]  # fmt: skip
    having = [line.work_id for _one, days in told for day in days for line in day.lines if line.attached]
    every = [line.work_id for _one, days in told for day in days for line in day.lines]
    files = files_of({one.school_id for one in pupils}, WORK, having)
    is_pupil = request.hat.profile == Profile.STUDENT
    drawing = Drawing(
        is_pupil=is_pupil, asked=request.GET.get("fait", ""), files=files, hung=hung_on(pupils, every),
        csrf=str(TokenInput(token_of(request))) if is_pupil else "",
    )  # fmt: skip
    context = {
        **WORDS,
        "told": told, "subjects": subjects, "subject": subject, "today": today, "form": form,
        "is_pupil": is_pupil, "drawing": drawing, "several": len(pupils) > 1,
        "ways": ways_of(request),
    }  # fmt: skip
    return render(request, "diary/to_do.html", context, status=status)


def _back(key: uuid.UUID, *, asks: bool = False) -> HttpResponse:
    query = f"?fait={key}" if asks else ""
    return redirect(f"{reverse('diary:to_do')}{query}#t-{key}")


@require_POST
@page(Profile.STUDENT, Profile.GUARDIAN, service=SERVICE)
@exercises(rules.TICK)
def done(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """Done, or not after all; then how long it took, for who wants to tell."""
    is_done = request.POST.get("fait") == "1"
    try:
        minutes = request.POST.get("minutes", "")
        if minutes:
            tell_minutes(
                actor=request.actor, hat=request.hat, work_id=work_id,
                minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 5 else 0,
            )  # fmt: skip
            messages.success(request, _("Merci, c’est noté."))
            return _back(work_id)
        tick(actor=request.actor, hat=request.hat, work_id=work_id, is_done=is_done)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(work_id, asks=is_done)


@require_http_methods(["POST"])
@page(Profile.STUDENT, service=SERVICE)
@exercises(rules.TICK)
def add(request: HatRequest) -> HttpResponse:
    """A task of one's own."""
    form = TaskForm(request.POST)
    if not form.is_valid():
        return _page(request, form, REFUSED)
    told = form.cleaned_data
    try:
        save_task(actor=request.actor, hat=request.hat, **told)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, REFUSED)
    return _back(told["task_id"])


@require_POST
@page(Profile.STUDENT, service=SERVICE)
@exercises(rules.TICK)
def task(request: HatRequest, task_id: uuid.UUID) -> HttpResponse:
    """One's own task is done, or is not, or goes."""
    try:
        if "enlever" in request.POST:
            remove_task(actor=request.actor, hat=request.hat, task_id=task_id)
        else:
            tick_task(
                actor=request.actor, hat=request.hat, task_id=task_id, is_done=request.POST.get("fait") == "1"
            )  # fmt: skip
    except Unknown:
        raise Http404 from None
    return _back(task_id)
