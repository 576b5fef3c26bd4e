"""Reads of accounts and offices."""

import datetime as dt
import functools
import json
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models.base import ModelState

from preau.directory.models import Person
from preau.directory.selectors.schools import SHOWN_COLUMNS, SHOWN_COUNT, SHOWN_JOINS
from preau.identity.enums import LockKind
from preau.identity.models import Account, Office
from preau.kernel import scope, sql
from preau.kernel.registry import modules_named

_ACCOUNT = [
    "id", "person_id", "login", "password", "is_active", "preferences", "session_epoch", "demo_label", "reset_asked_at",
]  # fmt: skip
_PERSON = ["id", "title", "given_name", "family_name", "suspended_at", "erased_at"]
# Locks to sign in that may be this person's: their own, and those of the schools where they are somebody. A lock of
# another school costs their pages nothing.
_LOCK = f"k.closed_at IS NULL AND k.kind = '{LockKind.SIGN_IN.value}'"
_LOCKED = f"""
           EXISTS (SELECT 1 FROM identity_lock k WHERE k.person_id = a.person_id AND {_LOCK})
           OR EXISTS (SELECT 1 FROM directory_affiliation f JOIN identity_lock k ON k.school_id = f.school_id
                       WHERE f.person_id = a.person_id AND f.state = 'active' AND {_LOCK})
           OR EXISTS (SELECT 1 FROM directory_guardianship g JOIN identity_lock k ON k.school_id = g.school_id
                       WHERE g.guardian_id = a.person_id AND g.ended_at IS NULL AND {_LOCK})"""  # noqa: S608 (ours)
_COLUMNS = f"""{", ".join(f"a.{name}" for name in _ACCOUNT)}, {", ".join(f"p.{name}" for name in _PERSON)},
           (SELECT MAX(CASE WHEN o.local_authority_id IS NULL AND NOT o.is_support THEN 1 ELSE 2 END)
              FROM identity_office o WHERE o.person_id = a.person_id AND o.ended_at IS NULL),
           EXISTS (SELECT 1 FROM directory_guardianship g WHERE g.guardian_id = a.person_id AND g.ended_at IS NULL),
           (SELECT COUNT(*) FROM identity_secondfactor f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL),
           EXISTS (SELECT 1 FROM identity_devicenotice d WHERE d.recipient_id = a.person_id AND d.answered_at IS NULL),
           {_LOCKED}"""  # noqa: S608 (names of our own columns)
_TOLD = 7  # the columns after the account's and the person's
_JOINED = "identity_account a JOIN directory_person p ON p.id = a.person_id"


def _with_places(account: str) -> str:
    """The statement that reads one row and, joined to it, each place of its person: a row for each, one without any.

    The one row is found apart (LIMIT), so that all that it asks is asked once, however many the places.
    """
    return f"""
    SELECT m.*, f.profile, {SHOWN_COLUMNS}
      FROM ({account} LIMIT 1) m
      LEFT JOIN (directory_affiliation f JOIN directory_school s ON s.id = f.school_id {SHOWN_JOINS})
             ON f.person_id = m.person_id AND f.state = 'active'"""  # noqa: S608 (names of our own columns)


@functools.cache
def _columns(vendor: str) -> str:
    """What is read of an account, and how many things wait for its person: rooms above say what those are.

    A room offers, in `unread.py`, UNREAD: how many, for the bell; or `boxes()`: a line "key number" for each place of
    its own, for its entry of the navigation. Both are expressions over `a.person_id`, answered by an index, and may
    be written otherwise for each kind of database (`vendor`).
    """
    rooms = list(modules_named("unread"))
    waiting = " + ".join(f"({one.UNREAD})" for one in rooms if hasattr(one, "UNREAD")) or "0"
    boxes = next((f"({one.boxes()})" for one in rooms if hasattr(one, "boxes")), "NULL")
    return f"{_COLUMNS},\n           {waiting},\n           {boxes}"


@functools.cache
def _by(column: str, vendor: str) -> str:
    return _with_places(f"SELECT {_columns(vendor)} FROM {_JOINED} WHERE a.{column} = %s")  # noqa: S608


@functools.cache
def _of_session(vendor: str) -> str:
    return _with_places(
        f"""
    SELECT n.session_data, n.seen_at, {_columns(vendor)}
      FROM identity_session n LEFT JOIN ({_JOINED}) ON a.id = n.account_id
     WHERE n.session_key = %s AND n.expire_date > %s"""  # noqa: S608
    )


@functools.cache
def _of_copy(vendor: str) -> str:
    return _with_places(
        f"""
    SELECT {_columns(vendor)} FROM identity_session n JOIN ({_JOINED}) ON a.id = n.account_id
     WHERE n.session_key = %s AND n.session_data = %s AND n.expire_date > %s"""  # noqa: S608
    )


_PLACE = 1 + SHOWN_COUNT  # the columns of a place, last of all


class Look(NamedTuple):
    """How pages of a collectivity look: its two colours, the name of its logo with what it says, that of its icon."""

    brand: str = ""
    accent: str = ""
    logo: str = ""
    logo_alt: str = ""
    icon: str = ""


PLAIN = Look()
"""Préau's own."""


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office held outside schools; no collectivity means the operator of the platform.

    `authority` names the collectivity, `look` says how its pages look, `school_ids` are the schools it governs today.
    """

    title: str
    local_authority_id: uuid.UUID | None
    authority: str = ""
    look: Look = PLAIN
    school_ids: frozenset[uuid.UUID] = frozenset()
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
    """A row of the model with these columns only; the others are read when asked for.

    As `Model.from_db` makes it, which goes through every field of the model and tells listeners that are not there.
    """
    made = model.__new__(model)
    made._state = ModelState()
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    made.__dict__.update(zip(names, values, strict=True))
    return made


def _account(asked: str, value: object) -> Account | None:
    # Written by hand, since every page of every person begins with it.
    with scope.everything("an account comes before any scope"):
        found = sql.rows(asked, [value])
    return _account_of(found, 0) if found else None


def _account_of(rows: Sequence[tuple[Any, ...]], start: int) -> Account:
    """The account that these rows tell of, from the column `start` on, with its places."""
    row = list(rows[0][start:-_PLACE])
    cut = len(_ACCOUNT)
    row[0], row[1], row[cut] = sql.as_id(row[0]), sql.as_id(row[1]), sql.as_id(row[cut])
    row[4] = bool(row[4])
    row[5] = json.loads(row[5]) if isinstance(row[5], str) else row[5]
    account: Account = _loaded(Account, _ACCOUNT, row[:cut])
    account.person = _loaded(Person, _PERSON, row[cut:-_TOLD])
    offices, guardian, account.factors, notices, locked, account.unread, boxes = row[-_TOLD:]
    account.boxes = {key: int(number) for key, number in (one.split() for one in (boxes or "").splitlines())}
    account.offices = {None: "none", 1: "operator"}.get(offices, "some")
    account.places = [one[-_PLACE:] for one in rows if one[-_PLACE] is not None]
    account.may_be_guardian, account.may_have_notices = bool(guardian), bool(notices)
    account.may_be_locked = bool(locked)
    return account


def session_with_account(session_key: str, now: Any) -> tuple[str, Any, Account | None] | None:
    """A session's signed text, when it was seen, and its account with person and places, in one read.

    None when it is over. `now`: the moment as the database compares it; moments come back as the database holds them.
    """
    with scope.everything("an account comes before any scope"):
        found = sql.rows(_of_session(sql.vendor()), [session_key, now])
    if not found:
        return None
    text, seen, account_id = found[0][:3]
    return text, seen, _account_of(found, 2) if account_id else None


def account_of_session(session_key: str, text: str, now: Any) -> Account | None:
    """The account of a session whose row is not over and holds this very text, with person and places, in one read."""
    with scope.everything("an account comes before any scope"):
        found = sql.rows(_of_copy(sql.vendor()), [session_key, text, now])
    return _account_of(found, 0) if found else None


def account_by_id(account_id: uuid.UUID) -> Account | None:
    """The account with its person and places, in one read. Fields that pages seldom need are loaded when asked for."""
    return _account(_by("id", sql.vendor()), sql.key(account_id))


def is_loaded_for_a_page(account: Account) -> bool:
    """Whether what it has (offices, second factors, what there is to look for) was read with it, as here."""
    return "may_be_locked" in vars(account)


def account_by_login(login: str) -> Account | None:
    """The account of that login, in whatever case it was typed."""
    return _account(_by("login", sql.vendor()), clean_login(login)[:120])


_OF_MAILBOX = """
    SELECT a.id FROM (
        SELECT p.id AS person_id FROM directory_person p WHERE LOWER(p.email) IN (%s, %s) AND NOT (p.email = '')
         UNION
        SELECT f.person_id FROM directory_formermailbox f
         WHERE LOWER(f.email) IN (%s, %s) AND f.told_at IS NOT NULL
           AND (f.changed_at > %s OR f.disputed_at IS NOT NULL)
    ) m JOIN identity_account a ON a.person_id = m.person_id ORDER BY a.id LIMIT %s"""


def accounts_of_mailbox(text: str, *, most: int, since: dt.datetime) -> list[uuid.UUID]:
    """Accounts whose person has this address on file, or had it after `since` and was told, in whatever case; the
    first `most`. One read by index, whatever there is to find.
    """
    typed = unicodedata.normalize("NFKC", text).strip()[:254]
    # SQLite folds the letters a to z alone, PostgreSQL others too: both spellings are asked for. And it wants the
    # condition of the index (an address that is not empty) in the very words of the index.
    plain = "".join(letter.lower() if letter.isascii() else letter for letter in typed)
    both = [typed.lower(), plain]
    rows = sql.rows(_OF_MAILBOX, [*both, *both, sql.moment(since), most])
    return [sql.as_id(one) for (one,) in rows]


def account_of_person(person_id: uuid.UUID) -> Account | None:
    """The account of a person, None when none was opened."""
    return Account.objects.filter(person_id=person_id).first()


def offices_of(person_id: uuid.UUID) -> list[OfficeLine]:
    """Offices that the person holds today, with what each governs today. One read."""
    found = sql.rows(
        "SELECT o.title, o.local_authority_id, o.is_support, l.name, l.brand_color, l.accent_color, l.logo,"  # noqa: S608 (ours)
        " l.logo_alt, l.icon,"
        f" (SELECT {sql.listed('s.id')} FROM directory_school s WHERE s.local_authority_id = o.local_authority_id)"
        " FROM identity_office o LEFT JOIN directory_localauthority l ON l.id = o.local_authority_id"
        " WHERE o.person_id = %s AND o.ended_at IS NULL ORDER BY o.id",
        [sql.key(person_id)],
    )
    return [
        OfficeLine(title, sql.as_id(key), name, Look(*look), sql.as_ids(schools or ""), bool(support))
        if key
        else OfficeLine(title, None, is_support=bool(support))
        for title, key, support, name, *look, schools in found
    ]


def officers_of(local_authority_id: uuid.UUID | None) -> list[uuid.UUID]:
    """Who holds an office of a collectivity today; None: who runs the platform, support left out."""
    rows = Office.objects.filter(local_authority_id=local_authority_id, is_support=False, ended_at=None)
    return list(rows.order_by("person_id").values_list("person_id", flat=True))


def demonstration_accounts() -> Sequence[DemoAccount]:
    """Accounts that the sign-in page of a demonstration offers, in their order; none elsewhere."""
    if not settings.DEMO:
        return []
    accounts = Account.objects.exclude(demo_label="").filter(is_active=True, person__suspended_at=None)
    return [
        DemoAccount(account.pk, account.person.full_name, account.demo_label, account.demo_group)
        for account in accounts.select_related("person").order_by("created_at", "pk")
    ]
