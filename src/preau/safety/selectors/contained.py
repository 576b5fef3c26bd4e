"""Accounts that were stolen: whose, what they sent, and what is known of it."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can
from preau.directory.enums import AffiliationState, Profile
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Guardianship
from preau.identity.public import account_of_person
from preau.kernel import audit, clock
from preau.kernel.models import AuditEntry
from preau.messaging.public import Sent, exchange_of, sent_since, writing_of
from preau.safety.models import Containment
from preau.safety.selectors.cases import cases_for
from preau.safety.words import ENDED
from preau.ui import wording

MOST_ACTS = 50
_OWN = Q(chain="") & (Q(action__startswith="identity.") | Q(action__startswith="people."))


@dataclass(frozen=True, slots=True)
class Stolen:
    """Whose account a message came from, in which school it is contained, and when the message was sent."""

    person_id: uuid.UUID
    name: str
    school_id: uuid.UUID
    at: dt.datetime


def stolen_of(hat: Hat, message_id: uuid.UUID) -> Stolen:
    """Who wrote a message that this hat received, or that was reported to it, when they are of its school.

    Raises Unknown for any other.
    """
    received = hat.is_staff and exchange_of(hat, message_id) is not None
    if not received and not cases_for(hat).filter(message_id=message_id).exists():
        raise Unknown("no message of theirs")
    found = writing_of(message_id)
    if found is None or found.sender_id is None or hat.school is None or not _is_of(hat.school.id, found.sender_id):
        raise Unknown("nobody of their school")
    return Stolen(found.sender_id, found.sender, hat.school.id, found.at or clock.now())


def _is_of(school_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    places = Affiliation.objects.filter(school_id=school_id, person_id=person_id, state=AffiliationState.ACTIVE)
    links = Guardianship.objects.filter(school_id=school_id, guardian_id=person_id, ended_at=None)
    # Whoever visits the school keeps an account that is another's business.
    return places.exclude(profile=Profile.ACADEMY).exists() or links.exists()


@dataclass(frozen=True, slots=True)
class Reach:
    """A moment from which messages may be taken away, and how much that is."""

    key: str
    since: dt.datetime
    sent: Sent


def moments_of(stolen: Stolen) -> list[Reach]:
    """Since that message; since the day before it; since a week before it."""
    moments = {
        "message": stolen.at, "jour": stolen.at - dt.timedelta(days=1), "semaine": stolen.at - dt.timedelta(days=7)
    }  # fmt: skip
    return [Reach(key, since, sent_since(stolen.person_id, since)) for key, since in moments.items()]


def is_reset(person_id: uuid.UUID) -> bool:
    """Whether the person was verified and chose a new password since the account was made safe."""
    account = account_of_person(person_id)
    return account is not None and account.reset_asked_at is None


def containments_for(hat: Hat) -> list[Containment]:
    """The accounts contained in the school of this hat, the latest first."""
    mine = [one for one in hat.school_ids if can(hat, Right.CONTAIN, Thing(one))]
    rows = Containment.objects.filter(school_id__in=mine).exclude(person_id=hat.person_id)
    return list(rows.select_related("person", "school").defer("frozen").order_by("-made_at", "pk")[:100])


def containment_of(hat: Hat, containment_id: uuid.UUID) -> Containment:
    """One of them; raises Unknown for any other."""
    found = next((one for one in containments_for(hat) if one.pk == containment_id), None)
    if found is None:
        raise Unknown("no account that they contained")
    return found


def withdrawn_lines(row: Containment) -> Sequence[Mapping[str, Any]]:
    """The messages that were taken away, as they were."""
    return [
        {"files": (), **one, "at_shown": wording.moment(dt.datetime.fromisoformat(one["at"])) if one["at"] else ""}
        for one in json.loads(row.frozen or "[]")
    ]


def done_by(row: Containment) -> list[tuple[dt.datetime, str]]:
    """What the trail says that the account did meanwhile: lists taken away, data asked for, settings changed."""
    rows = AuditEntry.objects.filter(
        Q(chain=str(row.school_id)) | _OWN, actor_id=row.person_id, at__gte=row.since, at__lte=row.made_at
    ).exclude(action__startswith="safety.")
    return [(one.at, audit.sentence_of(one)) for one in rows.order_by("at", "position")[:MOST_ACTS]]


def ended_words(row: Containment) -> list[tuple[str, int]]:
    """What ended with the account, in words, for what there was."""
    return [(str(words), row.ended[kind]) for kind, words in ENDED.items() if row.ended.get(kind)]
