"""Somebody reports: what they write and the exchange that they were shown are kept, and those in charge hear of it."""

import json
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.files.public import keep_copies
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed
from preau.messaging.public import Exchange, exchange_of
from preau.safety.enums import Standing
from preau.safety.models import Involved, Report
from preau.safety.selectors.cases import digest_of
from preau.safety.selectors.charge import in_charge
from preau.safety.selectors.evidence import REPORTED
from preau.safety.services.telling import climb, climbs_at, room, tell_charged

LONGEST = 5000
"""Characters of what somebody writes."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What somebody reports, as whom, in which school; `involved`: those in charge whom it is about."""

    school_id: uuid.UUID
    standing: str
    text: str = ""
    involved: frozenset[uuid.UUID] = frozenset()
    message_id: uuid.UUID | None = None


@transaction.atomic
def report(*, actor: Actor, hat: Hat, report_id: uuid.UUID, told: Reported) -> Report:
    """Keep a report and have those in charge told, at any hour; the same form sent twice is one report.

    Goes to the heads and the referents of the school but those involved: whoever wrote the message, whoever the
    reporter names, the reporter. When a head is involved, or nobody is left, those above the school receive it at once.
    Raises Unknown for a school or a message that is not theirs; Refused when nothing is said. The trail names the room,
    never the reporter.
    """
    if told.school_id not in hat.school_ids or told.standing not in Standing.values:
        raise Unknown("no school of theirs")
    kept = Report.objects.filter(pk=report_id).first()
    if kept is not None:
        if kept.reported_by_id != hat.person_id:
            raise Unknown("another's report")
        return kept
    exchange = _exchange(hat, told)
    if exchange is None and not told.text.strip():
        raise Refused(_("Écrivez ce qui se passe, même en quelques mots."))
    now = clock.now()
    frozen = _as_text(exchange)
    row: Report = Report.objects.create(
        pk=report_id, school_id=told.school_id, standing=told.standing, text=told.text.strip()[:LONGEST],
        message_id=told.message_id, frozen=frozen, digest=digest_of(frozen) if frozen else "", reported_at=now,
        climbs_at=climbs_at(told.school_id, now), **signed("reported_by", actor),
    )  # fmt: skip
    if exchange is not None and exchange.file_ids:
        with scope.everything("the files of an exchange are of the schools of who wrote"):
            keep_copies(
                actor=room(), file_ids=exchange.file_ids, kind=REPORTED, school_id=row.school_id, thing_id=row.pk
            )  # fmt: skip
    _involve(hat, row, told.involved, exchange)
    audit.record(
        actor=room(), action="safety.report", subject="report", subject_id=row.pk, data={"digest": row.digest}
    )  # fmt: skip
    _tell(row)
    return row


def _exchange(hat: Hat, told: Reported) -> Exchange | None:
    if told.message_id is None:
        return None
    found = exchange_of(hat, told.message_id)
    if found is None:
        raise Unknown("no message of theirs")
    return found


def _as_text(exchange: Exchange | None) -> str:
    """The exchange as one text, the same each time: what is hashed is what is read."""
    if exchange is None:
        return ""
    return json.dumps(asdict(exchange), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _involve(hat: Hat, row: Report, named: Collection[uuid.UUID], exchange: Exchange | None) -> None:
    people = {one.person_id for one in in_charge(row.school_id)} & set(named)
    sender = exchange.sender_id if exchange is not None else None
    if sender is not None:
        people.add(sender)
    if hat.person_id in people:
        people.discard(hat.person_id)
    Involved.objects.bulk_create(
        Involved(school_id=row.school_id, report=row, person_id=one, is_sender=one == sender)
        for one in sorted(people, key=str)
    )


def _tell(row: Report) -> None:
    about = set(row.involved.values_list("person_id", flat=True))
    everyone = in_charge(row.school_id)
    heads = {one.person_id for one in everyone if one.profile == Profile.HEAD}
    people = [one for one in everyone if one.person_id not in {*about, row.reported_by_id}]
    tell_charged(row, people)
    if heads & about or not people:
        climb(row)
