"""Personal comfort: how a page looks for this reader. Choices become attributes of <html>; CSS does the rest.

Kept in a cookie (also without an account, so that the sign-in page follows) and, for who is signed in, with the
account: the account's choices win. Who never chose sees what this device shows.
"""

import functools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from markupsafe import Markup

COOKIE = "preau-display"
COOKIE_AGE = 365 * 24 * 3600  # seconds

CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark", "contrast"),
    "text": ("100", "119", "138"),
    "spacing": ("normal", "wide", "wider"),
    "font": ("system", "atkinson", "lexend", "opendyslexic"),
    "motion": ("auto", "none"),
    "density": ("normal", "compact"),
    "links": ("normal", "underlined"),
    "keys": ("on", "off"),
}


@dataclass(frozen=True, slots=True)
class Display:
    """One reader's choices; the first value of each list in CHOICES is the default."""

    theme: str = "auto"
    text: str = "100"
    spacing: str = "normal"
    font: str = "system"
    motion: str = "auto"
    density: str = "normal"
    links: str = "normal"
    keys: str = "on"

    @classmethod
    def read(cls, values: Mapping[str, object]) -> "Display":
        """Known choices of `values`; whatever else it holds is left out, since anyone can write a cookie."""
        known = {name: str(values[name]) for name in CHOICES if name in values}
        return cls(**{name: value for name, value in known.items() if value in CHOICES[name]})

    def chosen(self) -> dict[str, str]:
        """Choices that differ from the defaults."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }

    def all(self) -> dict[str, str]:
        """Every choice by name."""
        return asdict(self)

    def attributes(self) -> Markup:
        """The choices as attributes of <html>: ` data-theme="dark"`."""
        parts = (Markup(' data-{}="{}"').format(name, value) for name, value in self.chosen().items())
        return Markup("").join(parts)


@functools.lru_cache(maxsize=1024)
def from_cookie(value: str) -> Display:
    """The choices kept in a cookie's value."""
    return Display.read(dict(parse_qsl(value[:400])))


def of(request: HttpRequest | None) -> Display:
    """The choices that hold for this page."""
    if request is None:
        return Display()
    if settings.SESSION_COOKIE_NAME in request.COOKIES and hasattr(request, "user"):
        kept = getattr(request.user, "preferences", None) or {}
        if "display" in kept:
            return Display.read(kept["display"])
    return from_cookie(request.COOKIES.get(COOKIE, ""))


def remember(response: HttpResponse, choices: Display, language: str | None = None) -> None:
    """Write the choices (and the language, when given) into this browser's cookies. Call it at sign-in as well."""
    response.set_cookie(
        COOKIE,
        urlencode(choices.chosen()),
        max_age=COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
