"""Leavers go: account and personal data within three months of the leaving date (ENT order of 30 November 2006).

Leaving suspends (the importer does it); this erases, every night, those whose time is over. It runs on dates alone,
so that after the restoration of an old backup the next night erases again what had been erased.
"""

import datetime as dt
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from preau.directory.enums import MatchState
from preau.directory.models import Affiliation, FormerMailbox, Guardianship, Person, RecordMatch
from preau.kernel import audit, clock, duties, scope
from preau.kernel.actor import Actor

# From 1 February to 1 May of an ordinary year: the shortest three months.
SHORTEST_THREE_MONTHS = 89
UNDO_DAYS = 30
_AT_ONCE = 500


def days_kept() -> int:
    """Days between the leaving date and erasure."""
    return int(min(settings.LEAVER_DAYS, SHORTEST_THREE_MONTHS))


def due_leavers() -> list[uuid.UUID]:
    """Suspended persons whose leaving date is `days_kept()` days ago or more, and whom no room still needs.

    The leaving date is the last one that a school gave, or the day of suspension when that is earlier or alone.
    """
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    last_day = clock.today() - dt.timedelta(days=days_kept())
    after = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), tzinfo=zone)
    waiting = Person.objects.filter(suspended_at__isnull=False, erased_at=None)
    with scope.everything("who left long ago"):
        late = set(waiting.filter(suspended_at__lt=after).values_list("pk", flat=True))
        # A guardian whose last child left lately left lately, whatever an old place of theirs says.
        lately = Guardianship.objects.filter(ended_at__gte=after).values("guardian_id")
        left = waiting.filter(suspended_at__gte=after, affiliations__left_on__lte=last_day).exclude(pk__in=lately)
        last = left.annotate(last=Max("affiliations__left_on")).values_list("pk", "last")
        late |= {pk for pk, day in last if day <= last_day}
    due = sorted(late)
    kept: set[uuid.UUID] = set()
    for start in range(0, len(due), _AT_ONCE):
        kept |= duties.still_needed(due[start : start + _AT_ONCE])
    return [one for one in due if one not in kept]


def _by_school(person_ids: list[uuid.UUID]) -> Iterator[tuple[uuid.UUID | None, list[uuid.UUID]]]:
    """The persons, each under one of their schools (None: under none any more)."""
    school_of: dict[uuid.UUID, uuid.UUID] = {}
    with scope.everything("in which school's trail an erasure is told"):
        for start in range(0, len(person_ids), _AT_ONCE):
            some = person_ids[start : start + _AT_ONCE]
            children = Guardianship.objects.filter(guardian__in=some).values_list("guardian_id", "school_id")
            places = Affiliation.objects.filter(person__in=some).values_list("person_id", "school_id")
            for person, school in sorted([*children, *places]):
                school_of.setdefault(person, school)
    groups: dict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
    for person in person_ids:
        groups[school_of.get(person)].append(person)
    yield from groups.items()


def erase_leavers(*, actor: Actor) -> dict[str, int]:
    """Erase all leavers whose time is over, one transaction and one line of the trail per school; counts by kind.

    Interrupted, it goes on at the next run with those who are left.
    """
    totals: dict[str, int] = defaultdict(int)
    for school_id, persons in _by_school(due_leavers()):
        for start in range(0, len(persons), _AT_ONCE):
            _erase_some(actor, school_id, persons[start : start + _AT_ONCE], totals)
    return dict(totals)


@transaction.atomic
def _erase_some(actor: Actor, school_id: uuid.UUID | None, ids: list[uuid.UUID], totals: dict[str, int]) -> None:
    # Locked and looked at again: an import may have brought one back a moment ago.
    locked = Person.objects.select_for_update(of=("self",)).filter(pk__in=ids, suspended_at__isnull=False)
    present = sorted(person.pk for person in locked.only("pk").order_by("pk"))
    needed = duties.still_needed(present)
    going = [one for one in present if one not in needed]
    if not going:
        return
    for kind, count in duties.erase(going).items():
        totals[kind] += count
    audit.record(
        actor=actor, action="directory.erase_leavers", tenant=school_id, subject="Person", data={"count": len(going)}
    )


MAILBOX_DAYS = 3
"""For so long the address that a person had is kept beside the one that replaced it."""
DISPUTE_DAYS = 30
"""For so long at most, when its reader said that the change was not theirs and the address on file stays as it is."""


def expire_mailboxes() -> dict[str, int]:
    """Forget the addresses that people had three days ago, and disputes that nobody settled."""
    now = clock.now()
    old = FormerMailbox.objects.filter(changed_at__lte=now - dt.timedelta(days=MAILBOX_DAYS))
    over = Q(disputed_at=None) | Q(disputed_at__lte=now - dt.timedelta(days=DISPUTE_DAYS))
    return {"former_mailboxes": old.filter(over).delete()[0]}


def expire_match_lists() -> dict[str, int]:
    """Empty the lists of what moved when records were joined, once joining can no longer be undone."""
    limit = clock.now() - dt.timedelta(days=UNDO_DAYS)
    old = RecordMatch.objects.filter(state=MatchState.JOINED, joined_at__lt=limit).exclude(moved={})
    undone = RecordMatch.objects.filter(state=MatchState.UNDONE, undone_at__lt=limit).exclude(moved={})
    return {"match_lists": old.update(moved={}) + undone.update(moved={})}
