"""Making, proving and ending tokens of the API.

Whoever guesses goes through one function, `prove`; what it counts against an address is `_guessed`, the place where the
throttling of sign-in plugs in.
"""

import datetime as dt
import hashlib
import re
import secrets
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from preau.identity.admitting import may_enter
from preau.identity.models import Account, ApiToken
from preau.identity.selectors import account_by_id
from preau.identity.services import Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor

PREFIX = "preau_"
"""Every secret begins so: a scanner of leaked secrets recognises it."""
SECRET_BYTES = 32
LONGEST = dt.timedelta(days=365)
MOST_ALIVE = 20
GUESSES, GUESS_SECONDS = 60, 600
"""Wrong tokens from one address before it is told to wait. A right one passes all the same: one address, one school."""
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


class TokenRefused(Exception):
    """The token opens nothing; the message is for whoever holds it."""


class TooManyGuesses(TokenRefused):
    """Too many wrong tokens from one address."""


def digest_of(secret: str) -> bytes:
    """What is kept of a secret. Of 256 random bits, one fast hash is enough: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).digest()


def tokens_of(
    *, account_id: uuid.UUID | None = None, school_id: uuid.UUID | None = None, authority_id: uuid.UUID | None = None
) -> Sequence[ApiToken]:
    """Tokens of one owner, the living first, latest first."""
    rows = _owned(account_id, school_id, authority_id)
    return sorted(rows.order_by("-created_at", "-pk"), key=lambda one: not is_alive(one))


def _owned(account_id: uuid.UUID | None, school_id: uuid.UUID | None, authority_id: uuid.UUID | None) -> Any:
    owner: dict[str, Any] = {"account_id": account_id, "school_id": school_id, "local_authority_id": authority_id}
    return ApiToken.objects.filter(**owner)


def is_alive(token: ApiToken) -> bool:
    """Whether it may still open anything, its owner aside."""
    return token.revoked_at is None and token.expires_at > clock.now()


@transaction.atomic
def make_token(
    *,
    actor: Actor,
    draft: uuid.UUID,
    label: str,
    scopes: Collection[str],
    days: int,
    account_id: uuid.UUID | None = None,
    school_id: uuid.UUID | None = None,
    authority_id: uuid.UUID | None = None,
) -> tuple[ApiToken, str]:
    """Make a token and give its secret, which nobody can read again.

    `draft` names the form it was asked with: sent twice, it makes one token. `days`: 1 to 365. Raises Refused. Which
    scopes an owner may give is asked of preau.access by the page.
    """
    if not 1 <= days <= LONGEST.days:
        raise Refused(_("Un jeton vit un an au plus."))
    if not scopes:
        raise Refused(_("Choisissez au moins un droit."))
    if not label.strip():
        raise Refused(_("Donnez un nom à ce jeton, pour le reconnaître plus tard."))
    owned = _owned(account_id, school_id, authority_id)
    if ApiToken.objects.filter(pk=draft).exists():
        raise Refused(
            _("Ce jeton est déjà créé. Si vous n’avez pas gardé son secret, révoquez-le et créez-en un autre.")
        )
    now = clock.now()
    if owned.filter(revoked_at=None, expires_at__gt=now).count() >= MOST_ALIVE:
        raise Refused(_("Vingt jetons vivent déjà ici : révoquez ceux qui ne servent plus."))
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken(
        pk=draft, account_id=account_id, school_id=school_id, local_authority_id=authority_id,
        label=label.strip()[:80], digest=digest_of(secret), ending=secret[-4:], scopes=sorted(scopes),
        created_at=now, expires_at=now + dt.timedelta(days=days),
    )  # fmt: skip
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Ce jeton est déjà créé.")) from None
    _record(actor, "identity.make_token", token)
    return token, secret


@transaction.atomic
def revoke_token(
    *,
    actor: Actor,
    token_id: uuid.UUID,
    account_id: uuid.UUID | None = None,
    school_id: uuid.UUID | None = None,
    authority_id: uuid.UUID | None = None,
) -> ApiToken:
    """End a token of this owner at once; twice changes nothing. Raises Refused for a token of anybody else, or none."""
    owned = _owned(account_id, school_id, authority_id)
    token: ApiToken | None = owned.select_for_update(of=("self",)).filter(pk=token_id).first()
    if token is None:
        raise Refused(_("Ce jeton n’existe pas."))
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        _record(actor, "identity.revoke_token", token)
    return token


@transaction.atomic
def revoke_tokens_of_account(*, actor: Actor, account_id: uuid.UUID) -> int:
    """End every token of a person, for an account that was stolen; returns how many there were."""
    alive = ApiToken.objects.select_for_update(of=("self",)).filter(account_id=account_id, revoked_at=None)
    tokens = list(alive.order_by("pk"))
    for token in tokens:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        _record(actor, "identity.revoke_token", token)
    return len(tokens)


def _record(actor: Actor, action: str, token: ApiToken) -> None:
    audit.record(
        actor=actor, action=action, tenant=token.school_id, subject="api_token", subject_id=token.pk,
        data={"scopes": ", ".join(token.scopes), "authority_id": str(token.local_authority_id or "")},
    )  # fmt: skip


def prove(secret: str, *, address: str) -> tuple[ApiToken, Account | None]:
    """The token of this secret, with its person's account for a personal one. Writes nothing; reads at each call.

    Raises TokenRefused for one that opens nothing (unknown, ended, revoked, of someone who has no place any more), and
    TooManyGuesses when `address` has tried too many unknown ones. Why it is refused is told only to who has the secret.
    """
    token = ApiToken.objects.filter(digest=digest_of(secret)).first() if _FORM.fullmatch(secret) else None
    if token is None:
        if _guessed(address):
            raise TooManyGuesses(_("Trop de jetons inconnus sont venus de cette adresse. Attendez dix minutes."))
        raise TokenRefused(_("Ce jeton n’est pas reconnu. Vérifiez qu’il est copié en entier."))
    if token.revoked_at is not None:
        raise TokenRefused(_("Ce jeton a été révoqué. Il faut en créer un autre."))
    if token.expires_at <= clock.now():
        raise TokenRefused(_("Ce jeton est arrivé à sa fin. Il faut en créer un autre."))
    if token.account_id is None:
        return token, None
    account = account_by_id(token.account_id)
    if account is None or not may_enter(account):
        raise TokenRefused(_("La personne à qui ce jeton appartient n’a plus de place : il n’ouvre plus rien."))
    return token, account


def _guessed(address: str) -> bool:
    """Count one wrong token against this address; True when it is one too many."""
    name = "preau.guess." + hashlib.sha256(address.encode()).hexdigest()[:24]
    try:
        cache.add(name, 0, GUESS_SECONDS)
        return bool(cache.incr(name) > GUESSES)
    except Exception:  # no cache: what follows is refused all the same
        return False


@transaction.atomic
def note_uses(uses: Iterable[tuple[uuid.UUID, dt.datetime]]) -> int:
    """Write when tokens were last used; returns how many rows changed. Not audited: it is told with the token."""
    latest: dict[uuid.UUID, dt.datetime] = {}
    for token_id, at in uses:
        latest[token_id] = max(at, latest.get(token_id, at))
    changed = 0
    for token_id, at in sorted(latest.items()):
        older = ApiToken.objects.filter(Q(last_used_at=None) | Q(last_used_at__lt=at), pk=token_id)
        changed += older.update(last_used_at=at)
    return changed
