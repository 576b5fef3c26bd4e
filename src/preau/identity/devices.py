"""The device a request comes from: a signed cookie of ours, a name people recognise, and whether a school owns it."""

import hashlib
import ipaddress
import re
import secrets
import uuid

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from preau.identity.enums import SessionKind

_SALT = "preau.identity.device"
WIDEST = {4: 22, 6: 48}
"""The shortest prefixes a school may declare: a thousand addresses of the old kind, a site of the new."""
COOKIE_SECONDS = 400 * 24 * 3600  # the longest that browsers keep a cookie

_BROWSERS = (
    (re.compile(r"\bEdgA?/"), "Edge"),
    (re.compile(r"\bOPR/"), "Opera"),
    (re.compile(r"\b(?:Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\b(?:Chrome|CriOS|Chromium|HeadlessChrome)/"), "Chrome"),
    (re.compile(r"\bSafari/"), "Safari"),
)
_SYSTEMS = (
    (re.compile(r"iPhone"), "iPhone"),
    (re.compile(r"iPad"), "iPad"),
    (re.compile(r"Android"), "Android"),
    (re.compile(r"CrOS"), "Chromebook"),
    (re.compile(r"Windows"), "Windows"),
    (re.compile(r"Mac OS X|Macintosh"), "Mac"),
    (re.compile(r"Linux"), "Linux"),
)


def key_of(request: HttpRequest) -> str | None:
    """The digest of what this device's cookie holds; None without a cookie of ours."""
    try:
        held = signing.Signer(salt=_SALT).unsign(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""))
    except signing.BadSignature:
        return None
    return hashlib.sha256(held.encode()).hexdigest()


def mark(request: HttpRequest, response: HttpResponse) -> str:
    """Have this device keep our cookie; returns its key. A device that has one keeps it."""
    key = key_of(request)
    if key is not None:
        value = request.COOKIES[settings.DEVICE_COOKIE_NAME]
    else:
        held = secrets.token_urlsafe(24)
        value = signing.Signer(salt=_SALT).sign(held)
        key = hashlib.sha256(held.encode()).hexdigest()
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME, value, max_age=COOKIE_SECONDS, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
    return key


def of_session(session: object) -> uuid.UUID | None:
    """The known device that this session began on."""
    kept = session.get("device")  # type: ignore[attr-defined]
    return uuid.UUID(kept) if kept else None


def is_shared(session: object) -> bool:
    """Whether this session was opened on a shared computer: nothing of an account stays there."""
    return session.kind == SessionKind.SHARED  # type: ignore[attr-defined]


def name_of(request: HttpRequest) -> str:
    """ "Firefox, Windows": enough to recognise one's own, nothing of what tells two alike apart."""
    agent = request.headers.get("User-Agent", "")[:400]
    browser = next((name for pattern, name in _BROWSERS if pattern.search(agent)), "")
    system = next((name for pattern, name in _SYSTEMS if pattern.search(agent)), "")
    return ", ".join(part for part in (browser, system) if part)


def blocks_of(address: str) -> list[str]:
    """Every network that holds this address and that a school may declare, as it would be written; none for no address.

    So a sign-in asks for these few by index, however many schools declare theirs.
    """
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return []
    widths = range(here.max_prefixlen, WIDEST[here.version] - 1, -1)
    return [str(ipaddress.ip_network((here, width), strict=False)) for width in widths]
