"""Who answers for accessibility, and what was told to them."""

import uuid
from dataclasses import dataclass

from preau.access.public import OPERATOR, Hat
from preau.directory.models import LocalAuthority
from preau.portal.models import ContactRequest


@dataclass(frozen=True, slots=True)
class Contact:
    """The named person of a collectivity; empty names for the operator of the platform."""

    local_authority_id: uuid.UUID | None
    authority: str
    name: str
    email: str


def contact_for(hat: Hat | None) -> Contact:
    """Who answers this reader: the collectivity of the school on the page, else the operator."""
    school = hat.school if hat else None
    wanted = school.local_authority_id if school else hat.local_authority_id if hat else None
    row = LocalAuthority.objects.filter(pk=wanted).first() if wanted else None
    if row is None:
        return Contact(None, "", "", "")
    return Contact(row.pk, row.name, row.accessibility_contact, row.accessibility_email)


def waiting_requests(hat: Hat, *, limit: int = 20) -> list[ContactRequest]:
    """Requests not answered yet: those of the officer's collectivity, or those without one for the operator."""
    rows = ContactRequest.objects.filter(answered_at=None).select_related("person").order_by("created_at")
    if hat.profile == OPERATOR:
        return list(rows.filter(local_authority=None)[:limit])
    if hat.local_authority_id is None:
        return []
    return list(rows.filter(local_authority_id=hat.local_authority_id)[:limit])
