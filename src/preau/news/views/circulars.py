"""What a collectivity publishes: its officers' desk, and the answer of each school's head."""

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
from preau.kernel.ids import new_id
from preau.news import rules
from preau.news.circular_forms import CircularForm, shown_of_circular
from preau.news.enums import State
from preau.news.selectors.circulars import (
    asks_agreement,
    circular_for,
    circulars_of,
    counted,
    schools_of_circular,
    spread_of,
    whom_of,
)
from preau.news.selectors.files import joined_to_circular
from preau.news.selectors.polls import gathered, poll_of_circular
from preau.news.services import agree, circulate, decline, end_circular, save_circular
from preau.news.services.circular_locking import version_of_circular
from preau.news.views.desk import review_page
from preau.ui.listing import paged
from preau.ui.seen import OVERTAKEN, last_writer
from preau.ui.texts import paragraphs

SERVICE = "actualites"


@require_safe
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
def circulars(request: HatRequest) -> HttpResponse:
    """What the collectivity wrote, last changed first."""
    part = paged(circulars_of(request.hat), request.GET, address=reverse("news:circulars"))
    lines = [(one, ", ".join(whom_of(one))) for one in part.rows]
    return render(request, "news/circulars.html", {"part": part, "lines": lines, "State": State})


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
@exercises(rules.WRITE_CIRCULAR)
def write(request: HatRequest, circular_id: uuid.UUID | None = None) -> HttpResponse:
    """A new one, or one that is not published yet."""
    stands = _found(request, circular_id) if circular_id else None
    if stands is not None and stands.state != State.DRAFT:
        return redirect("news:circular", circular_id=stands.pk)
    form = CircularForm(
        request.POST if request.method == "POST" else None, hat=request.hat,
        present=shown_of_circular(stands, request.hat), initial={"key": circular_id or new_id()},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            key = circular_id or form.cleaned_data["key"]
            try:
                save_circular(
                    actor=request.actor, hat=request.hat, circular_id=key, written=form.written(), seen=form.read
                )
                return redirect("news:circular", circular_id=key)
            except Unknown:
                raise Http404 from None
            except Overtaken:
                present = shown_of_circular(_found(request, key), request.hat)
                form.overtaken(present, by=last_writer("news.save_circular", subject_id=key))
                status = OVERTAKEN
            except Refused as refused:
                form.add_error(None, str(refused))
    return render(request, "news/circular_write.html", {"form": form, "circular": stands}, status=status)


def _found(request: HatRequest, circular_id: uuid.UUID) -> Any:
    try:
        return circular_for(request.hat, circular_id)
    except Unknown:
        raise Http404 from None


@require_safe
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
def circular(request: HatRequest, circular_id: uuid.UUID) -> HttpResponse:
    """What it says, to whom, in which schools; once published, where it stands in each."""
    return _page(request, circular_id)


def _page(request: HatRequest, circular_id: uuid.UUID, *, said: str = "", status: int = 200) -> HttpResponse:
    found = _found(request, circular_id)
    address = reverse("news:circular", args=[circular_id])
    spread = spread_of(request.hat, found) if found.state != State.DRAFT else []
    context = {
        "circular": found,
        "text": paragraphs(found.text),
        "joined": joined_to_circular(found),
        "poll": poll_of_circular(found),
        "gathered": gathered(found, request.hat.school_ids) if found.state != State.DRAFT else None,
        "whom": whom_of(found),
        "schools": len(spread) or len(schools_of_circular(request.hat, found)),
        "asks": asks_agreement(found),
        "counts": counted(spread),
        "part": paged(spread, request.GET, address=address) if spread else None,
        "version": version_of_circular(found),
        "said": said,
        "State": State,
    }
    return render(request, "news/circular.html", context, status=status)


@require_POST
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
@exercises(rules.CIRCULATE)
def publish(request: HatRequest, circular_id: uuid.UUID) -> HttpResponse:
    """Publish it in its schools: the second factor was asked for."""
    said = _("L’actualité part dans les établissements.")
    return _done(request, circular_id, circulate, said, version=request.POST.get("version", ""))


@require_POST
@page(right=Right.NEWS_TO_SCHOOLS, service=SERVICE)
@exercises(rules.CIRCULATE)
def withdraw(request: HatRequest, circular_id: uuid.UUID) -> HttpResponse:
    """Take it away everywhere."""
    return _done(request, circular_id, end_circular, _("L’actualité est retirée : plus personne ne la lit."))


def _done(
    request: HatRequest, circular_id: uuid.UUID, act: Callable[..., Any], said: str, **more: Any
) -> HttpResponse:  # fmt: skip
    try:
        act(actor=request.actor, hat=request.hat, circular_id=circular_id, **more)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        status = OVERTAKEN if isinstance(refused, Overtaken) else 422
        return _page(request, circular_id, said=str(refused), status=status)
    messages.success(request, said)
    return redirect("news:circular", circular_id=circular_id)


@require_POST
@page(right=Right.AGREE_TO_NEWS, service=SERVICE)
@exercises(rules.AGREE)
def answer(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """The head has it go to the families of the school, or not."""
    agrees = request.POST.get("accord") == "oui"
    try:
        (agree if agrees else decline)(actor=request.actor, hat=request.hat, item_id=item_id)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return review_page(request, item_id, said=str(refused), status=422)
    messages.success(
        request,
        _("C’est accepté : les familles la lisent.") if agrees else _("C’est refusé : les familles ne la lisent pas."),
    )
    return redirect("news:review", item_id=item_id)
