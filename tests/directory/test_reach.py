"""How far a guardianship goes: the rule itself, then the decisions that heads record."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import people_of
from preau.directory.enums import DecisionKind, Reach
from preau.directory.errors import Refused, Unknown
from preau.directory.models import CourtDecision, Guardianship
from preau.directory.reach import (
    REACH_OF_DECISION,
    WIDTH,
    decided_reaches,
    effective_reach,
    in_force,
    recompute_reaches,
)
from preau.directory.services import record_court_decision, refresh_reaches, withdraw_court_decision
from preau.kernel import audit, clock, scope
from preau.kernel.models import AuditEntry, OutboxEvent


@dataclass(frozen=True)
class Ruling:
    kind: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    withdrawn_at: dt.datetime | None = None


days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@st.composite
def rulings(draw: st.DrawFn) -> Ruling:
    start = draw(days)
    end = draw(st.one_of(st.none(), st.integers(0, 200).map(lambda n: start + dt.timedelta(days=n))))
    gone = draw(st.one_of(st.none(), st.just(dt.datetime(2026, 6, 1, tzinfo=dt.UTC))))
    return Ruling(draw(st.sampled_from(DecisionKind.values)), start, end, gone)


choices = st.sampled_from(["", Reach.IN_CHARGE.value])
sources = st.sampled_from(Reach.values)


@given(sources, choices, st.lists(rulings(), max_size=6), days)
def test_the_rule_of_reach(source: str, head: str, decisions: list[Ruling], on: dt.date) -> None:
    reach = effective_reach(source, head, decisions, on)
    running = [one for one in decisions if in_force(one, on)]
    if not running:
        assert reach == (Reach.IN_CHARGE if head and source == Reach.CONTACT else source)
        return
    assert reach in {REACH_OF_DECISION[one.kind] for one in running}
    assert all(WIDTH[reach] <= WIDTH[REACH_OF_DECISION[one.kind]] for one in running)
    if any(one.kind == DecisionKind.PROTECTION_ORDER for one in running):
        assert reach == Reach.BARRED


@given(st.lists(rulings(), max_size=6), days, st.tuples(sources, choices), st.tuples(sources, choices))
def test_no_import_and_no_head_moves_what_a_judge_decided(
    decisions: list[Ruling], on: dt.date, one: tuple[str, str], other: tuple[str, str]
) -> None:
    if any(in_force(decision, on) for decision in decisions):
        assert effective_reach(*one, decisions, on) == effective_reach(*other, decisions, on)


@given(sources, st.lists(rulings(), max_size=6), days)
def test_a_head_s_choice_never_narrows(source: str, decisions: list[Ruling], on: dt.date) -> None:
    chosen, without = (effective_reach(source, head, decisions, on) for head in (Reach.IN_CHARGE.value, ""))
    assert WIDTH[chosen] >= WIDTH[without]
    if chosen != without:
        assert (without, chosen) == (Reach.CONTACT, Reach.IN_CHARGE)


@given(st.lists(rulings(), max_size=6), days, sources, choices, st.randoms())
def test_order_of_decisions_says_nothing(
    decisions: list[Ruling], on: dt.date, source: str, head: str, random: object
) -> None:
    shuffled = list(decisions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert effective_reach(source, head, decisions, on) == effective_reach(source, head, shuffled, on)


@pytest.mark.django_db
@given(sources, choices, st.none() | st.sampled_from(DecisionKind.values))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_the_database_follows_the_same_rule(source: str, head: str, kind: str | None) -> None:
    with transaction.atomic(), scope.everything("test"):
        here = people_of.school()
        lina = people_of.pupil("Lina", "Moreau", here)
        aunt = people_of.guardian("Rose", "Moreau", lina, here, source)
        decisions = []
        if kind:
            decisions = [
                CourtDecision.objects.create(
                    student=lina, guardian=aunt, kind=kind, starts_on=clock.today(), recorded_by_school=here,
                    recorded_at=clock.now(),
                )
            ]  # fmt: skip
        Guardianship.objects.update(head_reach=head)
        recompute_reaches()
        assert Guardianship.objects.get().reach == effective_reach(source, head, decisions, clock.today())
        assert recompute_reaches() == []
        transaction.set_rollback(True)


def test_first_and_last_day_are_both_counted() -> None:
    order = Ruling(DecisionKind.PROTECTION_ORDER, dt.date(2026, 3, 2), dt.date(2026, 3, 4))
    reaches = [effective_reach(Reach.AUTHORITY, "", [order], dt.date(2026, 3, day)) for day in range(1, 6)]
    assert reaches == [Reach.AUTHORITY, Reach.BARRED, Reach.BARRED, Reach.BARRED, Reach.AUTHORITY]


@pytest.mark.django_db
def test_a_decision_holds_in_every_school_of_the_pupil_and_is_told() -> None:
    with scope.everything("test"):
        here, there = people_of.school("Lycée A"), people_of.school("Collège B")
        lina = people_of.pupil("Lina", "Moreau", here)
        father = people_of.guardian("Paul", "Moreau", lina, here)
        people_of.link(father, lina, there)
        mother = people_of.guardian("Anne", "Moreau", lina, here)
    today = clock.today()
    with scope.use(scope.Scope.of([here.pk])):
        record_court_decision(
            actor=people_of.HEAD, school_id=here.pk, student_id=lina.pk, guardian_id=father.pk,
            kind=DecisionKind.PROTECTION_ORDER, starts_on=today, ends_on=today + dt.timedelta(days=180),
        )  # fmt: skip
    with scope.everything("test"):
        assert set(Guardianship.objects.filter(guardian=father).values_list("reach", flat=True)) == {Reach.BARRED}
        assert Guardianship.objects.get(guardian=mother).reach == Reach.AUTHORITY
        assert decided_reaches(on=today) == {(lina.pk, father.pk): Reach.BARRED}
        assert decided_reaches(on=today, students=[mother.pk]) == {}
    told = OutboxEvent.objects.filter(topic="directory.guardianship_changed")
    assert {event.tenant for event in told} == {here.pk, there.pk}
    assert all(event.payload["narrows"] and event.audience == [str(father.pk)] for event in told)
    entry = AuditEntry.objects.get(action="directory.record_court_decision")
    assert entry.chain == str(here.pk)
    assert "Ordonnance de protection" in audit.sentence_of(entry)
    assert "Moreau" not in str(entry.data)


@pytest.mark.django_db
def test_a_withdrawn_decision_gives_back_what_the_directory_says() -> None:
    with scope.everything("test"):
        here = people_of.school()
        lina = people_of.pupil("Lina", "Moreau", here)
        aunt = people_of.guardian("Rose", "Moreau", lina, here, Reach.CONTACT)
    with scope.use(scope.Scope.of([here.pk])):
        decision = record_court_decision(
            actor=people_of.HEAD, school_id=here.pk, student_id=lina.pk, guardian_id=aunt.pk,
            kind=DecisionKind.AUTHORITY, starts_on=clock.today(),
        )  # fmt: skip
        assert Guardianship.objects.get().reach == Reach.AUTHORITY
        withdraw_court_decision(actor=people_of.HEAD, school_id=here.pk, decision_id=decision.pk)
        assert Guardianship.objects.get().reach == Reach.CONTACT
        with pytest.raises(Unknown):
            withdraw_court_decision(actor=people_of.HEAD, school_id=here.pk, decision_id=decision.pk)


@pytest.mark.django_db
def test_a_head_names_only_pupils_of_the_school() -> None:
    with scope.everything("test"):
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        lina = people_of.pupil("Lina", "Moreau", there)
        father = people_of.guardian("Paul", "Moreau", lina, there)
    for school_id in (here.pk, there.pk):
        with scope.use(scope.Scope.of([here.pk])), pytest.raises(Unknown):
            record_court_decision(
                actor=people_of.HEAD, school_id=school_id, student_id=lina.pk, guardian_id=father.pk,
                kind=DecisionKind.NO_AUTHORITY, starts_on=clock.today(),
            )  # fmt: skip
    with scope.use(scope.Scope.of([there.pk])), pytest.raises(Refused):
        record_court_decision(
            actor=people_of.HEAD, school_id=there.pk, student_id=lina.pk, guardian_id=father.pk,
            kind=DecisionKind.NO_AUTHORITY, starts_on=dt.date(2026, 3, 2), ends_on=dt.date(2026, 3, 1),
        )  # fmt: skip
    assert not CourtDecision.objects.exists()


@pytest.mark.django_db
def test_decisions_begin_and_end_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    today = clock.today()
    real = clock.now
    with scope.everything("test"):
        here = people_of.school()
        lina = people_of.pupil("Lina", "Moreau", here)
        father = people_of.guardian("Paul", "Moreau", lina, here)
        record_court_decision(
            actor=people_of.HEAD, school_id=here.pk, student_id=lina.pk, guardian_id=father.pk,
            kind=DecisionKind.SUPERVISES, starts_on=today + dt.timedelta(days=2),
            ends_on=today + dt.timedelta(days=3),
        )  # fmt: skip

    def reach_after(days: int) -> str:
        monkeypatch.setattr(clock, "now", lambda: real() + dt.timedelta(days=days))
        refresh_reaches()
        with scope.everything("test"):
            return str(Guardianship.objects.get().reach)

    assert [reach_after(days) for days in range(1, 5)] == [
        Reach.AUTHORITY, Reach.SUPERVISES, Reach.SUPERVISES, Reach.AUTHORITY,
    ]  # fmt: skip
    assert AuditEntry.objects.filter(action="directory.refresh_reaches").count() == 2


@pytest.mark.django_db
def test_a_full_check_puts_strays_back_and_then_finds_nothing() -> None:
    with scope.everything("test"):
        here = people_of.school()
        lina = people_of.pupil("Lina", "Moreau", here)
        people_of.guardian("Paul", "Moreau", lina, here)
        Guardianship.objects.update(reach=Reach.BARRED)
        assert [change.after for change in recompute_reaches()] == [Reach.AUTHORITY]
        assert recompute_reaches() == []
    assert refresh_reaches(full=True) == []


@pytest.mark.django_db
def test_the_day_is_the_one_of_the_schools_own_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)  # already 2 March in Paris, still 1 March in Cayenne
    monkeypatch.setattr(clock, "now", lambda: moment)
    with scope.everything("test"):
        paris, cayenne = people_of.school("A"), people_of.school("B", tz="America/Cayenne")
        lina = people_of.pupil("Lina", "Moreau", paris)
        father = people_of.guardian("Paul", "Moreau", lina, paris)
        people_of.link(father, lina, cayenne)
        record_court_decision(
            actor=people_of.HEAD, school_id=paris.pk, student_id=lina.pk, guardian_id=father.pk,
            kind=DecisionKind.PROTECTION_ORDER, starts_on=dt.date(2026, 3, 2),
        )  # fmt: skip
        assert Guardianship.objects.get(school=paris).reach == Reach.BARRED
        assert Guardianship.objects.get(school=cayenne).reach == Reach.AUTHORITY
