"""Documents read: home, a folder, a document, a search, the bin."""

import uuid

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from preau.access.public import HatRequest, page
from preau.directory.errors import Refused
from preau.documents import rules
from preau.documents.enums import Level
from preau.documents.selectors.reading import binned, for_archive, own_roots, placed, recent, searched, shared_with
from preau.documents.services.binning import BIN_DAYS
from preau.documents.views import PEOPLE, SERVICE, columns, or_not_found, page_of, row_of, space_words
from preau.files.public import archive_address_of, harmless_name
from preau.ui.listing import Column, listing, paged, typed


@require_safe
@page(*PEOPLE, service=SERVICE)
def home(request: HatRequest) -> HttpResponse:
    """What was changed last, what others share, and every folder."""
    reader = rules.reader_of(request.hat)
    named = {rules.own_root(one.id, reader.person_id): one.name for one in request.hat.schools}
    own = [(one, named.get(one, "")) for one in own_roots(request.hat, reader)]
    context = {
        "own": own, "recent": recent(request.hat, reader), "shared": shared_with(request.hat, reader),
        "spaces": rules.spaces_of(request.hat, reader), "space": space_words(request),
    }  # fmt: skip
    return render(request, "documents/home.html", context)


@require_safe
@page(*PEOPLE, service=SERVICE)
def node(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """A folder or a document."""
    with or_not_found():
        there = placed(request.hat, node_id, Level.DROP)
    return page_of(request, there)


@require_safe
@page(*PEOPLE, service=SERVICE)
def search(request: HatRequest) -> HttpResponse:
    """What is found by its name."""
    q = typed(request.GET)
    found = searched(request.hat, rules.reader_of(request.hat), q) if q else []
    titles = [Column(one.label, is_number=one.is_number) for one in columns()]
    rows = listing(found, row_of, columns=titles, data=request.GET, address=request.path, query={"q": q})
    return render(request, "documents/search.html", {"q": q, "list": rows})


@require_safe
@page(*PEOPLE, service=SERVICE)
def bin_page(request: HatRequest) -> HttpResponse:
    """What lies in the bin."""
    rows = paged(binned(request.hat, rules.reader_of(request.hat)), request.GET, address=request.path)
    return render(request, "documents/bin.html", {"list": rows, "days": BIN_DAYS})


@require_safe
@page(*PEOPLE, service=SERVICE)
def archive(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """All that a folder holds, as one archive that the streams' process puts together while it leaves."""
    with or_not_found():
        there = placed(request.hat, node_id, Level.READ)
    if not there.node.is_folder:
        raise Http404
    try:
        wanted = for_archive(there)
        if not wanted:
            raise Refused(_("Ce dossier est vide."))
        return HttpResponseRedirect(archive_address_of(request, f"{harmless_name(there.title)}.zip", wanted))
    except Refused as refused:
        return page_of(request, there, said=str(refused), status=422)
