"""Background work of linked services."""

import datetime as dt
import time
import uuid
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import structlog
from django.conf import settings
from joserfc import jwt

from preau.federation import keys, tickets
from preau.federation.calling import NotReached, call
from preau.federation.enums import Protocol
from preau.federation.saml import saying
from preau.kernel import clock
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job

log = structlog.get_logger("preau.federation")

_LOGOUT = (
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{id}" Version="2.0" '
    'IssueInstant="{at}"><saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID>'
    "<samlp:SessionIndex>{index}</samlp:SessionIndex></samlp:LogoutRequest>"
)


@handler("federation.tell_sign_out")
def tell_sign_out(job: Job) -> None:
    """Tell one service that one sign-in is over; in the same words each time it is tried, so that twice is once."""
    told = job.payload
    if told["protocol"] == Protocol.SAML:
        request = saying.leaving(uuid.UUID(told["id"]), told["told_as"], told["to"])
        status = call("POST", told["to"], request, "text/xml; charset=utf-8")
    elif told["protocol"] == Protocol.CAS:
        at = job.created_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        request = _LOGOUT.format(id=f"_{told['id']}", at=at, index=escape(told["told_as"]))
        status = call("POST", told["to"], urlencode({"logoutRequest": request}))
    else:
        status = call("POST", told["to"], urlencode({"logout_token": _logout_token(told["service"], told["id"])}))
    # A redirection or a refusal means that the session there is gone, or was never known: nothing to try again.
    if status >= 500:
        raise NotReached(f"status {status}")
    log.info("service told of a sign-out", service=told["service"], status_code=status)


def _logout_token(service: str, sid: str) -> str:
    key = keys.current().signing
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": settings.PUBLIC_URL, "aud": uuid.UUID(service).hex, "iat": now, "exp": now + 120, "jti": sid, "sid": sid,
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }  # fmt: skip
    header = {"alg": keys.ALGORITHM, "kid": key.kid, "typ": "logout+jwt"}
    return jwt.encode(header, claims, key, [keys.ALGORITHM])


@due("federation.prune_tickets", every=dt.timedelta(minutes=30))
def prune_tickets() -> None:
    """Forget tickets whose time is over."""
    log.info("tickets pruned", count=tickets.prune(), at=clock.now().isoformat())
