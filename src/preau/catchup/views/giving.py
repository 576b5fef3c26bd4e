"""« Rattrapages »: lessons of somebody who teaches that pupils missed, each given in one click."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.catchup import rules
from preau.catchup.forms import GiveForm, give_form, present
from preau.catchup.selectors.giving import ToGive, lessons_to_give, school_of
from preau.catchup.services import release
from preau.catchup.views import SERVICE, WORDS
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.ui.seen import OVERTAKEN, last_writer

REFUSED = 422


def _told(request: HatRequest, asked: uuid.UUID | None = None) -> ToGive:
    try:
        return lessons_to_give(request.hat, asked)
    except Unknown:
        raise Http404 from None


@require_safe
@page(right=Right.WRITE_DIARY, service=SERVICE)
def to_give(request: HatRequest) -> HttpResponse:
    """All of them, with what each would bring; the one that the address names too, when they write its diary."""
    try:
        asked = uuid.UUID(request.GET["cours"][:36]) if "cours" in request.GET else None
    except ValueError:
        raise Http404 from None
    return _page(request, _told(request, asked))


def _page(
    request: HatRequest, told: ToGive, form: GiveForm | None = None, lesson_id: uuid.UUID | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    forms = {
        one.held.lesson_id: form
        if form is not None and one.held.lesson_id == lesson_id
        else give_form(one.held.lesson_id, one.release)
        for one in told.every
    }
    for one in told.every:  # without anything published, a word is what is given
        forms[one.held.lesson_id].fields["note"].required = not one.may_be_given
    context = {**WORDS, "told": told, "forms": forms, "sent": form, "sent_for": lesson_id}
    return render(request, "catchup/to_give.html", context, status=status)


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.GIVE)
def give(request: HatRequest, lesson_id: uuid.UUID) -> HttpResponse:
    """One lesson, to all who missed it."""
    form = give_form(lesson_id, None, request.POST)
    try:
        if form.is_valid():
            values = form.cleaned_data
            row = release(
                actor=request.actor, hat=request.hat, school_id=school_of(request.hat), lesson_id=lesson_id,
                note=values["note"], version=values["version"],
            )  # fmt: skip
            messages.success(request, _("Donné à rattraper : %(lesson)s.") % {"lesson": row.subject})
            return redirect(reverse("catchup:to_give"))
    except Unknown:
        raise Http404 from None
    except Overtaken:
        told = _told(request, lesson_id)
        kept = told.asked.release if told.asked else None
        by = last_writer("catchup.release", subject_id=lesson_id, tenant=school_of(request.hat))
        form.overtaken(present(kept), by=by, version=kept.version if kept else 0)
        return _page(request, told, form, lesson_id, OVERTAKEN)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return _page(request, _told(request, lesson_id), form, lesson_id, REFUSED)
