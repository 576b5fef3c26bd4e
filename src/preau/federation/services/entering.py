"""Entering a service: what the person was told, the ticket they carry, the trace that lets them be signed out."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from preau.federation import tickets
from preau.federation.models import LinkedService, ServiceNotice
from preau.identity.public import Account
from preau.kernel import clock, sql
from preau.kernel.ids import new_id


@transaction.atomic
def note_told(*, person_id: uuid.UUID, service: LinkedService) -> None:
    """The person read what this service learns of them, and goes on. Not audited: it concerns nobody else."""
    row, _made = ServiceNotice.objects.select_for_update(of=("self",)).get_or_create(
        person_id=person_id, service=service, defaults={"told_at": clock.now(), "attributes": service.attributes}
    )
    if not set(service.attributes) <= set(row.attributes):
        row.attributes, row.told_at = service.attributes, clock.now()
        row.save(update_fields=["attributes", "told_at"])


def give_ticket(
    *, kind: str, service: LinkedService, account_id: uuid.UUID, session: str, address: str, data: Mapping[str, Any]
) -> str:
    """A ticket or a code for one arrival at this address."""
    return tickets.keep(
        tickets.draw(kind), service_id=service.pk, account_id=account_id, session=session, address=address, data=data
    )


def note_entered(
    *, service: LinkedService, account: Account, session: str, address: str, told_as: str = "", name_id: str = ""
) -> uuid.UUID:
    """Somebody is signed in there, and will be told out; the id of the trace."""
    key = new_id()
    at = sql.moment(clock.now())
    sql.write(
        _ENTERED, [sql.key(key), sql.key(service.pk), sql.key(account.pk), session, told_as, name_id, address, at]
    )
    return key


_ENTERED = (
    "INSERT INTO federation_session (id, service_id, account_id, session, told_as, name_id, address, opened_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
