"""The audit trail: one row per named write, in a chain, readable by people.

Each row's digest covers the row and the digest before it (SHA-256 over canonical JSON), so an altered, removed or
reordered row shows at verification. A tenant's acts make one chain; acts outside any tenant make the chain "".
Sentences are declared by rooms in `trail.py` as `SENTENCES: dict[action, lazy string]`, with %(actor)s and the
keys of the data.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.kernel.models import AuditEntry, AuditHead


def _canonical(entry: AuditEntry) -> bytes:
    parts = [
        entry.chain, entry.position, entry.at.isoformat(), str(entry.actor_id or ""), entry.actor_label,
        entry.action, entry.subject, entry.subject_id, entry.data,
    ]  # fmt: skip
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(entry: AuditEntry) -> bytes:
    """The digest this row must carry, from its content and `entry.previous`."""
    return hashlib.sha256(bytes(entry.previous) + _canonical(entry)).digest()


def record(
    *,
    actor: Actor,
    action: str,
    tenant: uuid.UUID | None = None,
    subject: str = "",
    subject_id: object = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add one act to its chain. Must be called inside the transaction of the write it tells of.

    `action` is `room.verb_object` and has a sentence in the room's trail.py; `data` holds only what JSON holds.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An act is audited in the transaction that does it.")
    chain = str(tenant) if tenant else ""
    AuditHead.objects.get_or_create(chain=chain)
    head = AuditHead.objects.select_for_update(of=("self",)).get(chain=chain)
    entry = AuditEntry(
        chain=chain,
        position=head.position + 1,
        at=clock.now(),
        actor_id=actor.person_id,
        actor_label=actor.label,
        action=action,
        subject=subject,
        subject_id=str(subject_id),
        data=json.loads(json.dumps(dict(data or {}), default=str)),
        previous=bytes(head.digest),
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(chain=chain).update(position=entry.position, digest=entry.digest)
    return entry
