"""A client of the API for tests: JSON in, JSON out, with a token or a session of one of the cast."""

import json
from typing import Any

from django.test import Client

import strong
from cast import Academy
from preau.access.public import PARTNER_SCOPES, PERSONAL_SCOPES
from preau.identity.public import make_token
from preau.kernel import scope
from preau.kernel.actor import system
from preau.kernel.ids import new_id

ROOT = "/api/v1"


class Api:
    """Calls the API; `token` goes in the header, else the client's session does."""

    def __init__(self, token: str = "", client: Client | None = None, language: str = "fr") -> None:
        self.client = client or Client()
        self.headers = {"accept-language": language}
        if token:
            self.headers["authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer; header names are written with underscores."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method)(ROOT + path, headers=sent, **content)

    def get(self, path: str, **headers: str) -> Any:
        """A GET."""
        return self.ask("get", path, **headers)


def secret_of(academy: Academy, name: str, *scopes: str, days: int = 30) -> tuple[Any, str]:
    """A personal token of one of the cast, and its secret; all personal scopes when none is named.

    A professional account has its second factor (see strong.py), as whoever makes a token must.
    """
    member = academy[name]
    strong.protect(member.account)
    return make_token(
        actor=member.actor, draft=new_id(), label="essai", scopes=scopes or PERSONAL_SCOPES, days=days,
        account_id=member.account.pk,
    )  # fmt: skip


def partner_secret(academy: Academy, school: str = "", *, authority_of: str = "", scopes: Any = ()) -> tuple[Any, str]:
    """A partner's token of a school, or of the collectivity of one, and its secret."""
    with scope.everything("making a token for a test"):
        owner = (
            {"school_id": academy.school(school).pk}
            if school
            else {"authority_id": academy.school(authority_of).local_authority_id}
        )
        return make_token(
            actor=system("essai"), draft=new_id(), label="Bibliothèque", scopes=scopes or PARTNER_SCOPES, days=30,
            **owner,
        )  # fmt: skip


def by_token(academy: Academy, name: str, *scopes: str) -> Api:
    """One of the cast, by a new token."""
    return Api(secret_of(academy, name, *scopes)[1])


def by_session(academy: Academy, name: str) -> Api:
    """One of the cast, by the session of the pages."""
    return Api(client=academy.client(name))
