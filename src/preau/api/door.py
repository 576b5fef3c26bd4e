"""The one way in to every address of the API: who calls, how often, under which scope; and how any error is told."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from preau.access.public import page
from preau.api import limits, notes
from preau.api.callers import KEY_HEADER, SAFE, Caller, caller_of
from preau.api.problems import MEDIA_TYPE, ROSTER, Problem
from preau.api.services import OtherRequest, answer_once
from preau.kernel import address, scope
from preau.kernel.scope import Scope

log = structlog.get_logger("preau.api")
KEY_MAX = 200
View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Put this way in before a view. Its rights are asked by the operation itself (preau.api.needs)."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = _through(request, lambda: view(request, *args, **kwargs))
        except Problem as problem:
            response = problem.response(request)
        except (RequestDataTooBig, UnreadablePostError):
            response = Problem(413, _("Le corps de la demande dépasse 2,5 Mo.")).response(request)
        except (SuspiciousOperation, BadRequest):
            response = Problem(400).response(request)
        except Exception as error:
            log.error("the API failed", exc_info=error)
            got_request_exception.send(sender=None, request=request)
            told = _("Ce que vous aviez envoyé n’a peut-être pas été enregistré. Réessayez dans un moment.")
            response = Problem(500, told).response(request)
        return _finished(request, response)

    setattr(wrapped, "csrf_exempt", True)  # noqa: B010 (asked in preau.api.callers, of sessions alone)
    return page(public=True, service="")(wrapped)


def _through(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    attributes: Any = request
    attributes.caller = None
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise Problem(400, _("Le caractère nul n’est pas admis."))
    caller = caller_of(request)
    who = str(caller.owner) if caller else "ip." + _digest(address.block(address.of(request)).encode()).hex()[:24]
    wait = limits.take(who, limits.REQUESTS)
    if wait:
        raise Problem(429, _("Attendez un moment avant de continuer."), headers={"Retry-After": str(wait)})
    if request.method not in SAFE and (b"\\u0000" in request.body or b"\0" in request.body):
        raise Problem(400, _("Le caractère nul n’est pas admis."))
    if caller is None:
        return view()
    if caller.token is not None:
        notes.used(caller.token.pk)
    attributes.caller, attributes.hat, attributes.hats, attributes.actor = (
        caller, caller.hat, caller.hats, caller.actor,
    )  # fmt: skip
    attributes.traits = {"profile": caller.hat.profile, "school": caller.hat.school.uai if caller.hat.school else ""}
    with scope.use(Scope.of(caller.hat.school_ids)):
        return _once(request, caller, view)


def _once(request: HttpRequest, caller: Caller, view: Callable[[], HttpResponse]) -> HttpResponse:
    key = request.headers.get(KEY_HEADER)
    if key is None or request.method in SAFE:
        return view()
    if not 1 <= len(key) <= KEY_MAX or not key.isprintable():
        raise Problem(400, _("Une clé d’idempotence a de 1 à 200 caractères."))
    parts = (request.method or "", request.get_full_path(), caller.hat.key, request.headers.get("If-Match", ""))
    digest = _sealed("\n".join(parts).encode() + b"\n" + request.body)
    try:
        return answer_once(
            owner=caller.owner, person_id=caller.actor.person_id, key=key, digest=digest, do=view
        )  # fmt: skip
    except OtherRequest as refusal:
        raise Problem(422, str(refusal), kind="key-reused") from None


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    media_type = response.get("Content-Type", "").split(";")[0]
    if response.status_code >= 400 and media_type != MEDIA_TYPE and not _is_told(request, media_type):
        kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
        response = Problem(response.status_code, headers=kept).response(request)
    etag = response.get("ETag")
    if etag and response.status_code == 200 and request.method in SAFE and matches(request, "If-None-Match", etag):
        response = HttpResponse(status=304, headers={"ETag": etag})
    patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Language"))
    if getattr(request, "caller", None) is not None or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _is_told(request: HttpRequest, media_type: str) -> bool:
    return ROSTER in request.path and media_type == "application/json"


def matches(request: HttpRequest, header: str, etag: str) -> bool:
    """Whether a conditional header names this ETag. One made weak on the way by compression is still ours."""
    told = [one.strip().removeprefix("W/") for one in request.headers.get(header, "").split(",")]
    return etag in told or "*" in told


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _sealed(content: bytes) -> bytes:
    """A digest that says nothing to who reads the table without the installation's key: some bodies are easily guessed,
    an answer to a question among them.
    """
    return salted_hmac("preau.api.once", content, algorithm="sha256").digest()
