"""What waits for a person and what happens at once: removals, heads, third guardians, summers, judges' decisions."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest

from imports.aaf_files import HEAD, LEGAL, TEACHER, Export, dump, guardian, school, staff, student, take, totals
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Affiliation, CourtDecision, DirectoryRecord, Guardianship, Person, School
from preau.directory.services import put_in_charge, record_court_decision, refresh_reaches
from preau.imports.enums import PendingKind, PendingState, RunState
from preau.imports.models import PendingChange
from preau.imports.public import confirm_pending, refuse_pending
from preau.kernel import clock, scope
from preau.kernel.actor import Actor, system
from preau.kernel.models import AuditEntry, OutboxEvent

pytestmark = pytest.mark.django_db
AUGUST = dt.date(2026, 8, 20)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(clock, "today", lambda tz=None: dt.date(2026, 11, 24))
    with scope.everything("test"):
        yield


def full(pupils: int = 30, teachers: int = 4, schools: tuple[str, ...] = ("1", "2"), **more: Any) -> Export:
    export = Export(**more)
    for one in schools:
        export.add(school(one))
        export.add(*(student(f"e{one}{number}", one) for number in range(pupils)))
        export.add(*(staff(f"p{one}{number}", [TEACHER.format(one)]) for number in range(teachers)))
    return export


def fewer(export: Export, prefix: str, count: int) -> Export:
    gone = [key for _category, key, *_rest in export.entries if key.startswith(prefix)][:count]
    for key in gone:
        export.without(key)
    return export


def active(profile: str, school_key: str) -> int:
    return Affiliation.objects.filter(profile=profile, school__join_key=school_key, state="active").count()


# Removals ---------------------------------------------------------------------


def test_many_removals_wait_in_their_school_and_the_others_go_on(tmp_path: Path) -> None:
    take(full().write(tmp_path / "a"))
    run = take(fewer(fewer(full(), "e1", 11), "e2", 5).write(tmp_path / "b"))
    assert run.state == RunState.WAITING
    assert (active("National_elv", "1"), active("National_elv", "2")) == (30, 25)
    pending = PendingChange.objects.get()
    assert (pending.kind, pending.count, pending.school.uai) == ("student_removals", 11, "0699001J")
    assert run.report["pending"] == [{"uai": "0699001J", "kind": "student_removals", "changes": 1, "count": 11}]
    assert totals(run, "students") == {"left": 5}


@pytest.mark.parametrize(
    ("present", "leaving", "waits"), [(30, 10, False), (30, 11, True), (300, 15, False), (300, 16, True)]
)
def test_more_than_five_percent_and_more_than_ten_wait(tmp_path: Path, present: int, leaving: int, waits: bool) -> None:
    take(full(present, schools=("1",)).write(tmp_path / "a"))
    take(fewer(full(present, schools=("1",)), "e1", leaving).write(tmp_path / "b"))
    assert PendingChange.objects.filter(kind=PendingKind.STUDENT_REMOVALS).exists() is waits
    assert active("National_elv", "1") == (present if waits else present - leaving)


def test_staff_removals_wait_by_the_same_rule(tmp_path: Path) -> None:
    take(full(teachers=40, schools=("1",)).write(tmp_path / "a"))
    take(fewer(full(teachers=40, schools=("1",)), "p1", 11).write(tmp_path / "b"))
    assert PendingChange.objects.get().kind == "staff_removals"
    assert active("National_ens", "1") == 40


def test_confirmed_on_the_command_line_they_leave_at_once(tmp_path: Path) -> None:
    take(full().write(tmp_path / "a"))
    export = fewer(fewer(full(), "e1", 11), "e2", 11)
    take(export.write(tmp_path / "b"), confirm=["0699001J"])
    assert (active("National_elv", "1"), active("National_elv", "2")) == (19, 30)
    take(export.write(tmp_path / "b"), confirm=["all"])
    assert active("National_elv", "2") == 19
    assert not PendingChange.objects.filter(state=PendingState.WAITING).exists()


def test_confirmed_later_they_leave_and_the_report_tells_it(tmp_path: Path) -> None:
    take(full().write(tmp_path / "a"))
    run = take(fewer(full(), "e1", 11).write(tmp_path / "b"))
    pending = PendingChange.objects.get()
    confirm_pending(actor=Actor("Hélène Garnier, direction", uuid.uuid4()), pending_id=pending.pk)
    assert active("National_elv", "1") == 19
    run.refresh_from_db()
    assert (run.state, totals(run, "students")) == (RunState.APPLIED, {"left": 11})
    assert Person.objects.filter(suspended_at__isnull=False).count() == 11
    assert AuditEntry.objects.filter(action="imports.confirm_pending").count() == 1
    event = OutboxEvent.objects.get(topic="directory.affiliation_ended")
    assert len(event.payload["persons"]) == 11
    with pytest.raises(Refused, match="déjà été décidé"):
        confirm_pending(actor=system("test"), pending_id=pending.pk)


def test_refused_they_stay_and_the_same_list_is_not_proposed_again(tmp_path: Path) -> None:
    take(full().write(tmp_path / "a"))
    folder = fewer(full(), "e1", 11).write(tmp_path / "b")
    take(folder)
    refuse_pending(actor=system("test"), pending_id=PendingChange.objects.get().pk)
    run = take(folder)
    assert run.state == RunState.APPLIED
    assert active("National_elv", "1") == 30
    assert PendingChange.objects.count() == 1


def test_a_newer_list_takes_the_place_of_the_older(tmp_path: Path) -> None:
    take(full().write(tmp_path / "a"))
    take(fewer(full(), "e1", 11).write(tmp_path / "b"))
    take(fewer(full(), "e1", 12).write(tmp_path / "c"))
    assert sorted(PendingChange.objects.values_list("state", "count")) == [("superseded", 11), ("waiting", 12)]
    take(full().write(tmp_path / "d"))
    assert set(PendingChange.objects.values_list("state", flat=True)) == {"superseded"}


def test_waiting_changes_of_another_school_are_unknown(tmp_path: Path) -> None:
    take(full().write(tmp_path / "a"))
    take(fewer(full(), "e1", 11).write(tmp_path / "b"))
    other = School.objects.get(join_key="2").pk
    pending = PendingChange.objects.get().pk
    with scope.use(scope.Scope.of([other])), pytest.raises(Unknown):
        confirm_pending(actor=system("test"), pending_id=pending)


@pytest.mark.parametrize(
    ("day", "waits"),
    [((7, 9), False), ((7, 10), True), ((8, 20), True), ((9, 15), True), ((9, 16), False)],
)
def test_in_summer_removals_are_only_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: tuple[int, int], waits: bool
) -> None:
    moment = dt.date(2026, *day)
    monkeypatch.setattr(clock, "today", lambda tz=None: moment)
    take(full(day=dt.date(2026, 6, 1)).write(tmp_path / "a"))
    take(fewer(full(day=moment), "e1", 1).write(tmp_path / "b"))
    assert PendingChange.objects.filter(kind="student_removals", count=1).exists() is waits
    assert active("National_elv", "1") == (30 if waits else 29)


def test_an_export_of_summer_imported_later_waits_too(tmp_path: Path) -> None:
    take(full(day=dt.date(2026, 6, 1)).write(tmp_path / "a"))
    take(fewer(full(day=AUGUST), "e1", 1).write(tmp_path / "b"))
    assert PendingChange.objects.get().count == 1


# Heads ------------------------------------------------------------------------


def test_a_new_head_waits_for_a_second_person(tmp_path: Path) -> None:
    importer = Actor("Alex Brun, exploitation", uuid.uuid4())
    folder = full().add(staff("d1", [HEAD.format("1")])).write(tmp_path / "a")
    run = take(folder, actor=importer)
    assert run.state == RunState.WAITING
    assert active("National_dir", "1") == 0
    head = Person.objects.get(records__join_key="d1")
    assert head.suspended_at
    pending = PendingChange.objects.get()
    with pytest.raises(Refused, match="seconde personne"):
        confirm_pending(actor=importer, pending_id=pending.pk)
    before = dump()
    take(folder, actor=importer)
    assert dump() == before and PendingChange.objects.count() == 1
    confirm_pending(actor=Actor("Paul Faure, Région", uuid.uuid4()), pending_id=pending.pk)
    place = Affiliation.objects.get(profile="National_dir")
    assert (place.state, place.person_id, place.functions.get().code) == ("active", head.pk, "DIR")
    assert Person.objects.get(pk=head.pk).suspended_at is None
    before = dump()
    take(folder, actor=importer)
    assert dump() == before and PendingChange.objects.count() == 1


def test_who_opens_an_academy_confirms_its_heads(tmp_path: Path) -> None:
    take(full().add(staff("d1", [HEAD.format("1")])).write(tmp_path / "a"), confirm=["all"])
    assert active("National_dir", "1") == 1
    assert not PendingChange.objects.exists()


def test_heads_that_waited_are_confirmed_by_a_later_import_that_says_so(tmp_path: Path) -> None:
    folder = full().add(staff("d1", [HEAD.format("1")])).write(tmp_path / "a")
    take(folder)
    run = take(folder, confirm=["0699001J"])
    assert active("National_dir", "1") == 1
    assert PendingChange.objects.get().state == PendingState.CONFIRMED
    assert run.state == RunState.APPLIED


def test_a_teacher_who_becomes_head_keeps_teaching_while_it_waits(tmp_path: Path) -> None:
    take(full().write(tmp_path / "a"))
    export = full().without("p10").add(staff("p10", [TEACHER.format("1"), HEAD.format("1")]))
    take(export.write(tmp_path / "b"))
    assert set(Affiliation.objects.filter(source_key="p10").values_list("profile", "state")) == {
        ("National_ens", "active")
    }
    confirm_pending(actor=system("test"), pending_id=PendingChange.objects.get().pk)
    before = dump()
    take(export.write(tmp_path / "b"))
    assert dump() == before


# Guardians ----------------------------------------------------------------------


def family(*links: str, **more: Any) -> Export:
    keys = [link.split("$")[0] for link in links]
    return Export().add(school("1"), student("e1", links=list(links), **more), *(guardian(key) for key in keys))


def held() -> set[tuple[str, str]]:
    """(guardian, reach) of the open guardianships."""
    rows = Guardianship.objects.filter(ended_at=None)
    return {(DirectoryRecord.objects.get(person=one.guardian_id, kind="guardian").join_key, one.reach) for one in rows}


def test_a_third_guardian_waits_for_a_second_person(tmp_path: Path) -> None:
    both = [LEGAL.format("g1"), LEGAL.format("g2")]
    take(family(*both).write(tmp_path / "a"))
    run = take(family(*both, LEGAL.format("g3"), homeroom="2C").write(tmp_path / "b"))
    assert held() == {("g1", "authority"), ("g2", "authority")}
    assert totals(run, "students") == {"moved": 1}
    pending = PendingChange.objects.get()
    assert (pending.kind, pending.subject_key) == ("third_guardian", "e1/g3/a")
    assert Person.objects.get(records__join_key="g3").suspended_at
    confirm_pending(actor=system("test"), pending_id=pending.pk)
    assert held() == {("g1", "authority"), ("g2", "authority"), ("g3", "authority")}
    assert Person.objects.get(records__join_key="g3").suspended_at is None
    before = dump()
    take(family(*both, LEGAL.format("g3"), homeroom="2C").write(tmp_path / "b"))
    assert dump() == before


def test_a_pupil_who_arrives_with_three_guardians_has_them_all(tmp_path: Path) -> None:
    take(family(LEGAL.format("g1"), LEGAL.format("g2"), LEGAL.format("g3")).write(tmp_path / "a"))
    assert len(held()) == 3 and not PendingChange.objects.exists()


def test_a_guardian_who_replaces_another_does_not_wait(tmp_path: Path) -> None:
    take(family(LEGAL.format("g1"), LEGAL.format("g2")).write(tmp_path / "a"))
    take(family(LEGAL.format("g1"), LEGAL.format("g3")).write(tmp_path / "b"))
    assert {key for key, _reach in held()} == {"g1", "g3"}


def test_withdrawing_a_guardianship_applies_at_once_even_when_the_rest_waits(tmp_path: Path) -> None:
    more = full(schools=("1",))
    take(
        family(LEGAL.format("g1"), LEGAL.format("g2"))
        .add(*[one[:3] for one in more.entries if one[1] != "1"])
        .write(tmp_path / "a")
    )
    fewer(more, "e1", 20)
    run = take(
        family(LEGAL.format("g1"))
        .add(guardian("g2"), *[one[:3] for one in more.entries if one[1] != "1"])
        .write(tmp_path / "b")
    )
    assert PendingChange.objects.get().kind == "student_removals"
    assert held() == {("g1", "authority")}
    assert totals(run, "guardians") == {"left": 1}
    assert Person.objects.get(records__join_key="g2").suspended_at
    assert OutboxEvent.objects.filter(topic="directory.guardianship_ended").count() == 1


@pytest.mark.parametrize(
    ("value", "reach"),
    [
        ("g1$10$1$1$1$1", "authority"), ("g1$20$0$1$0$0", "authority"), ("g1$39$0$2$0$0", "in_charge"),
        ("g1$90$0$3$0$0", "contact"), ("g1$1$1$1$1$0", "authority"), ("g1$2$0$2$0$0", "authority"),
        ("g1$4$0$0$0$0", "contact"),
    ],
)  # fmt: skip
def test_both_nomenclatures_of_responsibility_are_read(tmp_path: Path, value: str, reach: str) -> None:
    take(family(value).write(tmp_path / "a"))
    assert held() == {("g1", reach)}


def test_a_judge_s_decision_wins_over_every_import(tmp_path: Path) -> None:
    take(family(LEGAL.format("g1"), LEGAL.format("g2")).write(tmp_path / "a"))
    link = Guardianship.objects.get(guardian__records__join_key="g1")
    CourtDecision.objects.create(
        student=link.student, guardian=link.guardian, kind="protection_order", starts_on=dt.date(2026, 11, 1),
        recorded_by_school=link.school, recorded_at=clock.now(),
    )  # fmt: skip
    take(family(LEGAL.format("g1"), LEGAL.format("g2"), homeroom="2Z").write(tmp_path / "b"))
    assert held() == {("g1", "barred"), ("g2", "authority")}
    assert Guardianship.objects.get(pk=link.pk).source_reach == "authority"


def test_what_the_head_decided_stays_while_the_directory_says_the_same(tmp_path: Path) -> None:
    take(family("g1$90$0$3$0$0").write(tmp_path / "a"))
    put_in_charge(actor=system("test"), **pair())
    assert held() == {("g1", "in_charge")}
    for name, homeroom in (("b", "2Z"), ("c", "2Y")):
        take(family("g1$90$0$3$0$0", homeroom=homeroom).write(tmp_path / name))
        assert refresh_reaches(full=True) == []
        assert held() == {("g1", "in_charge")}
    take(family("g1$10$0$1$0$0", homeroom="2Y").write(tmp_path / "d"))
    assert held() == {("g1", "authority")}


def pair() -> dict[str, uuid.UUID]:
    link = Guardianship.objects.get()
    return {"school_id": link.school_id, "student_id": link.student_id, "guardian_id": link.guardian_id}


@pytest.mark.parametrize(("said", "reach"), [("g1$10$0$1$0$0", "authority"), ("g1$39$0$2$0$0", "in_charge")])
def test_another_word_of_the_directory_makes_the_head_s_choice_lapse_for_good(
    tmp_path: Path, said: str, reach: str
) -> None:
    take(family("g1$90$0$3$0$0").write(tmp_path / "a"))
    put_in_charge(actor=system("test"), **pair())
    take(family(said).write(tmp_path / "b"))
    assert held() == {("g1", reach)}
    assert Guardianship.objects.get().head_reach == ""
    take(family("g1$90$0$3$0$0").write(tmp_path / "c"))
    assert refresh_reaches(full=True) == []
    assert held() == {("g1", "contact")}
    event = OutboxEvent.objects.filter(topic="directory.guardianship_changed").latest("pk")
    assert (event.payload["after"], event.payload["narrows"]) == ("contact", True)


def test_a_contact_withdrawn_then_delivered_again_is_a_contact(tmp_path: Path) -> None:
    take(family("g1$90$0$3$0$0").write(tmp_path / "a"))
    put_in_charge(actor=system("test"), **pair())
    take(family().add(guardian("g1")).write(tmp_path / "b"))
    assert held() == set()
    take(family("g1$90$0$3$0$0").write(tmp_path / "c"))
    assert held() == {("g1", "contact")}


def test_a_judge_wins_over_the_head_in_an_import_and_the_end_gives_the_charge_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(family("g1$90$0$3$0$0").write(tmp_path / "a"))
    put_in_charge(actor=system("test"), **pair())
    record_court_decision(
        actor=system("test"), **pair(), kind="protection_order", starts_on=dt.date(2026, 11, 1),
        ends_on=dt.date(2026, 11, 30),
    )  # fmt: skip
    take(family("g1$90$0$3$0$0", homeroom="2Z").write(tmp_path / "b"))
    assert held() == {("g1", "barred")}
    monkeypatch.setattr(clock, "today", lambda tz=None: dt.date(2026, 12, 1))
    refresh_reaches()
    take(family("g1$90$0$3$0$0", homeroom="2Y").write(tmp_path / "c"))
    assert held() == {("g1", "in_charge")}


def test_a_guardian_who_may_do_less_is_told_to_whoever_ends_sessions(tmp_path: Path) -> None:
    take(family(LEGAL.format("g1")).write(tmp_path / "a"))
    take(family("g1$10$1$3$1$0").write(tmp_path / "b"))
    event = OutboxEvent.objects.get(topic="directory.guardianship_changed")
    assert (event.payload["before"], event.payload["after"], event.payload["narrows"]) == ("authority", "contact", True)
