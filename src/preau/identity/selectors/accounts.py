"""Reads of accounts and offices."""

import json
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from preau.directory.models import Person
from preau.identity.models import Account
from preau.kernel import sql

_ACCOUNT = [
    "id", "person_id", "login", "password", "is_active", "preferences", "session_epoch", "demo_label", "reset_asked_at",
]  # fmt: skip
_PERSON = ["id", "title", "given_name", "family_name", "suspended_at", "erased_at"]
_ONE = f"""
    SELECT {", ".join(f"a.{name}" for name in _ACCOUNT)}, {", ".join(f"p.{name}" for name in _PERSON)},
           (SELECT MAX(CASE WHEN o.local_authority_id IS NULL AND NOT o.is_support THEN 1 ELSE 2 END)
              FROM identity_office o WHERE o.person_id = a.person_id AND o.ended_at IS NULL),
           (SELECT COUNT(*) FROM identity_secondfactor f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL),
           (SELECT COUNT(*) FROM identity_lock k WHERE k.closed_at IS NULL)
      FROM identity_account a JOIN directory_person p ON p.id = a.person_id
     WHERE a."""  # noqa: S608 (names of our own columns)


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office held outside schools; no collectivity means the operator of the platform."""

    title: str
    local_authority_id: uuid.UUID | None
    is_support: bool = False


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration that anyone may click."""

    account_id: uuid.UUID
    name: str
    label: str
    group: str


def clean_login(text: str) -> str:
    """A login as it is kept: same letters, no case, no space around."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def _loaded(model: Any, names: Sequence[str], values: Sequence[Any]) -> Any:
    """A row of the model with these columns only: `from_db` wants them in the order of the model's own fields."""
    given = dict(zip(names, values, strict=True))
    return model.from_db(
        "default", names, [given[f.attname] for f in model._meta.concrete_fields if f.attname in given]
    )


def _account(where: str, value: object) -> Account | None:
    # Written by hand, since every page of every person begins with it.
    found = sql.rows(_ONE + where, [value])
    if not found:
        return None
    row = list(found[0])
    cut = len(_ACCOUNT)
    row[0], row[1], row[cut] = sql.as_id(row[0]), sql.as_id(row[1]), sql.as_id(row[cut])
    row[4] = bool(row[4])
    row[5] = json.loads(row[5]) if isinstance(row[5], str) else row[5]
    account: Account = _loaded(Account, _ACCOUNT, row[:cut])
    account.person = _loaded(Person, _PERSON, row[cut:-3])
    account.offices = {None: "none", 1: "operator"}.get(row[-3], "some")
    account.factors, account.locks = row[-2], row[-1]
    return account


def account_by_id(account_id: uuid.UUID) -> Account | None:
    """The account with its person, in one read. Fields that pages seldom need are loaded when asked for."""
    return _account("id = %s", sql.key(account_id))


def account_by_login(login: str) -> Account | None:
    """The account of that login, in whatever case it was typed."""
    return _account("login = %s", clean_login(login)[:120])


def account_of_person(person_id: uuid.UUID) -> Account | None:
    """The account of a person, None when none was opened."""
    return Account.objects.filter(person_id=person_id).first()


def offices_of(person_id: uuid.UUID) -> list[OfficeLine]:
    """Offices that the person holds today."""
    found = sql.rows(
        "SELECT title, local_authority_id, is_support FROM identity_office "
        "WHERE person_id = %s AND ended_at IS NULL ORDER BY id",
        [sql.key(person_id)],
    )
    return [OfficeLine(title, sql.as_id(of) if of else None, bool(support)) for title, of, support in found]


def demonstration_accounts() -> Sequence[DemoAccount]:
    """Accounts that the sign-in page of a demonstration offers, in their order; none elsewhere."""
    if not settings.DEMO:
        return []
    accounts = Account.objects.exclude(demo_label="").filter(is_active=True, person__suspended_at=None)
    return [
        DemoAccount(account.pk, account.person.full_name, account.demo_label, account.demo_group)
        for account in accounts.select_related("person").order_by("created_at", "pk")
    ]
