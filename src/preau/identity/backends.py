"""Checks a login and a password, and finds who a session belongs to; nothing else."""

import uuid
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from preau.identity.admitting import admit
from preau.identity.models import Account
from preau.identity.selectors import account_by_id, account_by_login


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
