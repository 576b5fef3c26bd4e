"""Single logout: whoever signs out of Préau is signed out of the services they entered, each told once."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from preau.federation import tickets
from preau.federation.models import LinkedService, ServiceSession, Ticket
from preau.kernel.jobs import enqueue


@transaction.atomic
def leave(*, session: str) -> int:
    """One sign-in ends; how many services are told."""
    tickets.forget(session=session)
    return _tell(ServiceSession.objects.filter(session=session))


@transaction.atomic
def leave_everywhere(*, account_id: uuid.UUID) -> int:
    """All sign-ins of an account end; how many services are told."""
    tickets.forget(account_id=account_id)
    return _tell(ServiceSession.objects.filter(account_id=account_id))


def leave_service(*, service_id: uuid.UUID) -> int:
    """Everyone leaves one service."""
    Ticket.objects.filter(service_id=service_id).delete()
    return _tell(ServiceSession.objects.filter(service_id=service_id))


def note_left(*, ids: Sequence[uuid.UUID]) -> None:
    """Entries that the service itself ended: it need not be told."""
    ServiceSession.objects.filter(pk__in=ids).delete()


def _tell(rows: QuerySet[ServiceSession]) -> int:
    # Locked, so that of two ends that come together (sign-out here, revocation there) one finds nothing left to tell;
    # and the job's key is the row's, enqueued once ever.
    found = list(rows.select_for_update(of=("self",)).select_related("service").order_by("pk"))
    told = [row for row in found if row.address]
    for row in told:
        enqueue("federation.tell_sign_out", key=f"federation.tell_sign_out/{row.pk}", payload=_payload(row))
    ServiceSession.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(told)


def _payload(row: ServiceSession) -> dict[str, str]:
    service: LinkedService = row.service
    return {
        "id": str(row.pk), "service": str(service.pk), "protocol": service.protocol, "to": row.address,
        "told_as": row.told_as or row.name_id,
    }  # fmt: skip
