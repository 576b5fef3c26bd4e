"""Files of lessons that a school received: kept, read, applied; one row tells what became of each."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from preau.directory.errors import Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed
from preau.timetable.enums import NameKind, ReceptionState
from preau.timetable.models import MeantName, Reception
from preau.timetable.selectors.received import forget_received

MESSAGE_MAX = 300


@transaction.atomic
def receive(
    *, actor: Actor, school_id: uuid.UUID, year: int, name: str, digest: str, size: int,
    since: dt.date | None = None, number: uuid.UUID | None = None,
) -> Reception:  # fmt: skip
    """Note a file that came; nothing of it is read yet."""
    row = Reception(
        id=number or new_id(), school_id=school_id, school_year_id=year, name=name[:200], digest=digest, size=size,
        since=since, received_at=clock.now(), **signed("brought_by", actor),
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        actor=actor, action="timetable.receive", tenant=school_id, subject="reception", subject_id=row.pk,
        data={"file": row.name},
    )  # fmt: skip
    return row


@transaction.atomic
def note_report(
    *, reception_id: uuid.UUID, state: ReceptionState, report: Mapping[str, Any], form: str = "", message: str = ""
) -> Reception:
    """Keep what a file would do, or did; what it did is kept in the transaction that did it."""
    row = Reception.objects.select_for_update(of=("self",)).get(pk=reception_id)
    row.state, row.report, row.message = state, dict(report), message[:MESSAGE_MAX]
    row.format = form or row.format
    row.applied_at = clock.now() if state == ReceptionState.APPLIED else row.applied_at
    row.save(update_fields=["state", "report", "message", "format", "applied_at"])
    if state == ReceptionState.APPLIED:
        forget_received()
    return row


@transaction.atomic
def begin_applying(*, school_id: uuid.UUID, reception_id: uuid.UUID) -> bool:
    """A file that was read is to be applied; False when it is already, or was. Raises Unknown."""
    row = Reception.objects.select_for_update(of=("self",)).filter(school_id=school_id, pk=reception_id).first()
    if row is None:
        raise Unknown("no such file in this school")
    if row.state != ReceptionState.READ:
        return False
    row.state = ReceptionState.APPLYING
    row.save(update_fields=["state"])
    return True


@transaction.atomic
def mean_names(
    *, actor: Actor, school_id: uuid.UUID, meant: Mapping[tuple[str, str], tuple[str, tuple[str, uuid.UUID] | None]]
) -> int:
    """Say what names of files mean, for this file and the next; how many were said otherwise than before.

    `meant`: by kind and key, the name as the file writes it, and what it stands for: ("homeroom", number), "group",
    "teacher" or "room"; None leaves it out.
    """
    count = 0
    for (kind, key), (label, target) in sorted(meant.items()):
        found: dict[str, uuid.UUID | None] = dict.fromkeys(("homeroom_id", "group_id", "teacher_id", "room_id"))
        if target is not None:
            found[f"{target[0]}_id"] = target[1]
        there = MeantName.objects.filter(school_id=school_id, kind=kind, key=key).first()
        if there is not None and all(getattr(there, name) == value for name, value in found.items()):
            continue
        MeantName.objects.update_or_create(
            school_id=school_id, kind=NameKind(kind), key=key, defaults={"label": label[:100], **found}
        )
        count += 1
    if count:
        audit.record(
            actor=actor, action="timetable.mean_names", tenant=school_id, subject="school", subject_id=school_id,
            data={"count": count},
        )  # fmt: skip
    return count
