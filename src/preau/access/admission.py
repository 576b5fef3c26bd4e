"""Asked by identity before a session opens: who has no place anywhere comes in nowhere."""

from preau.access.hats import hats_of
from preau.identity.public import Account


def may_enter(account: Account) -> bool:
    """Whether the account has at least one hat."""
    return bool(hats_of(account))
