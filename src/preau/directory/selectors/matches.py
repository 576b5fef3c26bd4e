"""Pairs of records that may be, or were found to be, one person."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from preau.directory.enums import MatchState
from preau.directory.grounds import UNDO_DAYS, MatchGround
from preau.directory.models import Affiliation, DirectoryRecord, Guardianship, Person, RecordMatch
from preau.kernel import clock, scope

MOST = 2000
"""Pairs looked at at once, the newest."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two persons, with what an administrator compares."""

    person: Person
    records: tuple[str, ...]
    places: tuple[str, ...]
    people: frozenset[uuid.UUID]
    """Everybody whom these words name: the person, and the pupils that a guardian answers for."""


@dataclass(frozen=True, slots=True)
class MatchPair:
    """A pair side by side. `may_undo_until` is set for a joining that can still be undone."""

    match: RecordMatch
    kept: Side
    merged: Side
    ground: str
    may_undo_until: dt.datetime | None


def schools_of_person(person_id: uuid.UUID) -> list[str]:
    """Schools of the open scope where the person has a place, in their own name or as guardian or pupil."""
    links = Guardianship.objects.filter(Q(guardian_id=person_id) | Q(student_id=person_id))
    return sorted(
        str(school)
        for school in {
            *Affiliation.objects.filter(person_id=person_id).values_list("school_id", flat=True),
            *links.values_list("school_id", flat=True),
        }
    )


def rules_over_both(match: RecordMatch) -> bool:
    """Whether the open scope had both persons of a joined pair, each in a school of its own places before the joining.

    After a joining the kept person has every place, so what is asked is where each one was.
    """
    open_scope = scope.current()
    if open_scope.tenants is None:
        return True
    ours = {str(tenant) for tenant in open_scope.tenants}
    places = match.moved.get("schools", {})
    return all(ours.intersection(places.get(side, ())) for side in ("kept", "merged"))


def pairs_in_scope(*, match_id: uuid.UUID | None = None) -> list[MatchPair]:
    """Proposed pairs, and joinings that may still be undone, with both persons in the open scope; newest first.

    Four reads, whatever the number of pairs.
    """
    horizon = clock.now() - dt.timedelta(days=UNDO_DAYS)
    rows = RecordMatch.objects.select_related("kept", "merged").order_by("-created_at", "-pk")
    if match_id is not None:
        rows = rows.filter(pk=match_id)
    if not scope.current().is_everything:
        # Narrowed before the limit: another school's pairs must not push this one's out.
        guardians = Guardianship.objects.values("guardian_id")
        rows = rows.filter(Q(kept__in=Affiliation.objects.values("person_id")) | Q(kept__in=guardians))
    kept_joined = Q(state=MatchState.JOINED, joined_at__gte=horizon)
    found = list(rows.filter(Q(state=MatchState.PROPOSED) | kept_joined)[:MOST])
    found = [row for row in found if row.state == MatchState.PROPOSED or rules_over_both(row)]
    side_of = _sides({person.pk: person for row in found for person in (row.kept, row.merged)})
    pairs = []
    for row in found:
        kept, merged = side_of[row.kept_id], side_of[row.merged_id]
        if row.state == MatchState.PROPOSED and not (kept.places and merged.places):
            continue
        until = row.joined_at + dt.timedelta(days=UNDO_DAYS) if row.joined_at else None
        ground = str(MatchGround(row.proof).label) if row.proof in MatchGround.values else row.proof
        pairs.append(MatchPair(row, kept, merged, ground, until if row.state == MatchState.JOINED else None))
    return pairs


def _sides(people: Mapping[uuid.UUID, Person]) -> dict[uuid.UUID, Side]:
    records: dict[uuid.UUID, list[str]] = defaultdict(list)
    for one in DirectoryRecord.objects.filter(person_id__in=people).select_related("authority").order_by("pk"):
        records[one.person_id].append(f"{one.authority.name} · {one.get_kind_display()} · {one.join_key}")
    places: dict[uuid.UUID, list[str]] = defaultdict(list)
    for place in Affiliation.objects.filter(person_id__in=people).select_related("school").order_by("pk"):
        places[place.person_id].append(f"{place.get_profile_display()}, {place.school.name}")
    named: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    links = Guardianship.objects.filter(guardian_id__in=people).select_related("student", "school").order_by("pk")
    for link in links:
        places[link.guardian_id].append(f"{link.student.full_name}, {link.school.name}")
        named[link.guardian_id].add(link.student_id)
    return {
        pk: Side(person, tuple(records[pk]), tuple(dict.fromkeys(places[pk])), frozenset({pk, *named[pk]}))
        for pk, person in people.items()
    }
