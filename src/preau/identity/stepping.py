"""The second factor asked again at a grave act: what is fresh, and how the act goes on once it is given.

What the person had written comes back with them: the page that asks carries it, signed, and the act is sent again
by one more button. A file cannot be carried: it is chosen again.

At sensitive acts of their own (`must_show`) who has no second factor types a code sent to a contact on file; who has
no contact that may be used, the password.
"""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from preau.identity import attempts
from preau.identity.enums import FactorKind
from preau.identity.models import Account
from preau.identity.proofs import SENT_MINUTES
from preau.identity.reaching import Contact
from preau.identity.selectors import factors_of
from preau.identity.step_codes import step_roads
from preau.kernel import clock

CONFIRMED = "confirmed"
PASSKEY = "passkey"
"""Where a session keeps when a second factor was last given, and what was asked of a passkey."""
OWNER = "owner"
"""Where it keeps when its person last showed who they are, by more than a short code."""
SHOWN = "shown"
"""Where it keeps when a code sent to a contact was last typed, and by which road it came."""
STEP_CODE = "step_code"
"""Which code was sent last, to be typed back in this session alone."""
_SALT = "preau.identity.stepping"
_LIFE = 15 * 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act that waits for the second factor: its address, what was written, whether a file must be chosen again."""

    path: str
    fields: list[tuple[str, str]]
    had_file: bool
    back: str
    """The page from which it was sent: some acts have no page of their own to go back to."""
    is_own: bool = False
    """A sensitive act of one's own: without a second factor, a code sent to a contact will do."""
    avoid: str = ""
    """The road that this act changes."""


def has_second_factor(account: Account) -> bool:
    """Whether the account may be asked one. The demonstration's cast has one that anyone can give: a click."""
    return account.factors > 0 or may_click(account)


def may_click(account: Account) -> bool:
    """Whether a click is this account's second factor: in a demonstration, for its cast, nowhere else."""
    return bool(settings.DEMO and account.demo_label)


def is_fresh(request: HttpRequest) -> bool:
    """Whether a second factor was given a few minutes ago in this session."""
    given = request.session.get(CONFIRMED, 0)
    age: float = clock.real_now().timestamp() - given
    return 0 <= age < settings.STEP_UP_MINUTES * 60


def confirm(request: HttpRequest) -> None:
    """A second factor has just been given."""
    request.session[CONFIRMED] = int(clock.real_now().timestamp())


def is_shown(request: HttpRequest, *, avoid: str = "") -> bool:
    """Whether the person showed a few minutes ago that it is them: by their second factor; who has none, by a code sent
    by another road than the one to `avoid`; who can be sent none, by the password or by coming in.
    """
    account: Any = request.user
    if has_second_factor(account):
        return is_fresh(request)
    kept = request.session.get(SHOWN) or {"at": 0, "road": ""}
    age = clock.real_now().timestamp() - kept["at"]
    if 0 <= age < settings.STEP_UP_MINUTES * 60 and kept["road"] != avoid:
        return True
    return is_owner(request) and not step_roads(account, avoid)


def note_shown(request: HttpRequest, road: str) -> None:
    """A code that came by this road has just been typed."""
    request.session[SHOWN] = {"at": int(clock.real_now().timestamp()), "road": road}
    request.session.pop(STEP_CODE, None)


def must_show(request: HttpRequest, *, avoid: str = "") -> HttpResponse | None:
    """What to answer to a sensitive act until its person has shown that it is them; None once they have.

    `avoid`: the road (Road) that the act changes, by which no code is sent.
    """
    if is_shown(request, avoid=avoid):
        return None
    packed = _packed(request, own=True, avoid=avoid)
    if has_second_factor(request.user):  # type: ignore[arg-type]
        return page(request, waiting=packed, status=403, own=True)
    return step_page(request, packed, avoid=avoid, back=_came_from(request), status=403)


def _came_from(request: HttpRequest) -> str:
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host() or not page.path.startswith("/") or page.path.startswith("//"):
        return request.get_full_path()
    return f"{page.path}?{page.query}" if page.query else page.path


def note_owner(request: HttpRequest) -> None:
    """The person has just come in by more than a short code, or typed their password again."""
    request.session[OWNER] = int(clock.real_now().timestamp())


def forget_owner(request: HttpRequest) -> None:
    """They came in by a short code alone: whoever holds the family's phone may know it."""
    request.session.pop(OWNER, None)


def is_owner(request: HttpRequest, *, within: float | None = None) -> bool:
    """Whether the person showed a few minutes ago, in this session, that it is them; a second factor says it too.

    `within`: not longer than so many seconds ago, since something happened, say.
    """
    shown = max(request.session.get(OWNER, 0), request.session.get(CONFIRMED, 0))
    age: float = clock.real_now().timestamp() - shown
    return 0 <= age < settings.STEP_UP_MINUTES * 60 and (within is None or age <= within)


def ask_owner(back: str) -> HttpResponse:
    """Have the person show again that it is them: by their second factor, else by their password. Nothing is carried:
    what comes back is a page, and no secret was written into another."""
    return HttpResponseRedirect(f"{reverse('identity:confirm')}?{urlencode({'next': back, OWNER: '1'})}")


def _packed(request: HttpRequest, *, own: bool = False, avoid: str = "") -> str:
    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    kept = {
        "who": str(request.user.pk),
        "path": request.get_full_path(),
        "fields": [one for one in fields if one[0] != "csrfmiddlewaretoken"],
        "file": bool(request.FILES),
        "back": _came_from(request),
        "own": own,
        "avoid": avoid,
    }
    return signing.dumps(kept, salt=_SALT, compress=True)


def unpacked(text: str, account_id: uuid.UUID) -> Waiting | None:
    """The act that waits; None when it is not ours, not this account's, or too old."""
    try:
        kept = signing.loads(text, salt=_SALT, max_age=_LIFE)
        if kept["who"] != str(account_id):
            return None
        fields = [(name, value) for name, value in kept["fields"]]
        return Waiting(kept["path"], fields, kept["file"], kept["back"], kept["own"], kept["avoid"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor before what this request does: a page that carries it, or the way there and back."""
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(f"{reverse('identity:confirm')}?{urlencode({'next': request.get_full_path()})}")
    return page(request, waiting=_packed(request), status=403)


def page(
    request: HttpRequest, *, waiting: str = "", back: str = "/", error: str = "", status: int = 200, own: bool = False
) -> HttpResponse:
    """The page that asks. `own`: without a second factor, the password will do."""
    account: Any = request.user
    kinds = {one.kind for one in factors_of(account.pk)}
    context = {
        "waiting": waiting,
        "next": back,
        "error": error,
        "has_passkey": FactorKind.PASSKEY in kinds,
        "has_code": bool(kinds),
        "may_click": may_click(account),
        "own": own,
        "typed": own and not kinds and account.has_usable_password(),
        "tries": attempts.left(account.pk, attempts.of_device(request.session.get("device"))),
        "minutes": settings.STEP_UP_MINUTES,
    }
    return render(request, "identity/confirm.html", context, status=status)


def step_page(
    request: HttpRequest, waiting: str, *, avoid: str, back: str, sent: Contact | None = None, error: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page where who has no second factor chooses where a code is sent, then types it.

    `sent`: where one has gone. Where none may go the password is asked for.
    """
    account: Any = request.user
    roads = step_roads(account, avoid)
    context = {
        "waiting": waiting,
        "back": back,
        "error": error,
        "roads": roads,
        "sent": sent,
        "typed": not roads and account.has_usable_password(),
        "code_minutes": SENT_MINUTES,
        "minutes": settings.STEP_UP_MINUTES,
    }
    return render(request, "identity/confirm_step.html", context, status=status)
