"""Telling people something: one row for what is told, one for each person and child, whatever the number.

In the sender's transaction, so that what is told and what it tells of happen together or not at all.
"""

import datetime as dt
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from preau.directory.enums import Profile
from preau.kernel import audit, clock, events, jobs, sql
from preau.kernel.actor import Actor
from preau.kernel.ids import new_hex_ids
from preau.notifications.enums import Timing
from preau.notifications.kinds import Kind, kind_of
from preau.notifications.models import Matter
from preau.notifications.quiet import Calm, rings_at
from preau.notifications.selectors.calm import calm_of, habits_with_calm

CHANGED = "notifications.changed"
DELIVER = "notifications.deliver"
AUDIENCE = 1000
"""Persons named by one event."""
AT_ONCE, EACH_SECOND = 20, 100
"""So many open pages may ask for their count at the same moment; beyond, so many in a second."""


@dataclass(frozen=True, slots=True)
class To:
    """Somebody to tell: under which profile ("" : as the holder of an account), and, to a guardian, of which child."""

    person_id: uuid.UUID
    profile: str = ""
    about_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of it: how many notices there are, and how many ring at which later moment, the soonest first.

    `repeated`: it was told before, and nothing was done.
    """

    matter_id: uuid.UUID
    told: int = 0
    later: tuple[tuple[dt.datetime, int], ...] = ()
    repeated: bool = False


@transaction.atomic
def notify(
    *,
    actor: Actor,
    kind: str,
    key: str,
    to: Iterable[To],
    school_id: uuid.UUID | None = None,
    data: Mapping[str, Any] | None = None,
    link: str = "",
    expires_at: dt.datetime | None = None,
    urgent_because: str = "",
) -> Sending:
    """Tell these people, once for a key, and say when it rings for whom.

    `data`: what the kind makes its sentence of. `link`: the page where it is read ("/…"). `expires_at`: when it has no
    more use; the kind's days by default. `urgent_because`: it passes calm hours, and the trail says why. Raises
    UnknownKind; ValueError for somebody whom the kind does not concern, a child told of to somebody who is no guardian,
    or a link that leads out. What is told is not audited: the act that it tells of is.
    """
    declared, now = kind_of(kind), clock.now()
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("A notice leads to a page of Préau.")
    people = _checked(declared, to)
    matter = Matter(
        kind=kind, key=key, school_id=school_id, data=dict(data or {}), link=link, raised_at=now,
        expires_at=expires_at or now + dt.timedelta(days=declared.days), urgent_because=urgent_because[:200],
    )  # fmt: skip
    Matter.objects.bulk_create([matter], ignore_conflicts=True)
    kept = Matter.objects.only("pk").get(key=key)
    if kept.pk != matter.pk:
        return Sending(kept.pk, repeated=True)
    moments = _moments(declared, people, school_id, now, urgent=bool(urgent_because))
    _write(matter.pk, people, moments)
    if urgent_because:
        audit.record(
            actor=actor, action="notifications.pass_calm", tenant=school_id, subject="matter", subject_id=matter.pk,
            data={"kind": kind, "because": urgent_because[:200], "count": len(people)},
        )  # fmt: skip
    _ring_or_wait(declared, matter.pk, people, moments, now)
    later = Counter(moment for moment in moments if moment > now)
    return Sending(matter.pk, len(people), tuple(sorted(later.items())))


def _checked(kind: Kind, to: Iterable[To]) -> list[To]:
    """These people, each once for a child."""
    people = list(dict.fromkeys(to))
    for profile in {one.profile for one in people}:
        if kind.ways_of(profile) is None:
            raise ValueError(f"{kind.name} does not concern {profile or 'the holder of an account'}")
    if any(one.about_id not in (None, one.person_id) and one.profile not in _FAMILY for one in people):
        raise ValueError("Only a guardian is told of somebody else by name.")
    return people


_FAMILY = ("", Profile.GUARDIAN.value)


def _moments(
    kind: Kind, people: Sequence[To], school_id: uuid.UUID | None, now: dt.datetime, *, urgent: bool
) -> list[dt.datetime]:  # fmt: skip
    """When it rings for each of these people."""
    if urgent or kind.timing == Timing.ALWAYS or not people:
        return [now] * len(people)
    calm, timezone = calm_of(school_id)
    own = habits_with_calm({one.person_id for one in people})
    if kind.timing == Timing.TIMETABLE:
        calm = calm.for_timetable()
    kept: dict[Calm | None, dt.datetime] = {}
    found = []
    for one in people:
        mine = own.get(one.person_id)
        if mine not in kept:
            kept[mine] = rings_at(now, [calm, mine] if mine else [calm], timezone)
        found.append(kept[mine])
    return found


# One parameter carries them all: a statement with a place for each of two thousand people is parsed for seconds.
_ROWS = {
    "postgresql": """
    INSERT INTO notifications_notice (id, matter_id, person_id, about_id, profile, rings_at, by_mail)
    SELECT x.i, %s, x.p, x.a, x.f, x.r, '' FROM jsonb_to_recordset(%s::jsonb)
                                              AS x(i uuid, p uuid, a uuid, f text, r timestamptz)
        ON CONFLICT DO NOTHING""",
    "sqlite": """
    INSERT INTO notifications_notice (id, matter_id, person_id, about_id, profile, rings_at, by_mail)
    SELECT value ->> 'i', %s, value ->> 'p', value ->> 'a', value ->> 'f', value ->> 'r', '' FROM json_each(%s)
     WHERE true ON CONFLICT DO NOTHING""",
}


def _write(matter_id: uuid.UUID, people: Sequence[To], moments: Sequence[dt.datetime]) -> None:
    adapt = sql.moment
    texts = {moment: str(adapt(moment)) for moment in set(moments)}
    rows = [
        {"i": id_, "p": one.person_id.hex, "a": (one.about_id or one.person_id).hex, "f": one.profile, "r": texts[at]}
        for id_, one, at in zip(new_hex_ids(len(people)), people, moments, strict=True)
    ]
    if rows:
        sql.write(_ROWS[connection.vendor], [sql.key(matter_id), json.dumps(rows)])


def _ring_or_wait(
    kind: Kind, matter_id: uuid.UUID, people: Sequence[To], moments: Sequence[dt.datetime], now: dt.datetime
) -> None:
    """Open pages hear now of what rings now; one job for each moment takes the ways out, then."""
    ring([one.person_id for one, at in zip(people, moments, strict=True) if at <= now])
    leaves = any(kind.ways[reader].channels() for reader in kind.ways)
    for moment in sorted(set(moments)):
        if leaves or moment > now:
            jobs.enqueue(
                DELIVER, key=f"{DELIVER}/{matter_id}/{moment.isoformat()}", run_at=moment,
                payload={"matter": str(matter_id), "at": moment.isoformat(), "ring": moment > now},
            )  # fmt: skip


def ring(person_ids: Iterable[uuid.UUID]) -> None:
    """Tell the open pages of these people that there is more; somebody named twice has two more."""
    by_number: dict[int, list[uuid.UUID]] = defaultdict(list)
    for person, number in Counter(person_ids).items():
        by_number[number].append(person)
    events.publish_all(one for number, persons in by_number.items() for one in _changed(persons, more=number))


def settle_pages(person_ids: Iterable[uuid.UUID]) -> None:
    """Tell the open pages of these people that their count changed, for less: it was read elsewhere, or has ended."""
    events.publish_all(_changed(sorted(set(person_ids), key=str), more=0))


def _changed(persons: Sequence[uuid.UUID], *, more: int) -> Iterator[events.Told]:
    spread = 0.0 if len(persons) <= AT_ONCE else round(len(persons) / EACH_SECOND, 1)
    for start in range(0, len(persons), AUDIENCE):
        yield events.Told(CHANGED, {"more": more, "spread": spread}, persons[start : start + AUDIENCE])
