"""Mailboxes, and what is done with several messages at once."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from preau.access.public import HatRequest, exercises, page
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.messaging import rules, services
from preau.messaging.drawing import lines
from preau.messaging.enums import Folder
from preau.messaging.selectors.boxes import LEAVING, read_box, read_drafts
from preau.messaging.selectors.folders import Own, own_in
from preau.messaging.selectors.words import child_of
from preau.messaging.services import Unknown
from preau.ui.addresses import url

SERVICE = "messages"
PROFILES = (Profile.STUDENT, Profile.GUARDIAN, *sorted(STAFF_PROFILES))
_OWN_KEY = re.compile("[0-9a-f]{32}")
MOST = 50
"""Messages that one form may name."""
FOLDERS: Mapping[str, str] = {
    "envoyes": Folder.SENT, "attente": LEAVING, "brouillons": "drafts", "archives": Folder.ARCHIVE,
    "corbeille": Folder.BIN,
}  # fmt: skip


def identifier(text: str) -> uuid.UUID:
    """An id as a form sends it; raises Http404."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


@require_safe
@page(*PROFILES, service=SERVICE)
def inbox(request: HatRequest) -> HttpResponse:
    """What was received."""
    return _box(request, Folder.INBOX)


@require_safe
@page(*PROFILES, service=SERVICE)
def folder(request: HatRequest, folder: str) -> HttpResponse:
    """What was sent, waits to leave, is being written, was put away or thrown away."""
    if folder not in FOLDERS:
        raise Http404
    return _box(request, FOLDERS[folder])


@require_safe
@page(*PROFILES, service=SERVICE)
def own_folder(request: HatRequest, own_id: uuid.UUID) -> HttpResponse:
    """A folder of one's own."""
    return _box(request, Folder.OWN, own_id)


def _box(request: HatRequest, name: str, own_id: uuid.UUID | None = None) -> HttpResponse:
    hat = request.hat
    before = request.GET.get("avant")
    after = identifier(before) if before else None
    shown = read_drafts(hat, before=after) if name == "drafts" else read_box(hat, name, before=after, own=own_id)
    own = own_in(shown.own)
    here = next((one for one in own if one.id == own_id), None)
    if own_id is not None and here is None:
        raise Http404
    counts: dict[str, int] = {Folder.INBOX: shown.unread, "drafts": shown.drafts, LEAVING: shown.leaving}
    address = address_of(own_id.hex if own_id else name)
    context: dict[str, Any] = {
        "box": shown, "lines": lines(shown.lines, "draft" if name == "drafts" else "box"), "unread": shown.unread,
        "tabs": _tabs(name, counts), "title": here.name if here else _titles()[name],
        "address": address, "older": f"{address}?{urlencode({'avant': shown.before})}" if shown.before else "",
        "child": child_of(hat), "here": own_id.hex if own_id else name, "own_tabs": _own_tabs(own, own_id),
        "own": [one for one in own if one.id != own_id],
    }  # fmt: skip
    return render(request, "messaging/box.html", context)


def _titles() -> dict[str, str]:
    return {
        Folder.INBOX: _("Reçus"), Folder.SENT: _("Envoyés"), LEAVING: _("En attente"), "drafts": _("Brouillons"),
        Folder.ARCHIVE: _("Archivés"), Folder.BIN: _("Corbeille"),
    }  # fmt: skip


def address_of(name: str) -> str:
    """The address of a folder, by its name or by the key of one's own."""
    if len(name) == len(uuid.UUID(int=0).hex):
        return url("messaging:own", identifier(name))
    if name == Folder.INBOX:
        return url("messaging:inbox")
    word = next(word for word, folder in FOLDERS.items() if folder == name)
    return url("messaging:folder", word)


def _tabs(current: str, counts: Mapping[str, int]) -> list[tuple[str, str, bool, int | None]]:
    return [
        (label, address_of(name), name == current, counts.get(name) or None) for name, label in _titles().items()
    ]  # fmt: skip


def _own_tabs(own: Sequence[Own], current: uuid.UUID | None) -> list[tuple[str, str, bool, int | None]]:
    return [(one.name, url("messaging:own", one.id), one.id == current, one.unread or None) for one in own]


Act = Callable[..., int]


def _acts() -> dict[str, tuple[Act, dict[str, Any]]]:
    return {
        "lu": (services.mark_read, {}), "non-lu": (services.mark_unread, {}), "etoile": (services.star, {"on": True}),
        "sans-etoile": (services.star, {"on": False}), "archiver": (services.archive, {}),
        "classer": (services.file_into, {}),
        "jeter": (services.bin_, {}), "remettre": (services.put_back, {}), "supprimer": (services.remove, {}),
    }  # fmt: skip


def _said(act: str, number: int) -> str:
    words = {
        "lu": ngettext("%(num)s message lu.", "%(num)s messages lus.", number),
        "non-lu": ngettext("%(num)s message non lu.", "%(num)s messages non lus.", number),
        "etoile": ngettext("%(num)s message suivi.", "%(num)s messages suivis.", number),
        "sans-etoile": ngettext("%(num)s message n’est plus suivi.", "%(num)s messages ne sont plus suivis.", number),
        "archiver": ngettext("%(num)s message archivé.", "%(num)s messages archivés.", number),
        "jeter": ngettext("%(num)s message mis à la corbeille.", "%(num)s messages mis à la corbeille.", number),
        "classer": ngettext("%(num)s message classé.", "%(num)s messages classés.", number),
        "remettre": ngettext("%(num)s message remis à sa place.", "%(num)s messages remis à leur place.", number),
        "supprimer": ngettext("%(num)s message supprimé.", "%(num)s messages supprimés.", number),
    }
    return words[act] % {"num": number}


@require_POST
@page(*PROFILES, service=SERVICE)
@exercises(rules.FILE)
def file(request: HatRequest) -> HttpResponse:
    """One act on the messages that were ticked."""
    act = request.POST.get("acte", "")
    if act not in _acts():
        raise Http404
    ids = [identifier(one) for one in request.POST.getlist("m")[:MOST]]
    does, more = _acts()[act]
    if act == "classer":
        more = {"own": identifier(request.POST.get("dossier", ""))}
    try:
        changed = does(actor=request.actor, hat=request.hat, ids=ids, **more)
    except Unknown:
        raise Http404 from None
    if changed:
        messages.success(request, _said(act, changed))
    elif not ids:
        messages.warning(request, _("Cochez d’abord des messages."))
    return HttpResponseRedirect(_back(request), status=303)


def _back(request: HttpRequest) -> str:
    """The folder from which the act was asked."""
    name = request.POST.get("dans", "")
    known = name in _titles() or _OWN_KEY.fullmatch(name)
    return address_of(name) if known else url("messaging:inbox")
