"""What is done with an item, each by one POST from its page."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page, require_may_write_now
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.news import rules
from preau.news.forms import RemarkForm
from preau.news.services import pin, publish, remind, reopen, send_back, submit, unpin, withdraw
from preau.news.views.desk import review_page
from preau.ui.seen import OVERTAKEN


def _done(request: HatRequest, item_id: uuid.UUID, act: Callable[..., Any], said: str, **more: Any) -> HttpResponse:
    """Do it and show the item again; when it does not go through, the item with the reason."""
    try:
        act(actor=request.actor, hat=request.hat, item_id=item_id, **more)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        status = OVERTAKEN if isinstance(refused, Overtaken) else 422
        return review_page(request, item_id, said=str(refused), status=status)
    messages.success(request, said)
    return redirect("news:review", item_id=item_id)


@require_POST
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.SUBMIT)
def submit_item(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Propose it to those who publish."""
    said = _("L’actualité est proposée : la personne qui publie la relira.")
    return _done(request, item_id, submit, said)


@require_POST
@page(right=Right.PUBLISH_NEWS, service="actualites")
@exercises(rules.SUBMIT)
def give_back(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Give it back to who wrote it, with a word."""
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return review_page(request, item_id, remark=form, status=422)
    response = _done(
        request, item_id, send_back, _("L’actualité est rendue à qui l’a écrite."), remark=form.cleaned_data["remark"]
    )
    return redirect("news:desk") if response.status_code == 302 else response


@require_POST
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.SUBMIT)
def reopen_item(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Make a draft of a withdrawn item again."""
    return _done(request, item_id, reopen, _("L’actualité est de nouveau un brouillon."))


@require_POST
@page(right=Right.PUBLISH_NEWS, service="actualites")
@exercises(rules.PUBLISH)
def publish_to_classes(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Publish it to classes and groups."""
    return _publish(request, item_id, widely=False)


@require_POST
@page(right=Right.PUBLISH_NEWS, service="actualites")
@exercises(rules.PUBLISH_WIDELY)
def publish_widely(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Publish it to a level or to the whole school: the second factor was asked for."""
    return _publish(request, item_id, widely=True)


def _publish(request: HatRequest, item_id: uuid.UUID, *, widely: bool) -> HttpResponse:
    require_may_write_now(request, many=True)
    said = _("L’actualité est publiée.")
    return _done(request, item_id, publish, said, version=request.POST.get("version", ""), widely=widely)


@require_POST
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.WITHDRAW)
def withdraw_item(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Take it away."""
    return _done(request, item_id, withdraw, _("L’actualité est retirée : plus personne ne la lit."))


@require_POST
@page(right=Right.PUBLISH_NEWS, service="actualites")
@exercises(rules.PIN)
def pin_item(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Have it stand first, or at its date again."""
    if request.POST.get("epingle") == "non":
        return _done(request, item_id, unpin, _("L’actualité n’est plus épinglée."))
    return _done(request, item_id, pin, _("L’actualité est épinglée en tête."))


@require_POST
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.REMIND)
def remind_readers(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Remind those who have not read, and nobody else."""
    require_may_write_now(request, many=True)
    try:
        count = remind(actor=request.actor, hat=request.hat, item_id=item_id)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return review_page(request, item_id, said=str(refused), status=422)
    said = ngettext("%(num)s personne est rappelée.", "%(num)s personnes sont rappelées.", count) % {"num": count}
    messages.success(request, said)
    return redirect("news:readers", item_id=item_id)
