"""Live tickets: what a page carries so that the streams process knows whose it is without asking a database.

A ticket says person, hat, the hat's tenants (few of them), a mark of the session and when it was made; it is signed
with the installation's key and holds five minutes. Who takes someone's access away publishes "identity.revoked", which
streams hear: for all tickets of a person, or, when its payload names a session's mark, for those of that one alone.
"""

import functools
import hashlib
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.core import signing

LIFE = 300.0
"""Seconds."""

_SALT = "preau.kernel.tickets"
_MOST_TENANTS = 20  # a ticket travels in an address: beyond, the events of all the person's tenants come


class BadTicket(ValueError):
    """Forged, altered or unreadable."""


class OldTicket(BadTicket):
    """It was ours, and its time is over: the page asks for another."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose page it is. `tenants` None: not narrowed. `made_at`: seconds since the epoch, real time.

    `session`: the mark of the session that the page was made in, empty for none.
    """

    person: str
    hat: str
    tenants: frozenset[str] | None
    made_at: float
    session: str = ""


def mark_of(session_key: str) -> str:
    """What stands for a session in tickets and events: its key cannot be told from it."""
    return hashlib.blake2b(session_key.encode(), digest_size=12).hexdigest()


def make(
    person_id: uuid.UUID, hat_key: str, tenants: Collection[uuid.UUID] | None = None, *, session_key: str | None = None
) -> str:
    """A ticket for a page of this person under this hat; with `tenants`, events of other tenants do not come."""
    value: dict[str, object] = {"p": str(person_id), "h": hat_key, "m": round(time.time(), 3)}
    if session_key:
        value["s"] = mark_of(session_key)
    if tenants is not None and len(tenants) <= _MOST_TENANTS:
        value["t"] = _told(tuple(tenants))
    return signing.Signer(salt=_SALT).sign_object(value)


@functools.lru_cache(maxsize=1024)
def _told(tenants: tuple[uuid.UUID, ...]) -> list[str]:
    return sorted({str(one) for one in tenants})


def read(ticket: str) -> Ticket:
    """What the ticket says; raises OldTicket after five minutes, BadTicket when it is not ours."""
    try:
        value = signing.Signer(salt=_SALT).unsign_object(ticket)
        told = Ticket(
            str(uuid.UUID(value["p"])),
            str(value["h"]),
            frozenset(value["t"]) if "t" in value else None,
            float(value["m"]),
            str(value.get("s", "")),
        )
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise BadTicket("not a ticket of ours") from None
    if not -60 <= time.time() - told.made_at <= LIFE:
        raise OldTicket("its time is over")
    return told
