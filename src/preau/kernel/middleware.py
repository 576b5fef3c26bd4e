"""Outermost layer of every page: request id, time taken, one access line, security headers.

What it logs of a request: id, method, name of the route, status, milliseconds, and the traits that the acting hat
gives (`request.traits`, harmless by contract: profile and school). Never a path, a query, an address or a person.

Rooms above hear of each answered request by an `observers.py` with `observe(request, response, seconds)`, which
must neither write to the database nor take time.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

import structlog
import uuid_utils
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from preau.kernel import clock, logs, metrics
from preau.kernel.registry import modules_named

log = structlog.get_logger("preau.request")


class Observer(Protocol):
    """What a room offers to hear of answered requests."""

    def __call__(self, request: HttpRequest, response: HttpResponse, seconds: float, /) -> None: ...


def content_security_policy(streams_url: str, *, posts_to: Iterable[str] = ()) -> str:
    """The policy of every page: everything from this origin, nothing inline; live events, pictures and sounds from
    `streams_url` too. `posts_to`: other origins that a form of this page leads to."""
    parts = urlsplit(streams_url)
    streams = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data:{streams}",
            f"media-src 'self'{streams}",
            "font-src 'self'",
            f"connect-src 'self'{streams}",
            " ".join(["form-action 'self'", *dict.fromkeys(posts_to)]),
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "manifest-src 'self'",
        )
    )


def security_headers() -> tuple[tuple[str, str], ...]:
    """Headers of every answer, made once. A view may give its own value for one of them."""
    return (
        ("Content-Security-Policy", content_security_policy(settings.STREAMS_URL)),
        (
            "Permissions-Policy",
            "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
            "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(self), usb=()",
        ),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    )


# A page made for someone is kept nowhere: on a shared computer the back button would show it after sign-out.
FOR_SOMEONE = "private, no-store"
FOR_ANYONE = "private, no-cache"


class RequestMiddleware:
    """Outermost layer of every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._headers = security_headers()
        self._static = settings.STATIC_URL
        self._session_cookie = settings.SESSION_COOKIE_NAME
        self._observers: tuple[Observer, ...] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Never taken from outside: whoever chooses an id chooses what a log says.
        identifier = str(uuid_utils.uuid7())
        request.id = identifier  # type: ignore[attr-defined]
        token = logs.request_id.set(identifier)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            self._finish(request, response, identifier, time.perf_counter() - started)
            return response
        finally:
            logs.request_id.reset(token)

    def _finish(self, request: HttpRequest, response: HttpResponse, identifier: str, seconds: float) -> None:
        headers = response.headers
        for name, value in self._headers:
            headers.setdefault(name, value)
        headers["X-Request-ID"] = identifier
        if "Cache-Control" not in headers:
            someone = self._session_cookie in request.COOKIES or self._session_cookie in response.cookies
            headers["Cache-Control"] = FOR_SOMEONE if someone else FOR_ANYONE
        route = route_of(request, self._static)
        status = response.status_code
        metrics.count_request(request.method or "", route, status, seconds)
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": "info" if status < 500 else "error",
            "request": identifier,
            "event": "request",
            "method": request.method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 2),
        }
        traits: Mapping[str, str] | None = getattr(request, "traits", None)
        if traits:
            line.update(traits)
        logs.access_line(line)
        if self._observers is None:
            self._observers = tuple(module.observe for module in modules_named("observers"))
        for observe in self._observers:
            try:
                observe(request, response, seconds)
            except Exception as error:  # the page is made: who watches must not break it
                log.error("an observer failed", observer=observe.__module__, exc_info=error)


def route_of(request: HttpRequest, static_url: str) -> str:
    """The name of the route ("portal:home"), "static" for files, "unknown" for an address that leads nowhere."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or match.route
    return "static" if request.path_info.startswith(static_url) else "unknown"
