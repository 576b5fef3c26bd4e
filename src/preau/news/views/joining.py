"""Pictures and attachments of what is not published yet: one page, plain forms."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Refused, Unknown
from preau.news import rules
from preau.news.enums import ATTACHMENT, PICTURE, State
from preau.news.forms import PictureForm
from preau.news.selectors.desk import DeskLine, desk_item
from preau.news.selectors.files import joined_to
from preau.news.services import add_attachments, add_picture, remove_joined
from preau.news.views.bringing import brought_files, brought_picture, joined_page
from preau.news.views.desk import crumbs_of

ADDRESSES = {
    "picture": "news:add_picture", "files": "news:add_files", "remove": "news:remove_file", "back": "news:review",
}  # fmt: skip


def _line(request: HatRequest, item_id: uuid.UUID) -> DeskLine:
    try:
        return desk_item(request.hat, item_id)
    except Unknown:
        raise Http404 from None


@require_safe
@page(right=Right.WRITE_NEWS, service="actualites")
def joined(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """What goes with an item, and forms that bring more."""
    return _page(request, _line(request, item_id))


def _page(
    request: HatRequest, line: DeskLine, *, form: PictureForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    if line.item.state not in (State.DRAFT, State.REVIEW):
        return redirect("news:review", item_id=line.item.pk)
    return joined_page(
        request, line.item, joined_to(line.item), kinds=(PICTURE, ATTACHMENT), school_id=line.item.school_id,
        at=ADDRESSES, crumbs=crumbs_of(line.item), form=form, said=said, status=status,
    )  # fmt: skip


@require_POST
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.ATTACH)
def add_one_picture(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """One more picture, with what it says."""
    line = _line(request, item_id)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, line, form=form, status=422)
    try:
        arrival, says = brought_picture(form, PICTURE), form.cleaned_data["says"]
        add_picture(actor=request.actor, hat=request.hat, item_id=item_id, arrival=arrival, says=says)
    except Refused as refused:
        form.add_error("picture", str(refused))
        return _page(request, line, form=form, status=422)
    messages.success(request, _("L’image est ajoutée."))
    return redirect("news:joined", item_id=item_id)


@require_POST
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.ATTACH)
def add_some_files(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """More attachments."""
    line = _line(request, item_id)
    try:
        came = brought_files(request, ATTACHMENT, line.item.school_id)
        add_attachments(actor=request.actor, hat=request.hat, item_id=item_id, arrivals=came)
    except Refused as refused:
        return _page(request, line, said=str(refused), status=422)
    messages.success(request, _("Les fichiers sont joints."))
    return redirect("news:joined", item_id=item_id)


@require_POST
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.ATTACH)
def remove_one(request: HatRequest, item_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """One less."""
    line = _line(request, item_id)
    try:
        remove_joined(actor=request.actor, hat=request.hat, item_id=item_id, file_id=file_id)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return _page(request, line, said=str(refused), status=422)
    messages.success(request, _("Le fichier est retiré."))
    return redirect("news:joined", item_id=item_id)
