"""Deltas change what they name and nothing else; after a delta, the full export of that day finds nothing to do."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from imports.aaf_files import (
    DAY,
    LEGAL,
    TEACHER,
    Export,
    dump,
    file_of,
    guardian,
    school,
    staff,
    state,
    student,
    take,
    totals,
)
from preau.directory.models import Affiliation, Enrollment, Guardianship, Person, School, Section
from preau.imports.demo import DemoPlan, write_academy, write_delta
from preau.imports.enums import PendingKind, RunKind, RunState
from preau.imports.models import ImportRefusal, PendingChange
from preau.kernel import clock, scope

pytestmark = pytest.mark.django_db
NEXT = DAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(clock, "today", lambda tz=None: DAY)
    with scope.everything("test"):
        yield


def base(**changes: dict[str, Any]) -> Export:
    e1: dict[str, Any] = {
        "links": [LEGAL.format("g1")], "ENTEleveGroupes": "1$ESP", "ENTEleveRegime": "EXTERNE LIBRE",
        "ENTEleveINE": "0123456789A", "mail": "e1@ent.example", "ENTPersonAdresse": "1 rue$Bât. B$$",
        "ENTEleveMEF": "20010015110",
    } | changes.get("e1", {})  # fmt: skip
    return Export().add(
        school("1", ENTStructureClasses=["2A$2$", "2B$2$"]),
        school("2"),
        guardian("g1", ENTPersonAdresseDiffusion="O", **changes.get("g1", {})),
        student("e1", **e1),
        student("e2", links=[LEGAL.format("g1")]),
        staff("p1", [TEACHER.format("1")], ENTAuxEnsClassesMatieres="1$2A$061300", ENTAuxEnsClassesPrincipal="1$2A"),
    )


def delta(day: dt.date = NEXT) -> Export:
    return Export(day=day, mode="Delta")


@pytest.fixture
def held(tmp_path: Path) -> None:
    """The directory after a first full import."""
    take(base().write(tmp_path / "full"))


@pytest.mark.usefixtures("held")
def test_only_the_attributes_named_change_and_an_empty_value_clears(tmp_path: Path) -> None:
    change = delta().modify("Eleve", "e1", ENTEleveRegime="INTERNE 5 JOURS", ENTEleveGroupes="", mail="")
    run = take(change.write(tmp_path / "d"))
    assert (run.kind, run.state) == (RunKind.DELTA, RunState.APPLIED)
    assert totals(run, "students") == {"changed": 1}
    enrollment = Enrollment.objects.get(student__records__join_key="e1")
    assert (enrollment.boarding_status, enrollment.ine, enrollment.homeroom.code) == (
        "INTERNE 5 JOURS", "0123456789A", "2A",
    )  # fmt: skip
    person = enrollment.student
    assert (person.email, person.address, person.family_name) == ("", "1 rue, Bât. B", "ELEVEe1")
    full = base(e1={"ENTEleveRegime": "INTERNE 5 JOURS", "ENTEleveGroupes": "", "mail": ""})
    before = state()
    before.pop("draws")
    run = take(full.write(tmp_path / "f2"))
    assert totals(run, "students") == {}
    after = state()
    after.pop("draws")
    assert after == before


@pytest.mark.usefixtures("held")
def test_a_pupil_moves_to_another_class_and_to_another_school(tmp_path: Path) -> None:
    run = take(delta().modify("Eleve", "e1", ENTEleveClasses="1$2B").write(tmp_path / "d"))
    assert totals(run, "students") == {"moved": 1}
    moving = {"ENTPersonStructRattach": "2", "ENTEleveClasses": "2$T1", "ENTEleveGroupes": ""}
    run = take(delta().modify("Eleve", "e1", **moving).write(tmp_path / "d2"))
    assert totals(run, "students") == {"moved": 1}
    places = Affiliation.objects.filter(source_key="e1").values_list("school__join_key", "state")
    assert set(places) == {("1", "suspended"), ("2", "active")}
    assert Person.objects.get(records__join_key="e1").suspended_at is None


@pytest.mark.usefixtures("held")
def test_who_is_deleted_leaves_and_who_is_added_comes(tmp_path: Path) -> None:
    change = delta().delete("Eleve", "e2").add(guardian("g9"), student("e9", links=[LEGAL.format("g9")]))
    run = take(change.write(tmp_path / "d"))
    assert totals(run, "students") == {"added": 1, "left": 1}
    assert totals(run, "guardians") == {"added": 1, "changed": 1}
    here = Affiliation.objects.filter(profile="National_elv", state="active")
    assert set(here.values_list("source_key", flat=True)) == {"e1", "e9"}


@pytest.mark.usefixtures("held")
def test_a_guardian_changes_alone_or_goes(tmp_path: Path) -> None:
    change = delta().modify("PersRelEleve", "g1", mobile="+33 6 00 00 00 01", ENTPersonAdresseDiffusion="N")
    run = take(change.write(tmp_path / "d"))
    assert totals(run, "guardians") == {"changed": 1}
    assert Person.objects.get(records__join_key="g1").mobile == "+33 6 00 00 00 01"
    assert not Guardianship.objects.filter(shares_address=True).exists()
    run = take(delta().delete("PersRelEleve", "g1").write(tmp_path / "d2"))
    assert totals(run, "guardians") == {"left": 1}
    assert not Guardianship.objects.filter(ended_at=None).exists()
    assert Person.objects.get(records__join_key="g1").suspended_at


@pytest.mark.usefixtures("held")
def test_staff_and_schools_change_by_attribute(tmp_path: Path) -> None:
    change = delta().modify("PersEducNat", "p1", ENTAuxEnsClassesMatieres=["1$2A$061300", "1$2B$061300"])
    change.modify("EtabEducNat", "1", street="2 rue Neuve")
    run = take(change.write(tmp_path / "d"))
    assert totals(run, "staff") == {"changed": 1}
    assert totals(run, "schools") == {"changed": 1}
    assert set(Section.objects.values_list("homeroom__code", flat=True)) == {"2A", "2B"}
    one = School.objects.get(join_key="1")
    assert (one.street, one.name, one.kind) == ("2 rue Neuve", "LYCEE 1", "upper_secondary")


@pytest.mark.usefixtures("held")
def test_unknown_records_are_refused_each_with_its_line(tmp_path: Path) -> None:
    before = dump()
    folder = delta().modify("Eleve", "e404", mail="x@y.example").delete("PersEducNat", "p404").write(tmp_path / "d")
    run = take(folder)
    found = ImportRefusal.objects.filter(run=run)
    assert {(one.cause, one.join_key, one.file) for one in found} == {
        ("unknown_record", "e404", file_of(folder, "Eleve").name),
        ("unknown_record", "p404", file_of(folder, "PersEducNat").name),
    }
    assert all(one.line for one in found)
    assert dump() == before


@pytest.mark.usefixtures("held")
def test_the_same_delta_twice_changes_nothing(tmp_path: Path) -> None:
    folder = delta().modify("Eleve", "e1", ENTEleveClasses="1$2B").delete("Eleve", "e2").write(tmp_path / "d")
    take(folder)
    before = dump()
    take(folder)
    assert dump() == before


@pytest.mark.usefixtures("held")
def test_a_third_guardian_of_a_delta_waits_too(tmp_path: Path) -> None:
    links = [LEGAL.format(key) for key in ("g1", "g2")]
    take(delta().add(guardian("g2")).modify("Eleve", "e1", ENTElevePersRelEleve=links).write(tmp_path / "d"))
    assert not PendingChange.objects.exists()
    links.append(LEGAL.format("g3"))
    take(delta().add(guardian("g3")).modify("Eleve", "e1", ENTElevePersRelEleve=links).write(tmp_path / "d2"))
    assert PendingChange.objects.get().kind == PendingKind.THIRD_GUARDIAN


def test_deltas_beside_a_full_are_laid_over_it_in_the_order_of_their_dates(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    base().write(folder)
    old = delta(DAY - dt.timedelta(days=1)).delete("Eleve", "e1")
    old.write(folder)
    delta(NEXT + dt.timedelta(days=1)).modify("Eleve", "e1", ENTEleveClasses="1$2A", mail="b@ent.example").write(folder)
    delta(NEXT).modify("Eleve", "e1", ENTEleveClasses="1$2B", mail="a@ent.example", homePhone="01").write(folder)
    Export(day=DAY - dt.timedelta(days=7)).add(school("1"), student("old")).write(folder)
    run = take(folder)
    assert run.kind == RunKind.FULL
    assert totals(run, "students") == {"added": 2}
    enrollment = Enrollment.objects.get(student__records__join_key="e1")
    assert (enrollment.homeroom.code, enrollment.student.email, enrollment.student.home_phone) == (
        "2A", "b@ent.example", "01",
    )  # fmt: skip


def test_full_then_delta_is_full_with_delta(tmp_path: Path) -> None:
    """On the demonstration: the delta imported after the full, or laid over it, give the same directory."""
    plan = DemoPlan(schools=4, students=400, seed=5, date=DAY)
    write_academy(plan, tmp_path / "full")
    write_delta(plan, tmp_path / "delta", share=0.1)
    write_academy(plan, tmp_path / "both")
    write_delta(plan, tmp_path / "both", share=0.1)
    take(tmp_path / "full", confirm=["all"])
    run = take(tmp_path / "delta", confirm=["all"])
    assert sum(totals(run, "students").values()) > 20
    after_delta = state()
    run = take(tmp_path / "both", confirm=["all"])
    assert totals(run, "students") == {"refused": run.report["totals"]["students"]["refused"]}
    assert totals(run, "guardians") == {}
    assert totals(run, "staff") == {}
    assert state() == after_delta
