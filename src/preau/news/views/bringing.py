"""Forms that bring pictures and files: to an item of a school, or to what a collectivity writes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from preau.access.public import HatRequest
from preau.directory.errors import Refused
from preau.files.public import Arrival, arrivals, attachable, place_of, receipts_shown, take_sent
from preau.kernel.ids import new_id
from preau.news.forms import PictureForm
from preau.news.selectors.files import Joined

RECEIPTS = "fichiers-recus"


def joined_page(
    request: HatRequest, item: Any, joined: Joined, *, kinds: tuple[str, str], school_id: uuid.UUID | None,
    at: Mapping[str, str], crumbs: Sequence[tuple[str, str]], form: PictureForm | None = None, said: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """What goes with an item, and forms that bring more; `said` tells why what came was not taken.

    `kinds`: of its pictures and of its attachments. `at`: the names of the addresses that forms are sent to.
    """
    picture, attachment = kinds
    context = {
        "item": item, "at": at, "crumbs": crumbs, "joined": joined, "said": said, "key": new_id(),
        "form": form or PictureForm(initial={"key": new_id()}), "most_pictures": attachable(picture).most(),
        "place": place_of(request.hat, attachment, school_id),
        "came": receipts_shown(request.POST.getlist(RECEIPTS)) if said else [],
    }  # fmt: skip
    return render(request, "news/joined.html", context, status=status)


def brought_picture(form: PictureForm, kind: str) -> Arrival:
    """The picture of a form that is valid. Raises Refused. Outside any transaction."""
    told = form.cleaned_data
    # The form's own number names the file: sent twice, it brings one picture.
    return replace(take_sent(told["picture"], kind=attachable(kind)), id=told["key"])


def brought_files(request: HatRequest, kind: str, school_id: uuid.UUID | None) -> list[Arrival]:
    """The files of a form: sent twice, it brings each once. Raises Refused. Outside any transaction."""
    receipts, sent = request.POST.getlist(RECEIPTS), request.FILES.getlist("fichiers")
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        key = new_id()
    if not sent and not any(receipts):
        raise Refused(_("Choisissez au moins un fichier."))
    came = arrivals(hat=request.hat, kind=kind, school_id=school_id, receipts=receipts, sent=sent)
    uploaded = len(came) - len(sent)
    return [*came[:uploaded], *(replace(one, id=uuid.uuid5(key, str(at))) for at, one in enumerate(came[uploaded:]))]
