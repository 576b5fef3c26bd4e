"""What a writer is told before a message leaves for families: how much these had this week, and what says the same."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from preau.access.public import Hat
from preau.kernel import clock, sql
from preau.kernel.text import fold
from preau.messaging.models import Message
from preau.messaging.selectors.recipients import MANY, Reach, is_family

DAYS = 7
_LIKE = 0.7
"""Part of the words of two messages that they share, from which they say the same."""
_LOOKED_AT = 20
_OF_THEM = {
    "postgresql": "SELECT value::uuid AS id FROM jsonb_array_elements_text(%(people)s::jsonb)",
    "sqlite": "SELECT value AS id FROM json_each(%(people)s)",
}
# Copies are found by the moment in their identifiers, from the index of mailboxes; their messages say it exactly.
_RECEIVED = """
FROM ({people}) AS p
JOIN messaging_delivery AS d ON d.person_id = p.id AND d.box IN ('guardian', 'pupil')
 AND d.folder IN ('inbox', 'archive', 'bin', 'own') AND d.id >= %(first)s
JOIN messaging_message AS m ON m.id = d.message_id AND m.school_id = %(school)s AND m.delivered_at >= %(since)s
 AND m.box NOT IN ('guardian', 'pupil')"""


@dataclass(frozen=True, slots=True)
class Double:
    """A message that says the same, and how many of these people had it."""

    at: dt.datetime
    people: int
    is_mine: bool
    thread: uuid.UUID


@dataclass(frozen=True, slots=True)
class Budget:
    """Of so many people of families, what they had from the school in a week: half of them at least `median`, nobody
    more than `most`.
    """

    people: int
    median: int
    most: int
    doubles: Sequence[Double] = ()


def budget_of(hat: Hat, row: Message, reach: Reach) -> Budget | None:
    """What families that a draft of staff reaches had already; None where it reaches none. Two or three reads."""
    people = {one.person_id for one in reach.people if one.is_family}
    if is_family(hat) or not people or reach.school_id is None:
        return None
    since = clock.now() - dt.timedelta(days=DAYS)
    first = min(since, clock.real_now() - dt.timedelta(days=DAYS))
    params = {
        "people": json.dumps([str(one) if connection.vendor == "postgresql" else one.hex for one in people]),
        "school": sql.key(reach.school_id), "since": sql.moment(since),
        "first": sql.key(_first_id(first)), "most": _LOOKED_AT,
    }  # fmt: skip
    received = _RECEIVED.format(people=_OF_THEM[connection.vendor])
    counted = sql.named_rows(f"SELECT count(*) {received} GROUP BY d.person_id", params)
    numbers = sorted([0] * (len(people) - len(counted)) + [number for (number,) in counted])
    doubles = _doubles(row, received, params) if counted else ()
    return Budget(len(people), numbers[len(numbers) // 2], numbers[-1], doubles)


def _first_id(moment: dt.datetime) -> uuid.UUID:
    """The least identifier made at that moment (UUIDv7: milliseconds, then the rest)."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


def _doubles(row: Message, received: str, params: dict[str, object]) -> list[Double]:
    """Messages of the week to these people that share most of their words with this one. Of others only those to many:
    a few people's correspondence is told to nobody.
    """
    told = sql.named_rows(
        f"SELECT m.id, count(*) {received} GROUP BY m.id ORDER BY count(*) DESC LIMIT %(most)s", params
    )  # fmt: skip
    shared = {sql.as_id(key): number for key, number in told}
    mine = _words(row)
    found = []
    for one in Message.objects.filter(pk__in=shared).order_by("-delivered_at"):
        own = one.sender_id == row.sender_id
        theirs = _words(one)
        alike = len(mine & theirs) >= _LIKE * len(mine | theirs)
        if alike and mine and (own or one.readers > MANY):
            assert one.delivered_at is not None
            found.append(Double(one.delivered_at, shared[one.pk], own, one.thread))
    return found


def _words(row: Message) -> set[str]:
    return set(fold(f"{row.subject} {row.text}").split())
