"""Pictures and attachments of what is not published yet: one page, plain forms."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Refused, Unknown
from preau.files.public import arrivals, attachable, place_of, receipts_shown, take_sent
from preau.kernel.ids import new_id
from preau.news import rules
from preau.news.enums import ATTACHMENT, PICTURE, State
from preau.news.forms import PictureForm
from preau.news.selectors.desk import DeskLine, desk_item
from preau.news.selectors.files import joined_to
from preau.news.services import add_attachments, add_picture, remove_joined
from preau.news.views.desk import crumbs_of

RECEIPTS = "fichiers-recus"
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
    context = {
        "item": line.item,
        "at": ADDRESSES,
        "crumbs": crumbs_of(line.item),
        "joined": joined_to(line.item),
        "form": form or PictureForm(initial={"key": new_id()}),
        "most_pictures": attachable(PICTURE).most(),
        "place": place_of(request.hat, ATTACHMENT, line.item.school_id),
        "came": receipts_shown(request.POST.getlist(RECEIPTS)) if said else [],
        "key": new_id(),
        "said": said,
    }
    return render(request, "news/joined.html", context, status=status)


@require_POST
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.ATTACH)
def add_one_picture(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """One more picture, with what it says."""
    line = _line(request, item_id)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, line, form=form, status=422)
    told = form.cleaned_data
    try:
        # The form's own number names the file: sent twice, it brings one picture.
        arrival = replace(take_sent(told["picture"], kind=attachable(PICTURE)), id=told["key"])
        add_picture(actor=request.actor, hat=request.hat, item_id=item_id, arrival=arrival, says=told["says"])
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
    receipts, sent = request.POST.getlist(RECEIPTS), request.FILES.getlist("fichiers")
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        key = new_id()
    try:
        if not sent and not any(receipts):
            raise Refused(_("Choisissez au moins un fichier."))
        school = line.item.school_id
        came = arrivals(hat=request.hat, kind=ATTACHMENT, school_id=school, receipts=receipts, sent=sent)
        uploaded = len(came) - len(sent)
        came[uploaded:] = [replace(one, id=uuid.uuid5(key, str(at))) for at, one in enumerate(came[uploaded:])]
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
