"""Devices that are told while Préau is closed: said by their person, ended with what opened there."""

import hashlib
import uuid

from django.db import transaction

from preau.directory.errors import Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.notifications.models import PushDevice
from preau.notifications.webpush import is_a_service, readable_keys

MOST = 10
"""Devices of one person; the oldest makes room."""


@transaction.atomic
def add_device(
    *, actor: Actor, person_id: uuid.UUID, endpoint: str, public_key: str, auth_secret: str, name: str, session: str
) -> PushDevice:
    """This browser is told from now on, until its session ends; the same one again is brought up to date.

    `session`: the mark of the present session. Raises Refused for an address that is no service of push we know, or
    keys that cannot be used.
    """
    if not is_a_service(endpoint) or not readable_keys(public_key, auth_secret):
        raise Refused("This is no subscription to a service of push that this installation knows.")
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    device, made = PushDevice.objects.update_or_create(
        person_id=person_id, endpoint_digest=digest,
        defaults={
            "endpoint": endpoint, "public_key": public_key, "auth_secret": auth_secret, "name": name[:80],
            "session": session, "added_at": clock.now(),
        },
    )  # fmt: skip
    if made:
        audit.record(actor=actor, action="notifications.add_device", subject="person", subject_id=person_id)
        kept = PushDevice.objects.filter(person_id=person_id).order_by("-added_at").values_list("pk", flat=True)[:MOST]
        PushDevice.objects.filter(person_id=person_id).exclude(pk__in=list(kept)).delete()
    return device


@transaction.atomic
def remove_device(*, actor: Actor, person_id: uuid.UUID, device_id: uuid.UUID) -> bool:
    """This device hears no more; False when it already does not."""
    gone = bool(PushDevice.objects.filter(person_id=person_id, pk=device_id).delete()[0])
    if gone:
        audit.record(actor=actor, action="notifications.remove_device", subject="person", subject_id=person_id)
    return gone


def end_devices(*, person_id: uuid.UUID, session: str = "") -> int:
    """End the devices of a person, or those of one session alone. Not audited: the act that ends the session is."""
    rows = PushDevice.objects.filter(person_id=person_id)
    count: int = (rows.filter(session=session) if session else rows).delete()[0]
    return count
