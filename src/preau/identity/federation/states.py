"""What a browser asked of a source, kept by that browser alone until the answer comes.

A signed cookie of fifteen minutes, named after the question, so that two tabs do not mix theirs. SAML answers come by
a POST from another site: over https the cookie says SameSite=None (it holds no right by itself), else the browser
would not send it back.
"""

import secrets
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

LIFE = 900
"""Seconds."""

_SALT = "preau.identity.federation.states"
PREFIX = "__Host-preau-sso-" if settings.HTTPS else "preau-sso-"
_MOST_TABS = 8


def _mark() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `mark` travels as RelayState or state; `request_id` is the SAML request's, `nonce` and `verifier`
    those of OpenID Connect; `shared`: what was said of the device before leaving."""

    source: str
    next: str
    request_id: str = ""
    nonce: str = ""
    verifier: str = ""
    shared: bool = False
    mark: str = field(default_factory=_mark)


def keep(request: HttpRequest, response: HttpResponse, question: Question) -> None:
    """Have the browser keep the question; the oldest of too many goes."""
    names = [name for name in request.COOKIES if name.startswith(PREFIX)]
    for name in names[: max(0, len(names) - _MOST_TABS + 1)]:
        _drop(response, name)
    response.set_cookie(
        PREFIX + question.mark, signing.dumps(asdict(question), salt=_SALT, compress=True), max_age=LIFE, path="/",
        secure=settings.HTTPS, httponly=True, samesite="None" if settings.HTTPS else "Lax",
    )  # fmt: skip


def find(request: HttpRequest, mark: str, source: str) -> Question | None:
    """The question of that mark that this browser asked of that source, None when there is none (any more)."""
    text = request.COOKIES.get(PREFIX + mark) if mark.isalnum() else None
    if text is None:
        return None
    try:
        question = Question(**signing.loads(text, salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, TypeError):
        return None
    return question if question.source == source and question.mark == mark else None


def forget(response: HttpResponse, question: Question) -> None:
    """The question was answered."""
    _drop(response, PREFIX + question.mark)


def _drop(response: HttpResponse, name: str) -> None:
    response.set_cookie(
        name, "", max_age=0, path="/", secure=settings.HTTPS, httponly=True,
        samesite="None" if settings.HTTPS else "Lax",
    )  # fmt: skip
