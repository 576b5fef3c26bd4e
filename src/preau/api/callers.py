"""Who calls: a session of the pages, a personal token, or a partner's; and under which hat."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _

from preau.access.public import Hat, hats_of, needs_second_factor, opened, partner_hat, partner_waits_until
from preau.api.problems import Problem
from preau.identity.public import Account, ApiToken, TokenRefused, TooManyGuesses, has_second_factor, prove
from preau.kernel import address, scope
from preau.kernel.actor import Actor
from preau.ui import wording

HAT_HEADER = "Preau-Hat"
KEY_HEADER = "Idempotency-Key"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever calls. `account` None: a partner. `scopes` None: a session, which may all that its hat may."""

    hat: Hat
    hats: tuple[Hat, ...]
    actor: Actor
    account: Account | None
    token: ApiToken | None

    @property
    def owner(self) -> uuid.UUID:
        """Under which limits are counted and keys kept."""
        if self.token is not None:
            return self.token.pk
        assert self.account is not None
        return self.account.pk

    @property
    def is_weak(self) -> bool:
        """Whether its hat has rights that ask for a second factor, and its account none to give."""
        return self.account is not None and self.hat.weak and needs_second_factor((self.hat,))

    def may(self, scope_name: str) -> bool:
        """Whether its token, if it is one, has this scope."""
        return self.token is None or scope_name in self.token.scopes


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def caller_of(request: HttpRequest) -> Caller | None:
    """Whoever calls, None for nobody. A token goes before a session: a wrong one is never made up for.

    Raises Problem for a token that opens nothing, a hat that is not theirs, a session's write without its CSRF token.
    """
    header = request.headers.get("Authorization", "")
    if header:
        return _by_token(request, header)
    hat = getattr(request, "hat", None)
    if hat is None:
        return None
    if request.method not in SAFE and _forged(request):
        raise Problem(
            403, _("Avec la session du navigateur, une écriture porte l’en-tête X-CSRFToken."), kind="csrf"
        )  # fmt: skip
    account: Account = request.user  # type: ignore[assignment]
    return _person(request, account, hat, request.hats, None)  # type: ignore[attr-defined]


def _forged(request: HttpRequest) -> bool:
    check = _Csrf(lambda _request: None)  # type: ignore[arg-type]
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    return check.process_view(request, lambda *_args: None, (), {}) is not None  # type: ignore[arg-type]


def _by_token(request: HttpRequest, header: str) -> Caller:
    kind, _space, secret = header.partition(" ")
    if kind.lower() != "bearer":
        raise _refused(_("L’en-tête Authorization s’écrit « Bearer », une espace, puis le jeton."))
    try:
        token, account = prove(secret.strip(), address=address.block(address.of(request)))
    except TooManyGuesses as refusal:
        raise Problem(429, str(refusal), headers={"Retry-After": "600"}) from None
    except TokenRefused as refusal:
        raise _refused(str(refusal)) from None
    if account is None:
        with scope.everything("the hat of a partner's token comes before any scope"):
            hat = partner_hat(
                label=token.label, school_id=token.school_id, authority_id=token.local_authority_id
            )  # fmt: skip
            day = partner_waits_until(hat)
        if day is not None:
            raise _not_open(day)
        actor = Actor(_("jeton de partenaire « %(label)s »") % {"label": token.label}, None, hat.key)
        return Caller(hat, (hat,), actor, None, token)
    hats = hats_of(account)
    return _person(request, account, hats[0], hats, token)


def _person(request: HttpRequest, account: Account, worn: Hat, hats: tuple[Hat, ...], token: ApiToken | None) -> Caller:
    wanted = request.headers.get(HAT_HEADER)
    left, day = opened(hats, account.person_id)
    if not left:
        raise _not_open(day)
    open_to = {one.key: one for one in left}
    if wanted is None and token is not None:
        wanted = left[0].key
    hat = worn if wanted is None and worn.key in open_to else open_to.get(wanted or worn.key)
    if hat is None and (wanted or worn.key) in {one.key for one in hats}:
        raise _not_open(opened([one for one in hats if one.key == (wanted or worn.key)], account.person_id)[1])
    if hat is None:
        raise Problem(400, _("Ce rôle n’est pas l’un des vôtres : /me les donne."), kind="unknown-hat")
    label = f"{account.person.full_name}, {hat.title}"
    if token is not None:
        label = _("%(who)s, par le jeton « %(label)s »") % {"who": label, "label": token.label}
    worn = replace(hat, person_id=account.person_id, weak=not has_second_factor(account))
    return Caller(worn, left, Actor(label, account.person_id, hat.key), account, token)


def _not_open(day: dt.date | None) -> Problem:
    told = _("Votre espace ouvrira le %(day)s : rien ne se lit ni ne s’écrit avant.")
    return Problem(403, told % {"day": wording.plain_date(day) if day else ""}, kind="not-open-yet")


def _refused(detail: str) -> Problem:
    return Problem(401, detail, kind="token-refused", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
