"""Pairs of records that may be, or were found to be, one person."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from preau.directory.enums import MatchState
from preau.directory.grounds import UNDO_DAYS, MatchGround
from preau.directory.models import Affiliation, DirectoryRecord, Guardianship, Person, RecordMatch
from preau.kernel import clock, scope


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two persons, with what an administrator compares."""

    person: Person
    records: tuple[str, ...]
    places: tuple[str, ...]


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
    """Proposed pairs, and joinings that may still be undone, with both persons in the open scope; newest first."""
    horizon = clock.now() - dt.timedelta(days=UNDO_DAYS)
    rows = RecordMatch.objects.select_related("kept", "merged").order_by("-created_at")
    if match_id is not None:
        rows = rows.filter(pk=match_id)
    pairs = []
    for row in rows.filter(state__in=[MatchState.PROPOSED, MatchState.JOINED])[:500]:
        if row.state == MatchState.JOINED and (row.joined_at is None or row.joined_at < horizon):
            continue
        if row.state == MatchState.JOINED and not rules_over_both(row):
            continue
        kept, merged = _side(row.kept), _side(row.merged)
        if row.state == MatchState.PROPOSED and not (kept.places and merged.places):
            continue
        until = row.joined_at + dt.timedelta(days=UNDO_DAYS) if row.joined_at else None
        ground = str(MatchGround(row.proof).label) if row.proof in MatchGround.values else row.proof
        pairs.append(MatchPair(row, kept, merged, ground, until if row.state == MatchState.JOINED else None))
    return pairs


def _side(person: Person) -> Side:
    records = DirectoryRecord.objects.filter(person=person).select_related("authority").order_by("pk")
    places = [
        f"{place.get_profile_display()}, {place.school.name}"
        for place in Affiliation.objects.filter(person=person).select_related("school").order_by("pk")
    ]
    places += [
        f"{link.student.full_name}, {link.school.name}"
        for link in Guardianship.objects.filter(guardian=person).select_related("student", "school").order_by("pk")
    ]
    return Side(
        person,
        tuple(f"{one.authority.name} · {one.get_kind_display()} · {one.join_key}" for one in records),
        tuple(dict.fromkeys(places)),
    )
