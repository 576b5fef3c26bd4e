"""The token of a page's forms: made once for the page, when its first form is drawn, and masked anew for each page.

Django masks it for each form; on a page of several forms that is a tenth of the drawing. The format is Django's own
(64 letters: a mask, then the secret added to it), and so is the check of what comes back.
"""

import os
import string

from django.http import HttpRequest
from django.middleware.csrf import CSRF_SECRET_LENGTH
from markupsafe import Markup

ALPHABET = string.ascii_letters + string.digits
_PLACES = {letter: place for place, letter in enumerate(ALPHABET)}
_EVEN = 256 - 256 % len(ALPHABET)  # a byte from here on would favour the first letters: it is thrown away
_LETTERS = bytes(ord(ALPHABET[value % len(ALPHABET)]) for value in range(256))
_THROWN_AWAY = bytes(range(_EVEN, 256))


def random_letters(count: int) -> str:
    """That many letters of ALPHABET, each as likely as any other, from the system's own source."""
    found = ""
    while len(found) < count:
        found += os.urandom(2 * count).translate(_LETTERS, _THROWN_AWAY).decode("ascii")
    return found[:count]


def masked(secret: str) -> str:
    """A secret under a mask of its own: what is sent twice never looks the same (BREACH)."""
    mask = random_letters(len(secret))
    pairs = zip(secret, mask, strict=True)
    return mask + "".join(ALPHABET[(_PLACES[one] + _PLACES[other]) % len(ALPHABET)] for one, other in pairs)


class Token:
    """The token of one page. Drawing it sends the cookie to who brought none; a page without a form sends none.

    Django would send it again with each form. It lives a year and changes with each sign-in: that is renewal enough.
    """

    __slots__ = ("_made", "_request")

    def __init__(self, request: HttpRequest) -> None:
        self._request, self._made = request, ""

    def __str__(self) -> str:
        if not self._made:
            meta = self._request.META
            if "CSRF_COOKIE" not in meta:
                meta["CSRF_COOKIE"] = random_letters(CSRF_SECRET_LENGTH)
                meta["CSRF_COOKIE_NEEDS_UPDATE"] = True
            self._made = masked(meta["CSRF_COOKIE"])
        return self._made


def token_of(request: HttpRequest) -> Token:
    """The token of the page that answers this request: the same for the page and for the cards drawn apart from it."""
    kept: Token | None = getattr(request, "page_token", None)
    if kept is None:
        kept = request.page_token = Token(request)  # type: ignore[attr-defined]
    return kept


class TokenInput:
    """The same as the hidden field of a form."""

    __slots__ = ("_token",)

    def __init__(self, token: Token) -> None:
        self._token = token

    def __html__(self) -> Markup:
        return Markup(f'<input type="hidden" name="csrfmiddlewaretoken" value="{self._token}">')  # noqa: S704 (letters of ALPHABET)

    __str__ = __html__
