"""Checks a login and a password, and finds who a session belongs to; nothing else."""

import uuid
from typing import Any, NamedTuple

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from preau.identity.models import Account
from preau.identity.selectors import account_by_id, account_by_login
from preau.kernel.registry import modules_named


class Admission(NamedTuple):
    """What a room above says of an account that wants to come in: whether it may, and whether it is a professional's,
    whose sessions are short."""

    enters: bool
    professional: bool


def _asked(account: Account) -> list[Admission]:
    return [module.admission_of(account) for module in modules_named("admission")]


def may_enter(account: Account) -> bool:
    """Whether this account opens a session today: active, not suspended, and every room's admission agrees."""
    return account.may_sign_in and all(one.enters for one in _asked(account))


def admit(account: Account) -> bool:
    """The first step of a session that opens: `may_enter`, and what was seen of the account is noted on this object.

    The steps that follow in the same request ask `is_professional` and read no place twice. Nothing is kept beyond.
    """
    if not account.may_sign_in:
        return False
    found = _asked(account)
    account.found_professional = any(one.professional for one in found)
    return all(one.enters for one in found)


def is_professional(account: Account) -> bool:
    """Whether the account's sessions live as staff's do. A place that comes later shortens them at their next page."""
    found = account.found_professional
    return any(one.professional for one in _asked(account)) if found is None else found


class AccountBackend(BaseBackend):
    """Rights are not its business (see preau.access).

    An unknown login, a wrong password, a suspended person and a person without a place get the same answer, after the
    same one hash.
    """

    def authenticate(
        self, request: HttpRequest | None, login: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """The account, or None. Raises HashesBusy when no hash could be computed in time."""
        if login is None or password is None:
            return None
        account = account_by_login(login)
        if account is None:
            make_password(password)
            return None
        if not account.check_password(password):
            return None
        return account if admit(account) else None

    def get_user(self, user_id: str | uuid.UUID) -> Account | None:
        """The account of a session, None from the moment it may no longer be used."""
        try:
            account = account_by_id(uuid.UUID(str(user_id)))
        except ValueError:
            return None
        return account if account is not None and account.may_sign_in else None
