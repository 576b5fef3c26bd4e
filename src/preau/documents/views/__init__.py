"""Pages of this room."""

import contextlib
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.access.public import HatRequest
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.directory.errors import Unknown
from preau.documents.enums import VERSION, Level
from preau.documents.forms import LinkForm, NameForm
from preau.documents.selectors.reading import SORTS, Line, Placed, listed, versions_of
from preau.documents.selectors.showing import links_of, may_link, shown_of
from preau.files.public import place_of, size_words, space_of
from preau.ui import wording
from preau.ui.listing import Column, listing, order_of, typed
from preau.ui.listing import Line as Row

SERVICE = "documents"
PEOPLE = (Profile.STUDENT, Profile.GUARDIAN, *sorted(STAFF_PROFILES))


@contextlib.contextmanager
def or_not_found() -> Iterator[None]:
    """What is unknown to whoever asks is not there."""
    try:
        yield
    except Unknown:
        raise Http404 from None


def crumbs_of(there: Placed, last: str = "") -> list[tuple[str, str]]:
    """From the home of documents to a thing; `last`: a page of it."""
    way = [(_("Documents"), reverse("documents:home"))]
    way += [(name, reverse("documents:node", args=[id_])) for name, id_ in there.crumbs]
    if last:
        return [*way, (last, "")]
    return [*way[:-1], (way[-1][0], "")]


def columns() -> list[Column]:
    """Headings of a folder."""
    return [
        Column(_("Nom"), "nom"), Column(_("Sorte")), Column(_("Taille"), "taille", is_number=True),
        Column(_("Modifié"), "date"), Column(_("Par"), "par"),
    ]  # fmt: skip


def row_of(line: Line) -> Row:
    """A row of a folder."""
    cells = (line.name, line.kind, line.size_words or "–", wording.moment(line.at), line.by)
    return Row(cells, reverse("documents:node", args=[line.id]))


def space_words(request: HatRequest) -> str:
    """What they keep of what they may, in words."""
    used, most = space_of(request.hat)
    return _("%(used)s utilisés sur %(most)s.") % {"used": size_words(used) if used else "0", "most": size_words(most)}


def folder_page(
    request: HatRequest, there: Placed, *, said: str = "", status: int = 200, form: NameForm | None = None,
    same: Any = (), came: Any = (),
) -> HttpResponse:  # fmt: skip
    """The page of a folder: what is in it, and forms that put more there."""
    q = typed(request.GET)
    sort, descending = order_of(request.GET, tuple(SORTS))
    lines = listed(there, sort, descending=descending, text=q)
    address = reverse("documents:node", args=[there.node.pk])
    context: dict[str, Any] = {
        "there": there, "crumbs": crumbs_of(there), "said": said, "q": q, "same": same, "came": came,
        "list": listing(lines, row_of, columns=columns(), data=request.GET, address=address, query={"q": q},
                        sort=sort, descending=descending),
        "is_empty": not lines and not q, "writes": there.level >= Level.WRITE,
        "drops": there.drops and there.level < Level.WRITE,
        "owns": there.level == Level.OWN and not there.is_root, "sentence": there.sentence(),
        "place": place_of(request.hat, VERSION, there.node.school_id) if there.takes else None,
        "folder_form": form or NameForm(auto_id="new_%s"), "space": space_words(request),
        "rename_form": NameForm(initial={"name": there.node.name, "seen": there.node.name}),
    }  # fmt: skip
    return render(request, "documents/folder.html", context, status=status)


def document_page(
    request: HatRequest, there: Placed, *, said: str = "", status: int = 200, came: Any = (), overtaken: bool = False,
    secret: str = "", link_form: LinkForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a document: what it shows, its versions, what may be done with it."""
    node = there.node
    links = may_link(request.hat, there)
    context: dict[str, Any] = {
        "there": there, "crumbs": crumbs_of(there), "said": said, "sentence": there.sentence(),
        "versions": versions_of(there), "shown": shown_of(node), "writes": there.level >= Level.WRITE,
        "owns": there.level == Level.OWN, "came": came, "overtaken": overtaken, "secret": secret,
        "place": place_of(request.hat, VERSION, node.school_id) if there.level >= Level.WRITE else None,
        "rename_form": NameForm(initial={"name": node.name, "seen": node.name}), "size": size_words(node.size),
        "may_link": links, "links": links_of(node) if links else (), "link_form": link_form or LinkForm(),
        "space": space_words(request),
    }  # fmt: skip
    answer = render(request, "documents/document.html", context, status=status)
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


def page_of(request: HatRequest, there: Placed, **more: Any) -> HttpResponse:
    """The page of whatever it is."""
    return (folder_page if there.node.is_folder else document_page)(request, there, **more)


def id_of(text: str) -> uuid.UUID | None:
    """The number that a field tells, if it is one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
