"""Signing out: the source's own session may still be open, and its page is one click away."""

from typing import Any, TypedDict

import structlog
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from preau.identity.federation import sessions
from preau.identity.federation.errors import BadSource
from preau.identity.federation.oidc import client as oidc
from preau.identity.federation.saml import client as saml
from preau.identity.federation.sources import Source, source_named
from preau.identity.models import Account

log = structlog.get_logger("preau.sso")

SESSION = "sso"
"""What a session opened by a source keeps: its name, and what ending there needs."""
LIFE = 600


class Opening(TypedDict):
    """The answer of a source that opens a session; the browser’s session keeps it until a second factor is given."""

    source: str
    subject: str
    index: str
    leaving: dict[str, str]


_SALT = "preau.identity.federation.leaving"
COOKIE = "__Host-preau-sso-out" if settings.HTTPS else "preau-sso-out"


def note(request: HttpRequest, account: Account, opening: Opening) -> None:
    """The session that opens now comes from a source, which may end it; signing out offers to end there too."""
    source = source_named(opening["source"])
    key = request.session.session_key
    if source is None or key is None:
        return  # the source went away while the second factor was given
    request.session[SESSION] = {"source": source.name, **opening["leaving"]}
    sessions.note(
        source=source, account=account, session_key=key, subject=opening["subject"], index=opening["index"]
    )  # fmt: skip


def of_session(request: HttpRequest) -> dict[str, Any] | None:
    """What the open session keeps of its source; to be read before it ends."""
    kept = request.session.get(SESSION)
    return kept if isinstance(kept, dict) and source_named(str(kept.get("source"))) else None


def offer(response: HttpResponse, kept: dict[str, Any] | None) -> HttpResponse:
    """After signing out: the page that offers to end at the source too, when the session came from one."""
    if kept is None:
        return response
    onward = HttpResponseRedirect(reverse("identity:sso_leave"))
    for name, value in response.items():
        if name != "Location":
            onward[name] = value
    onward.cookies = response.cookies
    onward.set_cookie(
        COOKIE, signing.dumps(kept, salt=_SALT, compress=True), max_age=LIFE, path="/", secure=settings.HTTPS,
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return onward


def offered(request: HttpRequest) -> tuple[Source, str] | None:
    """The source just left and where to end there; None when nothing can be offered (any more)."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIFE)
        source = source_named(kept["source"])
        if source is None:
            return None
        if source.kind == "saml":
            address = saml.leave_address(source, kept.get("name_id", ""), kept.get("index", ""))
        else:
            address = oidc.leave_address(source, kept.get("id_token", ""))
    except (signing.BadSignature, KeyError):
        return None
    except BadSource as problem:
        log.error("a source of identity cannot be used", problem=str(problem))
        return None
    return (source, address) if address else None
