"""The kept list of what an import changed in a school: its head reads it name by name, a collectivity without names."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from console import worn
from imports.aaf_files import HEAD, LEGAL, TEACHER, Export, guardian, school, staff, student, take
from preau.directory.enums import Profile
from preau.directory.models import Person, School
from preau.imports import privacy
from preau.imports.models import ImportRun, ImportSchoolStep
from preau.kernel import clock, scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"


def first() -> Export:
    """Two schools; two families, a teacher and a head in the first."""
    return Export().add(
        school("1", ENTStructureClasses=["2A$2$", "2B$0$"], ENTStructureGroupes=["ESP$1$2A"]),
        school("2"),
        guardian("g1", "MARTIN", givenName="Élodie"),
        guardian("g2", "PETIT", givenName="Rose"),
        student("e1", links=[LEGAL.format("g1")], givenName="Zoé"),
        student("e2", links=[LEGAL.format("g2")], givenName="Lina"),
        student("e3", givenName="Tom"),
        student("e9", "2", "T1", givenName="Ailleurs"),
        staff("p1", [TEACHER.format("1")], givenName="Karim"),
        staff("p2", [HEAD.format("1")]),
    )


def page_of(run: ImportRun, at: School) -> str:
    return f"/console/imports/{run.pk}/changements/{at.pk}/"


@pytest.fixture
def moved(tmp_path: Path) -> tuple[ImportRun, ImportRun]:
    """A first import, then one where a pupil changes class, another leaves with her guardian, a teacher arrives."""
    begun = take(first().write(tmp_path / "first"), confirm=["all"])
    after = first().without("e1").without("e2").without("g2")
    after.add(
        student("e1", homeroom="2B", links=[LEGAL.format("g1")], givenName="Zoé"),
        staff("p3", [TEACHER.format("1")], givenName="Noé"),
    )
    return begun, take(after.write(tmp_path / "second"))


def head_of(at: School) -> Client:
    with scope.everything("test"):
        return worn.staff(at)


def school_named(key: str) -> School:
    with scope.everything("test"):
        return School.objects.get(join_key=key)


def test_a_head_reads_who_changed_and_from_what_to_what(moved: tuple[ImportRun, ImportRun]) -> None:
    begun, run = moved
    here, there = school_named("1"), school_named("2")
    head = head_of(here)
    report = head.get(f"/console/imports/{run.pk}/").content.decode()
    assert f'href="{page_of(run, here)}"' in report, "the page of the import leads there"
    text = worn.text_of(head.get(page_of(run, here)))
    assert "Zoé ELEVEe1" in text and "Change de classe : 2A → 2B" in text
    assert "Lina ELEVEe2" in text and "Quitte l’établissement" in text, "whoever left is named by her record"
    assert "Rose PETIT" in text and "N’est plus responsable d’un élève de l’établissement" in text
    assert "Noé AGENTp3" in text and "Arrive dans l’établissement : Enseignant" in text
    assert text.partition("</title>")[0].count(here.name) == 1, "the school is said once"
    assert "Tom" not in text.partition("<main")[2], "nothing changed of him"
    assert "Ailleurs" not in worn.text_of(head.get(page_of(begun, here)))
    assert head.get(page_of(begun, there)).status_code == 404


def test_the_list_is_searched_without_regard_to_accents_and_paged(moved: tuple[ImportRun, ImportRun]) -> None:
    begun, run = moved
    here = school_named("1")
    head, page = head_of(here), page_of(begun, here)
    found = worn.text_of(head.get(page, {"q": "elodie martin"}))
    assert "Élodie MARTIN" in found and "Zoé" not in found and "1 changement" in found
    staff_only = worn.text_of(head.get(page, {"nature": "staff"}))
    assert "Karim AGENTp1" in staff_only and "Zoé" not in staff_only
    assert "Aucun changement trouvé" in worn.text_of(head.get(page, {"q": "personne de ce nom"}))
    with scope.everything("test"):
        many = {"students": {"changed": [[f"k{n}", f"Élève {n:03d}", ""] for n in range(60)]}}
        _keep(run, here, many)
    one, two = (worn.text_of(head.get(page_of(run, here), {"page": n})) for n in (1, 2))
    assert "Élève 039" in one and "Élève 040" not in one and "Élève 040" in two and "60 changements" in two


def _keep(run: ImportRun, at: School, differences: dict[str, Any]) -> None:
    from preau.imports.aaf.apply import compressed

    ImportSchoolStep.objects.filter(run=run, school=at).update(differences=compressed(differences))


def test_a_collectivity_reads_classes_and_never_a_name(moved: tuple[ImportRun, ImportRun]) -> None:
    begun, run = moved
    here = school_named("1")
    with scope.everything("test"):
        region = worn.region()
        School.objects.filter(pk=here.pk).update(local_authority=region)
        officer, other = worn.officer(region), worn.officer(worn.region("Région des Étangs"))
        operator, teacher = worn.operator(), worn.staff(here, Profile.TEACHER)
        everybody = [*Person.objects.filter(records__isnull=False).values_list("family_name", flat=True)]
    for one in (begun, run):
        text = officer.get(page_of(one, here)).content.decode()
        assert not [name for name in everybody if name in text]
        assert not [
            name for name in everybody if name in officer.get(page_of(one, here), {"q": "ELEVE"}).content.decode()
        ]
        students = officer.get(page_of(one, here), {"nature": "students"}).content.decode()
        assert not [name for name in everybody if name in students]
    assert "Nouvelle classe" in worn.text_of(officer.get(page_of(begun, here)))
    assert "Zoé ELEVEe1" in worn.text_of(operator.get(page_of(begun, here)))
    assert other.get(page_of(begun, here)).status_code == 404
    assert teacher.get(page_of(begun, here)).status_code == 403


def test_a_rehearsal_says_what_would_change(tmp_path: Path) -> None:
    take(first().write(tmp_path / "first"), confirm=["all"])
    run = take(first().without("e3").write(tmp_path / "second"), dry_run=True)
    here = school_named("1")
    text = worn.text_of(head_of(here).get(page_of(run, here)))
    assert "Ce qui changerait" in text and "rien n’a été écrit" in text and "Tom ELEVEe3" in text


def test_the_list_goes_at_the_end_of_its_term(
    moved: tuple[ImportRun, ImportRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty days, as the declaration of privacy says; the figures stay, and the page says why there is no list."""
    begun, _run = moved
    here = school_named("1")
    head, now = head_of(here), clock.now()
    declared = privacy.FIELDS["ImportSchoolStep.differences"]
    assert "soixante" in str(declared.duration) and privacy.NAMES_DAYS == 60
    for days, kept in ((59, True), (61, False)):
        with monkeypatch.context() as later:
            later.setattr(clock, "now", lambda days=days: now + dt.timedelta(days=days))
            privacy.expire()
        text = worn.text_of(head.get(page_of(begun, here)))
        assert ("Zoé ELEVEe1" in text) is kept
        assert ("Il n’y a pas de liste à lire" in text) is not kept
    assert "60 jours" in text
    with scope.everything("test"):
        assert ImportSchoolStep.objects.get(run=begun, school=here).counts["students"]["added"] == 3
