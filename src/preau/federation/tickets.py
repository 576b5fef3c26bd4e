"""Tickets, codes and tokens: 192 random bits, kept as digests in the database, so that all processes share them.

What opens once is taken by one DELETE that returns the row: of two that come together, one finds nothing.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from preau.federation.models import Ticket
from preau.kernel import clock, sql

SERVICE, PROXY, GRANTING, CODE, ACCESS = "ST", "PT", "PGT", "OC", "OA"
# Seconds each kind lives. A ticket travels from the browser to the service at once (CAS); a code may wait a minute
# (ASVS 5.0, 10.4.3); a proxy-granting ticket ends with the sign-in, at the latest after a school day.
LIFE: Mapping[str, int] = {SERVICE: 10, PROXY: 10, GRANTING: 12 * 3600, CODE: 60, ACCESS: 600}


@dataclass(frozen=True, slots=True)
class Held:
    """What a ticket says."""

    kind: str
    service_id: uuid.UUID
    account_id: uuid.UUID
    session: str
    address: str
    data: Mapping[str, Any]
    expired: bool


def digest(ticket: str) -> str:
    """What is kept of a ticket."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def draw(kind: str) -> str:
    """A new ticket's text: letters, digits and hyphens (CAS protocol 3.0, 3.7)."""
    return f"{kind}-{secrets.token_hex(24)}"


def keep(
    ticket: str,
    *,
    service_id: uuid.UUID,
    account_id: uuid.UUID,
    session: str,
    address: str = "",
    parent: str = "",
    data: Mapping[str, Any] | None = None,
) -> str:
    """Keep a ticket that was drawn; gives it back."""
    kind = ticket.split("-", 1)[0]
    values = [
        digest(ticket), kind, sql.key(service_id), sql.key(account_id), session, address, parent,
        json.dumps(dict(data or {})), _seconds() + LIFE[kind],
    ]  # fmt: skip
    sql.write(_KEEP, values)  # one statement: nothing to open and close around it
    return ticket


_KEEP = (
    "INSERT INTO federation_ticket (digest, kind, service_id, account_id, session, address, parent, data, expires_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


_COLUMNS = "kind, service_id, account_id, session, address, data, expires_at"
JOINED_COLUMNS = ", ".join(f"t.{one}" for one in _COLUMNS.split(", "))
"""The same of a ticket `t` that is read with something else, for `held`."""


def take(ticket: str, kinds: Collection[str]) -> Held | None:
    """Use a ticket up; None when there is none of these kinds, or it was used before."""
    return _one(f"DELETE FROM federation_ticket WHERE digest = %s AND kind IN ({sql.marks(list(kinds))}) "  # noqa: S608
                f"RETURNING {_COLUMNS}", ticket, kinds)  # fmt: skip


def look(ticket: str, kind: str) -> Held | None:
    """What a ticket that serves several times says; None when there is none or it has expired."""
    found = _one(f"SELECT {_COLUMNS} FROM federation_ticket WHERE digest = %s AND kind IN (%s)", ticket, [kind])  # noqa: S608
    return None if found is None or found.expired else found


def forget(*, session: str = "", account_id: uuid.UUID | None = None, parent: str = "") -> int:
    """Forget the tickets of a sign-in, of an account, or those given for a code; how many."""
    rows = Ticket.objects.all()
    if session:
        rows = rows.filter(session=session)
    elif account_id is not None:
        rows = rows.filter(account_id=account_id)
    elif parent:
        rows = rows.filter(parent=digest(parent))
    else:
        return 0
    return rows.delete()[0]


def prune() -> int:
    """Forget those whose time is over; how many."""
    return Ticket.objects.filter(expires_at__lt=_seconds()).delete()[0]


def _seconds() -> int:
    return int(clock.real_now().timestamp())


def _one(statement: str, ticket: str, kinds: Collection[str]) -> Held | None:
    found = sql.rows(statement, [digest(ticket), *kinds])
    if not found:
        return None
    return held(found[0])


def held(row: Sequence[Any]) -> Held:
    """What the columns of a ticket say."""
    kind, service_id, account_id, session, address, data, expires_at = row
    return Held(
        kind, sql.as_id(service_id), sql.as_id(account_id), session, address,
        json.loads(data) if isinstance(data, str) else data, expires_at <= _seconds(),
    )  # fmt: skip
