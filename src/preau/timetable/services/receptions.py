"""Files of lessons that a school received: kept, read, applied; one row tells what became of each."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from preau.directory.enums import AffiliationState
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Affiliation, Homeroom, School, StudentGroup
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed
from preau.timetable.enums import NameKind, ReceptionState
from preau.timetable.models import FreshnessRule, MeantName, Reception, Room
from preau.timetable.selectors.received import LEFT_OUT, TARGETS, days_before_warning, forget_received, said_of

MESSAGE_MAX = 300
Name = tuple[str, str]
"""A kind of name, and its key."""


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


def receive_again(*, school_id: uuid.UUID, reception_id: uuid.UUID) -> None:
    """The last file that was applied came again: the timetable was received at this hour. Every ten minutes, so that
    no line of the journal tells it.
    """
    Reception.objects.filter(school_id=school_id, pk=reception_id, state=ReceptionState.APPLIED).update(
        received_at=clock.now()
    )
    forget_received()


@transaction.atomic
def read_again(*, school_id: uuid.UUID, reception_id: uuid.UUID) -> bool:
    """A file is to be read again, since names were said; False when it is being written, or was."""
    row = Reception.objects.select_for_update(of=("self",)).filter(school_id=school_id, pk=reception_id).first()
    if row is None:
        raise Unknown("no such file in this school")
    if row.state not in (ReceptionState.READ, ReceptionState.RECEIVED):
        return False
    row.state = ReceptionState.RECEIVED
    row.save(update_fields=["state"])
    return True


@transaction.atomic
def set_freshness(*, actor: Actor, school_id: uuid.UUID, days: int, seen: int) -> None:
    """After how many days without a file pages warn, 0 for never. `seen`: what the form showed; raises Overtaken."""
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school_id)
    before = days_before_warning(school_id)
    if before == days:
        return
    if before != seen:
        raise Overtaken(_("Quelqu’un d’autre a changé ce réglage."))
    FreshnessRule.objects.update_or_create(school_id=school_id, defaults={"days": days, "changed_at": clock.now()})
    forget_received()
    audit.record(
        actor=actor, action="timetable.set_freshness", tenant=school_id, subject="school", subject_id=school_id,
        data={"days": days},
    )  # fmt: skip


@transaction.atomic
def mean_names(
    *, actor: Actor, school_id: uuid.UUID, meant: Mapping[Name, tuple[str, str]], seen: Mapping[Name, str] | None = None
) -> int:
    """Say what names of files mean, for this file and the next; how many were said otherwise than before.

    `meant`: by kind and key, the name as files write it, and what it stands for, as `said_of` writes it. `seen`: what
    was shown of each; raises Overtaken when somebody said otherwise meanwhile. Raises Refused for what is of elsewhere.
    """
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school_id)
    there = {(one.kind, one.key): one for one in MeantName.objects.filter(school_id=school_id)}
    count = 0
    for name, (label, said) in sorted(meant.items()):
        before = said_of(there.get(name))
        if said == before:
            continue
        if seen is not None and seen.get(name, before) != before:
            raise Overtaken(_("Quelqu’un d’autre a dit ce que veut dire « %s ».") % label)
        where: dict[str, Any] = {"school_id": school_id, "kind": NameKind(name[0]), "key": name[1]}
        if said:
            MeantName.objects.update_or_create(**where, defaults={"spelling": label[:100], **_target(school_id, said)})
        else:
            MeantName.objects.filter(**where).delete()
        count += 1
    if count:
        audit.record(
            actor=actor, action="timetable.mean_names", tenant=school_id, subject="school", subject_id=school_id,
            data={"count": count},
        )  # fmt: skip
    return count


def _target(school_id: uuid.UUID, said: str) -> dict[str, uuid.UUID | None]:
    """The columns of what is said; raises Refused for what is not of the school."""
    found: dict[str, uuid.UUID | None] = dict.fromkeys(f"{one}_id" for one in TARGETS)
    if said == LEFT_OUT:
        return found
    kind, _colon, text = said.partition(":")
    try:
        number = uuid.UUID(text)
        rows: QuerySet[Any] = {
            "homeroom": Homeroom.objects.filter(pk=number),
            "group": StudentGroup.objects.filter(pk=number),
            "room": Room.objects.filter(pk=number),
            "teacher": Affiliation.objects.filter(person_id=number, state=AffiliationState.ACTIVE),
        }[kind]
    except (KeyError, ValueError):
        raise Refused(_("Ce que vous avez choisi n’est plus dans l’établissement.")) from None
    if not rows.filter(school_id=school_id).exists():
        raise Refused(_("Ce que vous avez choisi n’est plus dans l’établissement."))
    return {**found, f"{kind}_id": number}
