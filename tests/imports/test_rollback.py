"""An import undone: the directory is what it was before, save what was changed since and what was closed for good."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from directory import listed
from imports.aaf_files import DAY, LEGAL, TEACHER, Export, guardian, school, staff, state, student, take
from preau.directory.enums import DecisionKind
from preau.directory.errors import Refused
from preau.directory.models import Affiliation, Enrollment, Guardianship, Person, School
from preau.directory.services import put_in_charge, record_court_decision, refresh_reaches
from preau.imports import rollback
from preau.imports.demo import DemoPlan, write_academy, write_delta
from preau.imports.enums import PendingState, RunState, SchoolStepState
from preau.imports.models import ImportRun, ImportSchoolStep, PendingChange
from preau.kernel import audit, clock, jobs, scope
from preau.kernel.actor import Actor, system
from preau.kernel.models import AuditEntry, Job, OutboxEvent

pytestmark = pytest.mark.django_db
NEXT = DAY + dt.timedelta(days=1)
HEAD = Actor("Hélène Garnier, direction")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(clock, "today", lambda tz=None: DAY)
    with scope.everything("test"):
        yield


def undo(run: ImportRun, school_key: str = "") -> ImportRun:
    school_id = School.objects.get(join_key=school_key).pk if school_key else None
    rollback.request_undo(actor=HEAD, run_id=run.pk, school_id=school_id)
    jobs.settle()
    listed.assert_true()
    run.refresh_from_db()
    return run


def undone_state(run: ImportRun, school_key: str = "") -> dict[str, Any]:
    undo(run, school_key)
    return state()


def conflicts() -> set[tuple[str, str]]:
    return {(one[0], one[1]) for step in ImportSchoolStep.objects.all() for one in step.conflicts or ()}


def without(told: dict[str, list[str]], *names: str) -> dict[str, list[str]]:
    return {name: rows for name, rows in told.items() if name not in names}


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_a_delta_of_the_demonstration_and_its_undoing_change_nothing(tmp_path: Path, seed: int) -> None:
    """Save the guardianships that the delta withdrew: these stay closed."""
    plan = DemoPlan(schools=4, students=300, seed=seed, date=DAY)
    write_academy(plan, tmp_path / "full")
    write_delta(plan, tmp_path / "delta", share=0.2)
    take(tmp_path / "full", confirm=["all"])
    before = state()
    closed = set(Guardianship.objects.exclude(ended_at=None).values_list("pk", flat=True))
    run = take(tmp_path / "delta", confirm=["all"])
    assert state() != before
    withdrawn = {
        number
        for step in ImportSchoolStep.objects.filter(run=run)
        for kept in rollback.unfolded(step.undo)
        for number in kept.withdrawn
    }
    after = undone_state(run)
    assert conflicts() <= {("guardianships", "closed")}
    ended = {
        one.hex for one in Guardianship.objects.exclude(ended_at=None).values_list("pk", flat=True) if one not in closed
    }
    assert ended <= withdrawn
    if not withdrawn:
        assert after == before
    else:
        Guardianship.objects.filter(pk__in=ended).update(ended_at=None)
        # Their pupils' places forgot their mark, so that the next delivery looks at them.
        assert without(state(), "places") == without(before, "places")
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert audit.verify() == []


def test_a_first_import_undone_leaves_the_schools_and_nobody(tmp_path: Path) -> None:
    plan = DemoPlan(schools=4, students=200, seed=3, date=DAY)
    write_academy(plan, tmp_path / "full")
    run = take(tmp_path / "full", confirm=["all"])
    undo(run)
    assert conflicts() == set()
    left = state()
    assert {name for name, rows in left.items() if rows} == {"schools"}
    assert not Person.objects.exists()
    assert ImportRun.objects.get().state == RunState.UNDONE
    again = take(tmp_path / "full", confirm=["all"])
    assert again.report["totals"]["students"]["added"] >= 190


def base(**e1: Any) -> Export:
    return Export().add(
        school("1", ENTStructureClasses=["2A$2$", "2B$2$"]),
        school("2"),
        guardian("g1"),
        guardian("g2"),
        student("e1", **({"links": [LEGAL.format("g1"), LEGAL.format("g2")]} | e1)),
        student("e2", links=[LEGAL.format("g1")]),
        staff("p1", [TEACHER.format("1")], ENTAuxEnsClassesMatieres="1$2A$061300"),
    )


def delta(day: dt.date = NEXT) -> Export:
    return Export(day=day, mode="Delta")


@pytest.fixture
def held(tmp_path: Path) -> ImportRun:
    return take(base().write(tmp_path / "full"), confirm=["all"])


@pytest.mark.usefixtures("held")
def test_a_pupil_who_left_by_mistake_comes_back_with_those_who_answer_for_them(tmp_path: Path) -> None:
    before = state()
    run = take(delta().delete("Eleve", "e2").write(tmp_path / "d"))
    assert Person.objects.get(records__join_key="e2").suspended_at
    OutboxEvent.objects.all().delete()
    assert undone_state(run, "1") == before
    step = ImportSchoolStep.objects.get(run=run)
    assert (step.state, step.undo, step.conflicts) == (SchoolStepState.UNDONE, None, [])
    assert {"imports.request_undo", "imports.school_undone", "imports.run_undone"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )


@pytest.mark.usefixtures("held")
def test_who_came_by_mistake_goes_and_is_told(tmp_path: Path) -> None:
    before = state()
    change = delta().add(guardian("g9"), student("e9", links=[LEGAL.format("g9")]))
    run = take(change.write(tmp_path / "d"))
    OutboxEvent.objects.all().delete()
    assert undone_state(run, "1") == before
    assert set(OutboxEvent.objects.values_list("topic", flat=True)) == {
        "directory.affiliation_ended", "directory.guardianship_ended",
    }  # fmt: skip


@pytest.mark.usefixtures("held")
def test_asking_twice_does_it_once(tmp_path: Path) -> None:
    run = take(delta().modify("Eleve", "e1", ENTEleveClasses="1$2B").write(tmp_path / "d"))
    here = School.objects.get(join_key="1")
    rollback.request_undo(actor=HEAD, run_id=run.pk, school_id=here.pk)
    rollback.request_undo(actor=HEAD, run_id=run.pk, school_id=here.pk)
    assert Job.objects.filter(name=rollback.JOB).count() == 1
    assert AuditEntry.objects.filter(action="imports.request_undo").count() == 1
    jobs.settle()
    with pytest.raises(Refused):
        rollback.request_undo(actor=HEAD, run_id=run.pk, school_id=here.pk)
    rollback.do_undo(actor=HEAD, run_id=run.pk, whole=True)
    assert AuditEntry.objects.filter(action="imports.school_undone").count() == 1


@pytest.mark.usefixtures("held")
def test_what_a_later_delivery_changed_is_left_alone_and_listed(tmp_path: Path) -> None:
    change = delta().modify("Eleve", "e1", ENTEleveClasses="1$2B").add(student("e9", links=[LEGAL.format("g1")]))
    run = take(change.modify("Eleve", "e2", ENTEleveClasses="1$2B").write(tmp_path / "d"))
    later = (
        delta(NEXT + dt.timedelta(days=1))
        .modify("Eleve", "e1", ENTEleveRegime="INTERNE")
        .modify("Eleve", "e9", ENTEleveRegime="INTERNE")
    )
    take(later.write(tmp_path / "d2"))
    seen = rollback.conflicts_seen(ImportSchoolStep.objects.get(run=run))
    assert {(one.table, one.reason) for one in seen} == {("affiliations", "changed"), ("enrollments", "changed")}
    undo(run, "1")
    classes = dict(Enrollment.objects.values_list("student__records__join_key", "homeroom__code"))
    assert classes["e1"] == "2B" and classes["e2"] == "2A"
    assert Guardianship.objects.get(student__records__join_key="e9").ended_at is None
    people = {one[2] for step in ImportSchoolStep.objects.filter(run=run) for one in step.conflicts}
    assert people == {
        one.hex for one in Person.objects.filter(records__join_key__in=["e1", "e9"]).values_list("pk", flat=True)
    }


@pytest.mark.usefixtures("held")
def test_a_withdrawn_guardianship_stays_closed_and_the_next_delivery_looks_again(tmp_path: Path) -> None:
    links = [LEGAL.format("g1")]
    run = take(delta().modify("Eleve", "e1", ENTElevePersRelEleve=links, ENTEleveClasses="1$2B").write(tmp_path / "d"))
    undo(run, "1")
    pair = Guardianship.objects.get(student__records__join_key="e1", guardian__records__join_key="g2")
    assert pair.ended_at is not None
    assert Person.objects.get(records__join_key="g2").suspended_at is not None
    assert Enrollment.objects.get(student__records__join_key="e1").homeroom.code != "2B"
    assert conflicts() == {("guardianships", "closed")}
    take(base().write(tmp_path / "again"))
    pair.refresh_from_db()
    assert pair.ended_at is None


@pytest.mark.usefixtures("held")
def test_what_a_judge_closed_stays_closed(tmp_path: Path) -> None:
    """A pupil leaves, the judge decides, the leaving is undone: the pupil is back, the guardian is not."""
    student_id = Person.objects.get(records__join_key="e1").pk
    guardian_id = Person.objects.get(records__join_key="g2").pk
    here = School.objects.get(join_key="1").pk
    record_court_decision(
        actor=HEAD, school_id=here, student_id=student_id, guardian_id=guardian_id,
        kind=DecisionKind.NO_AUTHORITY, starts_on=DAY + dt.timedelta(days=1),
    )  # fmt: skip
    run = take(delta().delete("Eleve", "e1").write(tmp_path / "d"))
    from preau.directory.models import CourtDecision
    from preau.directory.reach import recompute_reaches

    CourtDecision.objects.update(starts_on=DAY)
    recompute_reaches(students=[student_id])
    undo(run, "1")
    assert Affiliation.objects.get(person_id=student_id).state == "active"
    pair = Guardianship.objects.get(student_id=student_id, guardian_id=guardian_id)
    assert pair.reach == "barred"
    other = Guardianship.objects.get(student_id=student_id, guardian__records__join_key="g1")
    assert (other.reach, other.ended_at) == ("authority", None)


@pytest.mark.usefixtures("held")
def test_a_narrowed_reach_is_not_widened(tmp_path: Path) -> None:
    narrowed = [LEGAL.format("g1"), "g2$10$0$3$2$0"]
    run = take(delta().modify("Eleve", "e1", ENTElevePersRelEleve=narrowed).write(tmp_path / "d"))
    reach = Guardianship.objects.get(student__records__join_key="e1", guardian__records__join_key="g2").reach
    undo(run, "1")
    pair = Guardianship.objects.get(student__records__join_key="e1", guardian__records__join_key="g2")
    assert (pair.reach, reach != "authority") == (reach, True)


@pytest.mark.usefixtures("held")
def test_who_has_used_their_account_since_is_suspended_not_erased(tmp_path: Path) -> None:
    from preau.identity.models import Account

    run = take(delta().add(student("e9")).write(tmp_path / "d"))
    person = Person.objects.get(records__join_key="e9")
    Account.objects.create(person=person, login="e9", created_at=clock.now())
    undo(run, "1")
    person.refresh_from_db()
    assert person.suspended_at is not None
    assert not Affiliation.objects.filter(person=person).exists()
    assert conflicts() == {("people", "used")}


def test_what_waited_of_the_run_waits_no_more_and_what_it_replaced_waits_again(tmp_path: Path) -> None:
    many = [student(f"e{number}") for number in range(30)]
    whole = Export().add(school("1"), *many, staff("p1", [TEACHER.format("1")]))
    take(whole.write(tmp_path / "f1"), confirm=["all"])
    less = Export(day=NEXT).add(school("1"), *many[:10], staff("p1", [TEACHER.format("1")]))
    take(less.write(tmp_path / "f2"))
    least = Export(day=NEXT + dt.timedelta(days=1)).add(school("1"), *many[:5], staff("p1", [TEACHER.format("1")]))
    run = take(least.write(tmp_path / "f3"))
    assert list(PendingChange.objects.order_by("created_at").values_list("state", flat=True)) == [
        "superseded",
        "waiting",
    ]
    undo(run, "1")
    assert list(PendingChange.objects.order_by("created_at").values_list("state", flat=True)) == ["waiting", "undone"]
    assert PendingState.UNDONE.label


@pytest.mark.usefixtures("held")
def test_after_fourteen_days_it_is_too_late_and_the_journal_is_gone(tmp_path: Path) -> None:
    run = take(delta().delete("Eleve", "e2").write(tmp_path / "d"))
    ImportSchoolStep.objects.filter(run=run).update(
        applied_at=clock.now() - dt.timedelta(days=rollback.UNDO_DAYS, hours=1)
    )
    with pytest.raises(Refused, match="14 jours"):
        rollback.request_undo(actor=HEAD, run_id=run.pk)
    rollback.forget_old()
    assert not ImportSchoolStep.objects.filter(run=run, undo__isnull=False).exists()


@pytest.mark.usefixtures("held")
def test_a_cut_undoing_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state()
    change = delta().add(school("2"), student("e7", ENTPersonStructRattach="2", ENTEleveClasses="2$T1"))
    run = take(change.delete("Eleve", "e2").write(tmp_path / "d"))
    rollback.request_undo(actor=HEAD, run_id=run.pk)
    real, done = rollback.undo_school, []

    def once(**named: Any) -> Any:
        if done:
            raise RuntimeError("cut")
        done.append(named)
        return real(**named)

    with monkeypatch.context() as patched:
        patched.setattr(rollback, "undo_school", once)
        with pytest.raises(RuntimeError):
            rollback.do_undo(actor=HEAD, run_id=run.pk, whole=True)
    rollback.do_undo(actor=system("travaux"), run_id=run.pk, whole=True)
    assert without(state(), "schools") == without(before, "schools")


CONTACT = "g2$90$0$3$0$0"


@pytest.fixture
def in_charge(tmp_path: Path) -> Guardianship:
    """A mere contact put in charge by the head, before the import that is undone."""
    take(base(links=[LEGAL.format("g1"), CONTACT]).write(tmp_path / "held"))
    pair = Guardianship.objects.get(student__records__join_key="e1", guardian__records__join_key="g2")
    return put_in_charge(actor=HEAD, school_id=pair.school_id, student_id=pair.student_id, guardian_id=pair.guardian_id)


@pytest.mark.parametrize("said", ["g2$90$1$3$1$0", "g2$10$0$1$1$0"], ids=["same word", "another word"])
def test_what_the_head_chose_before_an_import_is_there_again_after_its_undoing(
    tmp_path: Path, in_charge: Guardianship, said: str
) -> None:
    links = [LEGAL.format("g1"), said]
    run = take(delta().modify("Eleve", "e1", ENTElevePersRelEleve=links).write(tmp_path / "d"))
    assert Guardianship.objects.get(pk=in_charge.pk).contact_rank == 1
    undo(run, "1")
    pair = Guardianship.objects.get(pk=in_charge.pk)
    assert (pair.source_reach, pair.reach, pair.head_reach) == ("contact", "in_charge", "in_charge")
    assert pair.contact_rank != 1 and conflicts() == set()
    assert refresh_reaches(full=True) == []


def test_what_the_head_chose_since_an_import_is_no_part_of_its_undoing(tmp_path: Path) -> None:
    run = take(base(links=[LEGAL.format("g1"), CONTACT]).write(tmp_path / "first"))
    pair = Guardianship.objects.get(student__records__join_key="e1", guardian__records__join_key="g2")
    put_in_charge(actor=HEAD, school_id=pair.school_id, student_id=pair.student_id, guardian_id=pair.guardian_id)
    undo(run, "1")
    pair.refresh_from_db()
    assert (pair.reach, pair.head_reach) == ("in_charge", "in_charge")
    assert ("guardianships", "changed") in conflicts()
