"""What rooms keep in a person's name follows them when two records are joined, and comes back when they are parted."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models

from directory import people_of
from identity.test_joining import teachers
from preau.access.enums import MandateKind, Right
from preau.access.models import Delegation, Mandate, ReplyClosing
from preau.console.enums import ExportFormat, ExportKind, ExportState, HeadState
from preau.console.models import FirstHead, ListExport
from preau.directory.calendar import year_of
from preau.directory.models import Person, School
from preau.directory.services import confirm_match, ensure_school_year, propose_match, undo_match
from preau.imports.enums import PendingKind, PendingState, RunKind, RunState
from preau.imports.models import ImportRun, PendingChange
from preau.kernel import clock, scope
from preau.kernel.ids import new_id

pytestmark = pytest.mark.django_db
TABLES: tuple[type[models.Model], ...] = (Delegation, Mandate, ReplyClosing, ListExport, FirstHead, PendingChange)


@pytest.fixture(autouse=True)
def _everywhere() -> Iterator[None]:
    with scope.everything("test"):
        yield


def rows() -> dict[str, list[Any]]:
    return {one.__name__: list(one._default_manager.order_by("pk").values()) for one in TABLES}


def export(at: School, asked: Person | None, decided: Person | None) -> ListExport:
    now = clock.now()
    return ListExport.objects.create(
        school=at, kind=ExportKind.PEOPLE, format=ExportFormat.CSV, count=300, state=ExportState.APPROVED,
        asked_by=asked, asked_at=now, decided_by=decided, decided_at=now,
    )  # fmt: skip


def head(at: School, asked: Person, decided: Person, who: Person) -> FirstHead:
    now = clock.now()
    return FirstHead.objects.create(
        school=at, family_name="R", given_name="C", email="c@x.example", state=HeadState.AGREED, asked_by=asked,
        asked_at=now, decided_by=decided, decided_at=now, person=who,
    )  # fmt: skip


def test_what_is_in_a_persons_name_follows_a_joining_and_comes_back() -> None:
    at = people_of.school()
    kept, merged = teachers(at)
    other, now, today = people_of.person("Nadia", "Leroy"), clock.now(), clock.today()
    ensure_school_year(actor=people_of.HEAD, day=today)
    delegation = Delegation.objects.create(
        school=at, person=merged, right=Right.SEE_PUPIL, starts_on=today, ends_on=today + dt.timedelta(days=9),
        reason="remplacement", given_by="La direction", given_at=now,
    )  # fmt: skip
    mandate = {"school": at, "school_year_id": year_of(today), "kind": MandateKind.values[0], "given_at": now}
    for who in (kept, merged):
        Mandate.objects.create(person=who, **mandate)
    closings = [
        ReplyClosing.objects.create(school=at, closed_by=who, towards=other, closed_at=now) for who in (kept, merged)
    ]
    asked, decided, by_both = (
        export(at, merged, other), export(at, other, merged), export(at, kept, merged),
    )  # fmt: skip
    first = head(at, other, merged, merged)
    run = ImportRun.objects.create(kind=RunKind.values[0], state=RunState.values[0], started_at=now)
    pending = PendingChange.objects.create(
        school=at, run=run, kind=PendingKind.values[0], state=PendingState.values[-1], created_at=now,
        decided_by=merged.pk, decided_at=now, id=new_id(),
    )  # fmt: skip
    before = rows()

    match = propose_match(actor=people_of.HEAD, first_id=kept.pk, second_id=merged.pk)
    confirm_match(actor=people_of.HEAD, match_id=match.pk)
    for row in (delegation, asked, decided, first, pending, by_both):
        row.refresh_from_db()
    assert delegation.person_id == asked.asked_by_id == decided.decided_by_id == kept.pk
    assert first.decided_by_id == first.person_id == pending.decided_by == kept.pk
    assert (by_both.asked_by_id, by_both.decided_by_id) == (kept.pk, merged.pk), "nobody decides what they asked"
    assert Mandate.objects.get().person_id == kept.pk, "what both had is there once"
    assert [one.pk for one in ReplyClosing.objects.all()] == [closings[0].pk]

    undo_match(actor=people_of.HEAD, match_id=match.pk)
    assert rows() == before


def test_what_ended_meanwhile_stays_ended() -> None:
    at = people_of.school()
    kept, merged = teachers(at)
    today = clock.today()
    row = Delegation.objects.create(
        school=at, person=merged, right=Right.SEE_PUPIL, starts_on=today, ends_on=today, reason="x", given_by="x",
        given_at=clock.now(),
    )  # fmt: skip
    match = propose_match(actor=people_of.HEAD, first_id=kept.pk, second_id=merged.pk)
    confirm_match(actor=people_of.HEAD, match_id=match.pk)
    Delegation.objects.filter(pk=row.pk).update(ended_at=clock.now())
    undo_match(actor=people_of.HEAD, match_id=match.pk)
    row.refresh_from_db()
    assert row.person_id == merged.pk and row.ended_at is not None
