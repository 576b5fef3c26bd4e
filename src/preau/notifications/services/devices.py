"""Devices that are told while Préau is closed: said by their person, ended with what opened there."""

import hashlib
import uuid
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from preau.directory.errors import Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.notifications.models import PushDevice
from preau.notifications.webpush import is_a_service, readable_keys

MOST = 10
"""Devices of one person; the oldest makes room."""


@transaction.atomic
def add_device(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    endpoint: str,
    public_key: str,
    auth_secret: str,
    name: str,
    session: str,
    device_id: uuid.UUID | None,
) -> PushDevice:
    """This browser is told from now on, until its person signs out on it; the same one again is brought up to date.

    `session`: the mark of the present session; `device_id`: the known device that it is on. Raises Refused for an
    address that is no service of push we know, or keys that cannot be used.
    """
    if not is_a_service(endpoint) or not readable_keys(public_key, auth_secret):
        raise Refused("This is no subscription to a service of push that this installation knows.")
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    device, made = PushDevice.objects.update_or_create(
        person_id=person_id, endpoint_digest=digest,
        defaults={
            "endpoint": endpoint, "public_key": public_key, "auth_secret": auth_secret, "name": name[:80],
            "session": session, "device_id": device_id, "added_at": clock.now(),
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


def end_devices(*, person_id: uuid.UUID, session: str = "", device_id: uuid.UUID | None = None) -> int:
    """End the devices of a person, or only those of one session or of the known device that it was on.

    A browser outlives the session in which it was said: one that signs out months later, in another session, hears no
    more all the same. Not audited: the act that ends the session is.
    """
    rows = PushDevice.objects.filter(person_id=person_id)
    there = [Q(session=session)] if session else []
    there += [Q(device_id=device_id)] if device_id else []
    if there:
        rows = rows.filter(reduce(or_, there))
    count: int = rows.delete()[0]
    return count
