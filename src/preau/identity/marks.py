"""The mark of a browser: a signed cookie that opens nothing, and tells browsers apart where failures are counted.

It holds a number drawn for this browser, whether somebody signed in on it, and the accounts that did and said the
device to be theirs. An account's part bears the account's epoch: whatever ends its sessions (a new password by mail,
"ce n'est pas moi") makes every mark of it worthless, also the one that a thief got.
"""

import secrets
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from preau.identity import codes
from preau.identity.models import Account
from preau.identity.selectors import clean_login

COOKIE = ("__Host-" if settings.HTTPS else "") + "preau-known"
COOKIE_DAYS = 400
_SALT = "preau.browser"
_MOST = 12


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser's cookie says: `name` is empty without a cookie of ours."""

    name: str = ""
    good: bool = False
    accounts: dict[str, int] = field(default_factory=dict)

    def lane_of(self, subject: str) -> str:
        """The name of this account's own lane on this browser; empty when it has none here (any more).

        The account is looked for only when the cookie speaks of it: nobody learns by it who exists.
        """
        epoch = self.accounts.get(_mark(subject))
        return f"{self.name} {epoch}" if epoch is not None and epoch == _epoch(subject) else ""


def _mark(subject: str) -> str:
    return codes.digest("device", clean_login(subject))[:24]


def _epoch(subject: str) -> int:
    return Account.objects.filter(login=subject).values_list("session_epoch", flat=True).first() or 0


def of(request: HttpRequest) -> Browser:
    """The mark that this request brings."""
    text = request.COOKIES.get(COOKIE, "")
    try:
        name, good, accounts = signing.loads(text, salt=_SALT, max_age=COOKIE_DAYS * 86_400)
        return Browser(str(name), bool(good), {str(mark): int(epoch) for mark, epoch in accounts.items()})
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return Browser()


def written(browser: Browser) -> str:
    """The cookie that says so."""
    return signing.dumps([browser.name, browser.good, browser.accounts], salt=_SALT)


def _give(response: HttpResponse, browser: Browser) -> None:
    response.set_cookie(
        COOKIE, written(browser), max_age=COOKIE_DAYS * 86_400, httponly=True, secure=settings.HTTPS, samesite="Lax"
    )


def begin(request: HttpRequest, response: HttpResponse) -> None:
    """Give a mark to a browser that shows the door and has none. Writes nothing else."""
    if not of(request).name:
        _give(response, Browser(secrets.token_urlsafe(12)))


def remember(request: HttpRequest, response: HttpResponse, account: Account, *, own: bool) -> None:
    """Somebody signed in here; with `own`, on a device of theirs: it gives the account a lane of its own."""
    had = of(request)
    accounts = had.accounts
    if own:
        mine = _mark(account.login)
        others = [(mark, epoch) for mark, epoch in accounts.items() if mark != mine]
        accounts = dict([(mine, account.session_epoch), *others][:_MOST])
    _give(response, Browser(had.name or secrets.token_urlsafe(12), True, accounts))
