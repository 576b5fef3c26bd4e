"""A directory export becomes people with places; the same again changes nothing; order does not matter."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from imports.aaf_files import (
    HEAD,
    LEGAL,
    OPERATOR,
    TEACHER,
    Export,
    dump,
    guardian,
    school,
    staff,
    state,
    student,
    take,
    totals,
)
from preau.directory.models import (
    Affiliation,
    DirectoryRecord,
    Enrollment,
    Guardianship,
    HomeroomTeacher,
    Person,
    School,
    Section,
    StudentGroup,
)
from preau.imports.demo import DemoPlan, write_academy
from preau.imports.enums import RunState
from preau.imports.models import ImportRun
from preau.imports.services import start_import
from preau.kernel import scope
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    with scope.everything("test"):
        yield


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration at twenty schools, written once."""
    folder = tmp_path_factory.getbasetemp() / "demo-twenty"
    if not folder.exists():
        write_academy(DemoPlan(schools=20, students=1200, seed=3, date=dt.date(2026, 11, 24)), folder)
    return folder


def two_schools() -> Export:
    """Two schools, a family over both, a teacher over both, two Sophie Martin."""
    return Export().add(
        school("1", ENTStructureClasses=["2A$2$", "2B$0$"], ENTStructureGroupes=["ESP$1$2A"]),
        school("2"),
        guardian("g1", "MARTIN", givenName="Sophie", ENTPersonAdresseDiffusion="O"),
        guardian("g2", "MARTIN", givenName="Sophie"),
        student("e1", links=[LEGAL.format("g1")], ENTEleveGroupes="1$ESP", ENTEleveINE="0123456789A"),
        student("e2", "2", "T1", links=[LEGAL.format("g1")]),
        student("e3", links=[LEGAL.format("g2")]),
        staff(
            "p1",
            [TEACHER.format("1"), TEACHER.format("2")],
            ENTAuxEnsClassesMatieres=["1$2A$061300", "2$T1$061300"],
            ENTAuxEnsGroupesMatieres="1$ESP$030602",
            ENTAuxEnsClassesPrincipal="1$2A",
        ),
        staff("p2", [HEAD.format("1")]),
    )


def test_an_export_gives_everybody_a_place(tmp_path: Path) -> None:
    run = take(two_schools().write(tmp_path / "x"), confirm=["all"])
    assert run.state == RunState.APPLIED
    assert totals(run, "students") == {"added": 3}
    assert totals(run, "guardians") == {"added": 2}
    assert totals(run, "staff") == {"added": 2}
    assert totals(run, "schools") == {"added": 2}
    assert totals(run, "homerooms") == {"added": 3}
    assert totals(run, "groups") == {"added": 1}
    pupil = Enrollment.objects.get(student__family_name="ELEVEe1")
    assert (pupil.homeroom.code, pupil.ine, pupil.school_year_id) == ("2A", "0123456789A", 2026)
    assert StudentGroup.objects.get().memberships.count() == 1
    assert set(Section.objects.values_list("subject_code", "homeroom__code", "group__code")) == {
        ("061300", "2A", None), ("061300", "T1", None), ("030602", None, "ESP"),
    }  # fmt: skip
    assert HomeroomTeacher.objects.get().homeroom.code == "2A"
    link = Guardianship.objects.get(student=pupil.student)
    assert (link.reach, link.relation_code, link.pays_fees, link.shares_address) == ("authority", "10", True, True)


def test_a_person_of_two_schools_is_written_once_and_counted_once(tmp_path: Path) -> None:
    run = take(two_schools().write(tmp_path / "x"), confirm=["all"])
    teacher = DirectoryRecord.objects.get(kind="staff", join_key="p1").person
    assert Affiliation.objects.filter(person=teacher, profile="National_ens").count() == 2
    parent = DirectoryRecord.objects.get(kind="guardian", join_key="g1").person
    assert Guardianship.objects.filter(guardian=parent).values("school").distinct().count() == 2
    assert [line["guardians"]["added"] for line in run.report["schools"]] == [2, 1]
    assert run.report["totals"]["guardians"]["added"] == 2


def test_two_guardians_of_the_same_name_never_meet(tmp_path: Path) -> None:
    take(two_schools().write(tmp_path / "x"))
    both = Person.objects.filter(family_name="MARTIN", given_name="Sophie")
    assert both.count() == 2
    children = {
        person.records.get().join_key: sorted(
            DirectoryRecord.objects.filter(
                kind="student", person__in=Guardianship.objects.filter(guardian=person).values("student")
            ).values_list("join_key", flat=True)
        )
        for person in both
    }
    assert children == {"g1": ["e1", "e2"], "g2": ["e3"]}


def test_the_same_key_in_two_academies_is_two_people(tmp_path: Path) -> None:
    take(two_schools().write(tmp_path / "lyon"))
    other = two_schools().write(tmp_path / "lille")
    for path in other.iterdir():
        text = path.read_text().replace('codeAcademieExport="10"', 'codeAcademieExport="9"')
        path.write_text(text.replace("0699001J", "0599001L").replace("0699002K", "0599002M"))
    run = take(other)
    assert totals(run, "students") == {"added": 3}
    assert DirectoryRecord.objects.filter(kind="student", join_key="e1").values("person").distinct().count() == 2


def test_the_same_input_twice_changes_nothing(demo: Path) -> None:
    take(demo, confirm=["all"])
    before = dump()
    run = take(demo, confirm=["all"])
    assert dump() == before
    assert all(
        not count
        for kind in run.report["totals"].values()
        for operation, count in kind.items()
        if operation != "refused"
    )


def test_the_demonstration_at_twenty_schools_has_all_its_people(demo: Path) -> None:
    run = take(demo, confirm=["all"])
    assert School.objects.count() == 20
    refused = run.report["totals"]["students"]["refused"]
    assert refused and run.report["totals"]["students"]["added"] == 1200 - refused
    assert Affiliation.objects.filter(profile="National_elv").count() == 1200 - refused
    assert not Person.objects.filter(suspended_at__isnull=False).exists()
    assert len(run.report["schools"]) == 20


def test_permuted_files_give_the_same_state(demo: Path, tmp_path: Path) -> None:
    """The numbers of the files are dealt anew, so that they are read in another order."""
    permuted = tmp_path / "permuted"
    shutil.copytree(demo, permuted)
    for mark in ("ENT-DEMO_", "ENT-DEMO1D_"):
        for kind in ("Eleve", "PersRelEleve", "PersEducNat"):
            names = sorted(permuted.glob(f"{mark}*_{kind}_*.xml"))
            for number, path in enumerate(names):
                path.rename(path.with_name(path.name[:-8] + f"{len(names) - number + 40:04d}.xml"))
    assert state_after(permuted) == state_after(demo)


def test_the_order_of_entries_over_files_does_not_matter(tmp_path: Path) -> None:
    """Also for a key carried by two entries of different files: the same one stays."""
    export = two_schools().add(student("e1", "2", "T1", givenName="Autre"))
    straight = state_after(export.write(tmp_path / "a", per_file=1))
    assert any("e1" in row for row in straight["places"])
    export.entries.reverse()
    assert state_after(export.write(tmp_path / "b", per_file=1)) == straight


def state_after(folder: Path) -> dict[str, list[str]]:
    """The state after importing a folder into an empty directory, which is empty again afterwards."""
    with transaction.atomic():
        take(folder, confirm=["all"])
        found = state()
        transaction.set_rollback(True)
    return found


def test_a_dry_run_computes_everything_and_writes_nothing(tmp_path: Path) -> None:
    folder = two_schools().write(tmp_path / "x")
    before = dump()
    run = take(folder, dry_run=True, confirm=["all"])
    after = dump()
    after.pop("directory_educationauthority"), before.pop("directory_educationauthority")
    assert after == before
    assert run.state == RunState.REHEARSED
    real = take(folder, confirm=["all"])
    assert real.report["totals"] == run.report["totals"]


def test_a_rehearsal_that_was_read_can_be_applied_without_its_files(tmp_path: Path) -> None:
    from preau.imports.services import apply_run

    folder = two_schools().write(tmp_path / "x")
    run = take(folder, dry_run=True)
    shutil.rmtree(folder)
    done = apply_run(actor=OPERATOR, run_id=run.pk)
    assert done.state == RunState.WAITING  # a head waits
    assert Enrollment.objects.count() == 3


def test_changes_are_counted_as_changed_moved_or_left(tmp_path: Path) -> None:
    take(two_schools().write(tmp_path / "a"), confirm=["all"])
    export = two_schools().without("e1").without("e3").without("p1")
    export.add(
        student("e1", "1", "2B", links=[LEGAL.format("g1")], ENTEleveGroupes="1$ESP", ENTEleveINE="0123456789A"),
        staff("p1", [TEACHER.format("1")], mail="p1@ac.example"),
    )
    export.without("g1").add(
        guardian("g1", "MARTIN", givenName="Sophie", mail="s@courriel.example", ENTPersonAdresseDiffusion="O")
    )
    run = take(export.write(tmp_path / "b"), confirm=["all"])
    assert totals(run, "students") == {"moved": 1, "left": 1}
    assert totals(run, "guardians") == {"changed": 1, "left": 1}
    assert totals(run, "staff") == {"left": 1}
    leaver = Enrollment.objects.get(student__records__join_key="e3")
    assert leaver.left_on and leaver.student.suspended_at
    assert Person.objects.get(records__join_key="g2", records__kind="guardian").suspended_at
    assert not Person.objects.get(records__join_key="p1").suspended_at


def test_a_pupil_who_changes_school_has_moved(tmp_path: Path) -> None:
    take(two_schools().write(tmp_path / "a"))
    export = two_schools().without("e3").add(student("e3", "2", "T1", links=[LEGAL.format("g2")]))
    run = take(export.write(tmp_path / "b"))
    assert totals(run, "students") == {"moved": 1}
    assert [line["students"]["left"] for line in run.report["schools"]] == [1, 0]
    pupil = Person.objects.get(records__join_key="e3")
    assert pupil.suspended_at is None
    assert Affiliation.objects.get(person=pupil, state="active").school.join_key == "2"


def test_who_returns_gets_the_same_person_back(tmp_path: Path) -> None:
    take(two_schools().write(tmp_path / "a"))
    pupil = DirectoryRecord.objects.get(kind="student", join_key="e3").person_id
    take(two_schools().without("e3").write(tmp_path / "b"))
    assert Person.objects.get(pk=pupil).suspended_at
    take(two_schools().write(tmp_path / "c"))
    person = Person.objects.get(pk=pupil)
    assert person.suspended_at is None
    assert DirectoryRecord.objects.get(kind="student", join_key="e3").person_id == pupil
    assert Enrollment.objects.get(student=pupil).left_on is None
    assert Guardianship.objects.get(student=pupil).ended_at is None


def test_a_school_is_audited_once_a_run_with_counts(tmp_path: Path) -> None:
    run = take(two_schools().write(tmp_path / "a"), confirm=["all"])
    entries = AuditEntry.objects.filter(action="imports.school_applied")
    assert entries.count() == 2
    assert {one.data["added"] for one in entries} == {9, 4}
    assert all(one.data["run"] == str(run.pk) for one in entries)


def test_a_second_import_at_the_same_time_is_refused_plainly(tmp_path: Path, settings: Any) -> None:
    from preau.imports.aaf.lock import only_one
    from preau.imports.aaf.source import area

    folder = two_schools().write(tmp_path / "a")
    before = dump()
    with only_one(area()):
        run = start_import(actor=OPERATOR, path=folder)
    assert run.state == RunState.FAILED
    assert run.message == "Un autre import est en cours\xa0: celui-ci n’a pas commencé."
    assert dump() == before


def test_a_school_that_cannot_be_applied_stays_as_it_was_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from preau.imports.aaf import apply, school_work

    def fail_for_one(**arguments: Any) -> None:
        apply.apply_school(**arguments)
        if arguments["uai"] == "0699001J":
            raise ValueError("surprise")

    take(Export().add(school("1"), school("2")).write(tmp_path / "a"))
    monkeypatch.setattr(school_work, "apply_school", _undone(fail_for_one))
    run = take(two_schools().write(tmp_path / "b"), confirm=["all"])
    assert set(Enrollment.objects.values_list("school__join_key", flat=True)) == {"2"}
    assert [note for note in run.report["notes"] if note.startswith("0699001J : ")]
    monkeypatch.undo()
    take(two_schools().write(tmp_path / "b"), confirm=["all"])
    assert Enrollment.objects.count() == 3


def _undone(function: Any) -> Any:
    def inside(**arguments: Any) -> None:
        with transaction.atomic():
            function(**arguments)

    return inside


def test_the_worker_does_an_import_asked_for_on_a_page_then_applies_its_rehearsal(
    tmp_path: Path, settings: Any
) -> None:
    from preau.imports.public import request_apply, request_import
    from preau.imports.tasks import run_import
    from preau.kernel.models import Job

    folder = two_schools().write(tmp_path / "x")
    run_id = request_import(actor=OPERATOR, path=folder, dry_run=True)
    run_import(Job.objects.get(name="imports.run"))
    run = ImportRun.objects.get(pk=run_id)
    assert run.state == RunState.REHEARSED and not Enrollment.objects.exists()
    assert request_apply(actor=OPERATOR, run_id=run_id) == run_id
    run_import(Job.objects.get(key=f"imports.apply/{run_id}"))
    run.refresh_from_db()
    assert (run.state, run.dry_run) == (RunState.WAITING, False)
    assert Enrollment.objects.count() == 3
