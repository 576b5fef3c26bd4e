"""Where a program of a school leaves its timetable, over HTTPS: it reads nothing, whatever it holds."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from preau.access.public import exercises, page, partner_hat, partner_waits_until
from preau.directory.errors import Refused
from preau.identity.public import ApiToken, TokenRefused, TooManyGuesses, note_uses, prove
from preau.imports import rules
from preau.imports.timetables import programs, queue
from preau.imports.timetables.reading import MOST_BYTES
from preau.kernel import address, clock, counters, scope
from preau.kernel.actor import Actor

SCOPE = "timetable:deposit"
BLOCK = 1 << 18
WINDOW, AT_MOST = 600, 12
"""Seconds, and deposits of one key in them: a file every ten minutes, and the changes of the day beside."""


@csrf_exempt
@require_POST
@page(service="", public=True)
@exercises(rules.DEPOSIT)
def deposit(request: HttpRequest) -> HttpResponse:
    """The body is the file; `nom` in the address, its name. A key of the school that may deposit alone opens it."""
    try:
        token = _token(request)
    except TooManyGuesses as refused:
        return _told(429, str(refused), {"Retry-After": str(WINDOW)})
    except TokenRefused as refused:
        return _told(401, str(refused), {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if token is None:
        return _told(401, _("Envoyez une clé de dépôt dans l’en-tête Authorization."), {"WWW-Authenticate": "Bearer"})
    if token.school_id is None or SCOPE not in token.scopes:
        return _told(403, _("Cette clé n’a pas le droit de déposer un emploi du temps."))
    with scope.everything("the school of a partner's key comes before any scope"):
        hat = partner_hat(label=token.label, school_id=token.school_id, authority_id=None)
        closed = partner_waits_until(hat)
    if closed is not None:
        return _told(403, _("L’espace de l’établissement n’est pas encore ouvert."))
    if _is_too_often(token):
        return _told(429, _("Attendez un moment avant de continuer."), {"Retry-After": str(WINDOW)})
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _told(413, _("Ce fichier pèse plus de %s Mo.") % (MOST_BYTES // 1_000_000))
    actor = Actor(_("clé de dépôt « %(label)s »") % {"label": token.label}, None, hat.key)
    with scope.use(scope.Scope.of([token.school_id])):
        note_uses([(token.pk, clock.now())])
        try:
            name = request.GET.get("nom", "") or "emploi-du-temps"
            number = programs.take(actor=actor, school_id=token.school_id, name=name, chunks=_chunks(request))
        except queue.TooLarge as refused:
            return _told(413, str(refused))
        except Refused as refused:
            return _told(422, str(refused))
    return JsonResponse({"id": str(number)}, status=202, headers={"Cache-Control": "no-store"})


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(BLOCK):
        yield chunk


def _token(request: HttpRequest) -> ApiToken | None:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    return prove(secret.strip(), address=address.block(address.of(request)))[0]


def _told(status: int, detail: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse({"detail": detail}, status=status, headers={"Cache-Control": "no-store", **(headers or {})})


def _is_too_often(token: ApiToken) -> bool:
    """Whether this key deposited too often; without the counts of this host nothing is."""
    window = int(clock.real_now().timestamp()) // WINDOW
    try:
        now, _before = counters.shared().count(f"imports.deposit/{token.pk}", window, 1)
    except OSError:
        return False
    return now > AT_MOST
