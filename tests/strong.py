"""Second factors for tests: an account that has one, a session in which it was just given."""

import hashlib
from typing import Any

from django.test import Client

from preau.identity import lifetimes, stepping
from preau.identity.enums import FactorKind, SessionKind
from preau.identity.models import SecondFactor
from preau.identity.sealing import seal
from preau.kernel import clock, scope

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_factor(account: Any) -> SecondFactor:
    """An application of codes, whose key is SECRET."""
    now = clock.now()
    factor, _ = SecondFactor.objects.get_or_create(
        account_id=account.pk, kind=FactorKind.TOTP,
        defaults={"name": "Application de codes", "secret": seal(SECRET), "created_at": now, "confirmed_at": now},
    )  # fmt: skip
    return factor


def code(steps: int = 0) -> str:
    """The code that the application shows, now or so many steps later."""
    import pyotp

    return pyotp.TOTP(SECRET).at(int(clock.real_now().timestamp()), counter_offset=steps)


def protect(account: Any) -> bool:
    """A professional account gets its second factor, others stay as they are; whether it is one."""
    with scope.everything("asking whose account it is, for a test"):
        kind = lifetimes.kind_for(account, shared=False)
    if kind != SessionKind.STAFF:
        return False
    give_factor(account)
    return True


def prove(client: Client, account: Any) -> None:
    """A professional account gets its second factor, given just now in this session; others, a code that was sent."""
    now = int(clock.real_now().timestamp())
    given = (stepping.CONFIRMED, now) if protect(account) else (stepping.SHOWN, {"at": now, "road": "test"})
    session = client.session
    session[given[0]] = given[1]
    session.save()


def digest(text: str) -> str:
    """As device keys are kept."""
    return hashlib.sha256(text.encode()).hexdigest()
