"""Pictures, attachments and the question of what a collectivity writes: pages of its draft."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.news import rules
from preau.news.circular_forms import ZONE
from preau.news.enums import CIRCULAR_ATTACHMENT, CIRCULAR_PICTURE, State
from preau.news.forms import PictureForm, PollForm, poll_form_shows
from preau.news.selectors.circulars import circular_for
from preau.news.selectors.files import joined_to_circular
from preau.news.selectors.polls import poll_of_circular
from preau.news.services.circular_locking import version_of_circular
from preau.news.services.circular_parts import (
    add_circular_files,
    add_circular_picture,
    ask_with_circular,
    remove_circular_file,
    unask_with_circular,
)
from preau.news.views.bringing import brought_files, brought_picture, joined_page
from preau.ui.seen import OVERTAKEN

SERVICE = "actualites"
ADDRESSES = {
    "picture": "news:circular_picture", "files": "news:circular_files", "remove": "news:circular_remove",
    "back": "news:circular",
}  # fmt: skip


def _found(request: HatRequest, circular_id: uuid.UUID) -> Any:
    try:
        return circular_for(request.hat, circular_id)
    except Unknown:
        raise Http404 from None


def _crumbs(circular: Any) -> list[tuple[str, str]]:
    return [
        (_("Actualités de la collectivité"), reverse("news:circulars")),
        (circular.title, reverse("news:circular", args=[circular.pk])),
    ]


@require_safe
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
def joined(request: HatRequest, circular_id: uuid.UUID) -> HttpResponse:
    """What goes with it, and forms that bring more."""
    return _page(request, _found(request, circular_id))


def _page(
    request: HatRequest, circular: Any, *, form: PictureForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    if circular.state != State.DRAFT:
        return redirect("news:circular", circular_id=circular.pk)
    return joined_page(
        request, circular, joined_to_circular(circular), kinds=(CIRCULAR_PICTURE, CIRCULAR_ATTACHMENT), school_id=None,
        at=ADDRESSES, crumbs=_crumbs(circular), form=form, said=said, status=status,
    )  # fmt: skip


@require_POST
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
@exercises(rules.WRITE_CIRCULAR)
def add_one_picture(request: HatRequest, circular_id: uuid.UUID) -> HttpResponse:
    """One more picture, with what it says."""
    circular = _found(request, circular_id)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, circular, form=form, status=422)
    try:
        arrival, says = brought_picture(form, CIRCULAR_PICTURE), form.cleaned_data["says"]
        add_circular_picture(
            actor=request.actor, hat=request.hat, circular_id=circular_id, arrival=arrival, says=says
        )  # fmt: skip
    except Refused as refused:
        form.add_error("picture", str(refused))
        return _page(request, circular, form=form, status=422)
    messages.success(request, _("L’image est ajoutée."))
    return redirect("news:circular_joined", circular_id=circular_id)


@require_POST
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
@exercises(rules.WRITE_CIRCULAR)
def add_some_files(request: HatRequest, circular_id: uuid.UUID) -> HttpResponse:
    """More attachments."""
    circular = _found(request, circular_id)
    try:
        came = brought_files(request, CIRCULAR_ATTACHMENT, None)
        add_circular_files(actor=request.actor, hat=request.hat, circular_id=circular_id, arrivals=came)
    except Refused as refused:
        return _page(request, circular, said=str(refused), status=422)
    messages.success(request, _("Les fichiers sont joints."))
    return redirect("news:circular_joined", circular_id=circular_id)


@require_POST
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
@exercises(rules.WRITE_CIRCULAR)
def remove_one(request: HatRequest, circular_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """One less."""
    return _done(request, circular_id, remove_circular_file, _("Le fichier est retiré."), "joined", file_id=file_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
@exercises(rules.WRITE_CIRCULAR)
def question(request: HatRequest, circular_id: uuid.UUID) -> HttpResponse:
    """What is asked with a draft."""
    circular = _found(request, circular_id)
    if circular.state != State.DRAFT:
        return redirect("news:circular", circular_id=circular_id)
    present = poll_form_shows(poll_of_circular(circular), version_of_circular(circular), ZONE.key)
    form = PollForm(request.POST if request.method == "POST" else None, timezone=ZONE.key, present=present)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                ask_with_circular(
                    actor=request.actor, hat=request.hat, circular_id=circular_id, seen=form.read, **form.asked()
                )
                return redirect("news:circular", circular_id=circular_id)
            except Overtaken:
                now = _found(request, circular_id)
                form.overtaken(poll_form_shows(poll_of_circular(now), version_of_circular(now), ZONE.key))
                status = OVERTAKEN
            except Refused as refused:
                form.add_error(None, str(refused))
    context = {
        "form": form, "item": circular, "asks": bool(circular.question), "remove": "news:circular_unask",
        "crumbs": _crumbs(circular),
    }  # fmt: skip
    return render(request, "news/question.html", context, status=status)


@require_POST
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
@exercises(rules.WRITE_CIRCULAR)
def remove_question(request: HatRequest, circular_id: uuid.UUID) -> HttpResponse:
    """Ask nothing any more."""
    return _done(request, circular_id, unask_with_circular, _("La question est retirée."), "circular")


def _done(
    request: HatRequest, circular_id: uuid.UUID, act: Callable[..., None], said: str, then: str, **more: Any
) -> HttpResponse:  # fmt: skip
    circular = _found(request, circular_id)
    try:
        act(actor=request.actor, hat=request.hat, circular_id=circular_id, **more)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return _page(request, circular, said=str(refused), status=422)
    messages.success(request, said)
    return redirect(f"news:circular_{then}" if then == "joined" else f"news:{then}", circular_id=circular_id)
