"""For which school somebody stands at the door: a link says it (`?etablissement=UAI`), the browser remembers it.

It opens nothing and proves nothing: it chooses which source of identity comes first on the page.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from preau.directory.models import School

ASKED = "etablissement"
COOKIE = ("__Host-" if settings.HTTPS else "") + "preau-place"
COOKIE_DAYS = 400
_UAI = re.compile(r"[0-9]{7}[A-Z]")


def uai_of(request: HttpRequest) -> str:
    """The UAI that the address says, else the one remembered; empty without."""
    for text in (request.GET.get(ASKED, ""), request.COOKIES.get(COOKIE, "")):
        if _UAI.fullmatch(text.strip().upper()):
            return text.strip().upper()
    return ""


def names_of(request: HttpRequest) -> frozenset[str]:
    """What a declaration may call this place: the school's UAI, its collectivity's SIREN. Empty for no such school."""
    uai = uai_of(request)
    found = School.objects.filter(uai=uai).values_list("uai", "local_authority__siren").first() if uai else None
    return frozenset(filter(None, found or ()))


def remember(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Have the browser keep the school that the address named."""
    uai = uai_of(request)
    if uai and request.GET.get(ASKED) and request.COOKIES.get(COOKIE) != uai:
        response.set_cookie(
            COOKIE, uai, max_age=COOKIE_DAYS * 86_400, httponly=True, secure=settings.HTTPS, samesite="Lax"
        )
    return response
