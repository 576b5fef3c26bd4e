"""Who answers for accessibility, and what was told to them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from preau.access.public import OPERATOR, Hat
from preau.directory.models import LocalAuthority
from preau.kernel import sql


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the form names and reaches, and the collectivity of the reader, if any.

    `for_authority`: the collectivity that this person answers for; empty for the operator's person.
    """

    local_authority_id: uuid.UUID | None
    authority: str
    name: str
    email: str
    for_authority: str = ""


def contact_for(hat: Hat | None) -> Contact:
    """Who answers this reader: the person named by the collectivity of the school on the page, else the operator's.

    A collectivity names somebody once it gave a name and a mailbox: without one, nobody would be reached.
    """
    operators = (settings.ACCESSIBILITY_CONTACT, settings.ACCESSIBILITY_EMAIL)
    school = hat.school if hat else None
    wanted = school.local_authority_id if school else hat.local_authority_id if hat else None
    row = LocalAuthority.objects.filter(pk=wanted).first() if wanted else None
    if row is None:
        return Contact(None, "", *operators)
    if row.accessibility_contact and row.accessibility_email:
        return Contact(row.pk, row.name, row.accessibility_contact, row.accessibility_email, row.name)
    return Contact(row.pk, row.name, *operators)


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A difficulty that nobody answered yet; `person` is empty when nobody was signed in."""

    id: uuid.UUID
    created_at: dt.datetime
    page: str
    text: str
    reply_to: str
    person: str


_WAITING = """
    SELECT r.id, r.created_at, r.page, r.text, r.reply_to, p.given_name, p.family_name
      FROM portal_contactrequest r LEFT JOIN directory_person p ON p.id = r.person_id
     WHERE r.answered_at IS NULL AND r.local_authority_id {} ORDER BY r.created_at LIMIT %s"""


def waiting_requests(hat: Hat, *, limit: int = 20) -> list[WaitingRequest]:
    """Requests not answered yet: those of the officer's collectivity, or those without one for the operator."""
    if hat.profile == OPERATOR:
        found = sql.rows(_WAITING.format("IS NULL"), [limit])
    elif hat.local_authority_id is not None:
        found = sql.rows(_WAITING.format("= %s"), [sql.key(hat.local_authority_id), limit])
    else:
        return []
    return [_waiting(row) for row in found]


def _waiting(row: tuple[Any, ...]) -> WaitingRequest:
    at = sql.as_moment(row[1])
    assert at is not None
    return WaitingRequest(sql.as_id(row[0]), at, row[2], row[3], row[4], f"{row[5] or ''} {row[6] or ''}".strip())
