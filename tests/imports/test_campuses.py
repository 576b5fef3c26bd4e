"""Cités scolaires come from the export: made, kept as they are, changed and undone as it says, in whatever order."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from console import worn
from directory import people_of
from imports.aaf_files import DAY, Export, dump, school, student, take
from preau.directory.enums import Profile
from preau.directory.models import JointCampus, School
from preau.kernel import scope

pytestmark = pytest.mark.django_db

ATTACHED = "ENTEtablissementStructRattachFctl"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    with scope.everything("test"):
        yield


def named(key: str, attached: str = "", **more: str) -> tuple[str, str, dict[str, Any]]:
    """A school of its own UAI, attached to another or to none."""
    return school(key, ENTStructureUAI=f"069900{key}X", **({ATTACHED: attached} if attached else {}), **more)


def export(**attached: str) -> Export:
    """Schools 1 to 4, with what each is attached to; a pupil, so that the export is one."""
    schools = [named(key, attached.get(f"s{key}", "")) for key in "1234"]
    return Export().add(*schools, student("e1"))


def campuses() -> dict[str, tuple[str, ...]]:
    """The keys of the schools of each campus, by its name."""
    return {
        campus.name: tuple(sorted(campus.schools.values_list("join_key", flat=True)))
        for campus in JointCampus.objects.all()
    }


def ids() -> set[Any]:
    return set(JointCampus.objects.values_list("pk", flat=True))


def test_an_export_with_a_campus_makes_it_once(tmp_path: Path) -> None:
    folder = export(s2="1", s3="1").write(tmp_path / "x")
    take(folder)
    assert campuses() == {"LYCEE 1": ("1", "2", "3")}
    before = dump()
    take(folder)
    assert dump() == before, "the same input twice changes nothing"
    at = School.objects.get(join_key="2")
    head = worn.staff(at, Profile.HEAD)
    page = worn.text_of(head.get("/etablissement/"))
    assert "Cité scolaire « LYCEE 1 »" in page and "LYCEE 3" in page and "LYCEE 4" not in page


@pytest.mark.parametrize("order", list(itertools.permutations("1234"))[::5], ids="".join)
def test_the_order_of_entries_changes_nothing(tmp_path: Path, order: tuple[str, ...]) -> None:
    """A chain of attachments is one campus, named after its first school."""
    attached = {"2": "1", "3": "2", "4": "3"}
    take(Export().add(*(named(key, attached.get(key, "")) for key in order), student("e1")).write(tmp_path / "x"))
    assert campuses() == {"LYCEE 1": ("1", "2", "3", "4")}


def test_two_schools_attached_to_each_other_are_one_campus(tmp_path: Path) -> None:
    take(export(s2="3", s3="2", s4="4").write(tmp_path / "x"))
    assert campuses() == {"LYCEE 2": ("2", "3")}


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ({"s2": "1", "s3": "1", "s4": "1"}, {"LYCEE 1": ("1", "2", "3", "4")}),
        ({"s2": "1"}, {"LYCEE 1": ("1", "2")}),
        ({"s2": "1", "s3": "4"}, {"LYCEE 1": ("1", "2"), "LYCEE 4": ("3", "4")}),
        ({"s1": "2", "s3": "2"}, {"LYCEE 2": ("1", "2", "3")}),
        ({}, {}),
    ],
    ids=["one more", "one less", "one elsewhere", "another first", "none any more"],
)
def test_a_campus_follows_the_file(tmp_path: Path, after: dict[str, str], found: dict[str, tuple[str, ...]]) -> None:
    take(export(s2="1", s3="1").write(tmp_path / "one"))
    kept = ids()
    second = export(**after).write(tmp_path / "two")
    take(second)
    assert campuses() == found
    assert not found or kept <= ids(), "a campus that goes on is the same one"
    settled = dump()
    take(second)
    assert dump() == settled


def test_a_campus_takes_the_new_name_of_its_first_school(tmp_path: Path) -> None:
    take(export(s2="1").write(tmp_path / "one"))
    kept = ids()
    renamed = Export().add(named("1", ENTStructureNomCourant="LGT$LYCEE JEANNE BARRET$LYON"), named("2", "1"))
    take(renamed.write(tmp_path / "two"))
    assert campuses() == {"LYCEE JEANNE BARRET": ("1", "2")} and ids() == kept


def test_a_delta_that_speaks_of_something_else_leaves_the_campus(tmp_path: Path) -> None:
    take(export(s2="1").write(tmp_path / "one"))
    settled = campuses()
    change = Export(mode="Delta", day=DAY).modify("EtabEducNat", "2", telephoneNumber="0400000000")
    take(change.write(tmp_path / "two"))
    assert School.objects.get(join_key="2").phone == "0400000000"
    assert campuses() == settled
    take(Export(mode="Delta", day=DAY).modify("EtabEducNat", "2", **{ATTACHED: ""}).write(tmp_path / "three"))
    assert campuses() == {}
    take(Export(mode="Delta", day=DAY).modify("EtabEducNat", "2", **{ATTACHED: "4"}).write(tmp_path / "four"))
    assert campuses() == {"LYCEE 4": ("2", "4")}


def test_an_attachment_to_a_school_that_is_not_there_makes_no_campus(tmp_path: Path) -> None:
    people_of.school("Lycée d’une autre académie", code="11")
    take(export(s2="9").write(tmp_path / "x"))
    assert campuses() == {}
