"""The directory of contacts: whom the rules let the reader see, found by name, class or function."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from preau.access.public import SEE, WRITE, Found, HatRequest, page, platform_wide, search_contacts
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.ui.listing import typed

EVERYONE = (Profile.STUDENT, Profile.GUARDIAN, *STAFF_PROFILES, Profile.LOCAL_AUTHORITY, "operator")
OPTIONS = 8


def _text(request: HatRequest) -> str:
    return typed(request.GET)


def count_words(found: Found) -> str:
    """How many were found, as it is said aloud too."""
    if found.more:
        return _("Plus de %(num)d personnes. Ajoutez un mot pour en voir moins.") % {"num": len(found.contacts)}
    return ngettext("%(num)s personne trouvée", "%(num)s personnes trouvées", len(found.contacts)) % {
        "num": len(found.contacts)
    }


@require_safe
@page(*EVERYONE, service="annuaire")
@platform_wide
def contacts(request: HatRequest) -> HttpResponse:
    """The page: a search, and who answers to it; only the list for a page that is already open."""
    text = _text(request)
    found = search_contacts(request.hat, text)
    context = {"q": text, "found": found, "count": count_words(found)}
    whole = request.headers.get("HX-Request") != "true"
    return render(request, "people/contacts.html" if whole else "people/_found.html", context)


@require_safe
@page(*EVERYONE, service="annuaire")
@platform_wide
def options(request: HatRequest) -> HttpResponse:
    """What completes a name being typed: at most OPTIONS people. `pour=ecrire`: only those one may write to."""
    want = WRITE if request.GET.get("pour") == "ecrire" else SEE
    found = search_contacts(request.hat, _text(request), want=want, limit=OPTIONS)
    told = [{"id": str(one.person_id), "name": one.name, "detail": one.detail} for one in found.contacts]
    return JsonResponse({"options": told, "count": count_words(found), "more": found.more})
