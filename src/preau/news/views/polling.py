"""The question of an item: written with a draft, answered by its readers."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.news import rules
from preau.news.enums import State
from preau.news.forms import PollForm, poll_form_shows
from preau.news.selectors.desk import DeskLine, desk_item
from preau.news.selectors.polls import poll_of
from preau.news.services import ask, unask, vote
from preau.news.services.writing import version_of
from preau.news.views.desk import crumbs_of, review_page
from preau.news.views.reading import READERS, item_page
from preau.ui.seen import OVERTAKEN


def _line(request: HatRequest, item_id: uuid.UUID) -> DeskLine:
    try:
        return desk_item(request.hat, item_id)
    except Unknown:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.WRITE)
def question(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """What is asked with a draft."""
    line = _line(request, item_id)
    if line.item.state not in (State.DRAFT, State.REVIEW):
        return redirect("news:review", item_id=item_id)
    zone = line.item.school.timezone
    present = poll_form_shows(poll_of(line.item), version_of(line.item), zone)
    form = PollForm(request.POST if request.method == "POST" else None, timezone=zone, present=present)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                ask(actor=request.actor, hat=request.hat, item_id=item_id, seen=form.read, **form.asked())
                return redirect("news:review", item_id=item_id)
            except Overtaken:
                item = _line(request, item_id).item
                form.overtaken(poll_form_shows(poll_of(item), version_of(item), zone))
                status = OVERTAKEN
            except Refused as refused:
                form.add_error(None, str(refused))
    context = {
        "form": form, "item": line.item, "asks": poll_of(line.item) is not None, "remove": "news:remove_question",
        "crumbs": crumbs_of(line.item),
    }  # fmt: skip
    return render(request, "news/question.html", context, status=status)


@require_POST
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.WRITE)
def remove_question(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Ask nothing any more."""
    try:
        unask(actor=request.actor, hat=request.hat, item_id=item_id)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return review_page(request, item_id, said=str(refused), status=422)
    messages.success(request, _("La question est retirée."))
    return redirect("news:review", item_id=item_id)


@require_POST
@page(*READERS, service="actualites")
@exercises(rules.VOTE)
def answer(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Their answer, or another one."""
    chosen = [int(one) for one in request.POST.getlist("reponse") if one.isascii() and one.isdigit()]
    try:
        vote(actor=request.actor, hat=request.hat, item_id=item_id, chosen=chosen)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return item_page(request, item_id, said=str(refused), status=422)
    messages.success(request, _("Votre réponse est notée. Vous pouvez la changer jusqu’à la fin."))
    return redirect("news:item", item_id=item_id)
