"""Real shapes of exports, from samples that lie outside the checkout."""

from pathlib import Path
from typing import Any

import pytest

from imports.aaf_files import take, totals
from preau.directory.models import Affiliation, Person, School, StudyProgramme, Subject
from preau.imports.enums import RunState
from preau.imports.models import ImportRefusal, PendingChange
from preau.kernel import scope
from samples import sample

pytestmark = [pytest.mark.django_db, pytest.mark.samples]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    with scope.everything("test"):
        yield


def causes(run: Any) -> list[str]:
    return list(ImportRefusal.objects.filter(run=run).order_by("cause").values_list("cause", flat=True))


def test_the_small_export_names_schools_it_does_not_hold() -> None:
    """Its pupil belongs to schools 1000 and 3000, its only school is 1, whose UAI has a wrong letter."""
    run = take(sample("aaf", "mini-2020"))
    assert run.state == RunState.APPLIED
    assert run.authority_id == "9"  # the school says LILLE
    assert totals(run, "students") == {"refused": 1}
    assert totals(run, "schools") == {"added": 1}
    assert causes(run) == ["bad_uai", "unknown_school"]
    assert School.objects.get().uai == "0000000V"
    assert not Person.objects.exists()


def test_staff_of_the_2024_format_then_staff_alone() -> None:
    """The second export holds staff only: a kind without a file removes nobody. A head stays, a new one waits."""
    first = take(sample("aaf", "ve2407-2d", "before"), confirm=["all"])
    assert first.authority_id == "13"
    assert totals(first, "staff") == {"added": 2}
    assert set(Affiliation.objects.values_list("source_key", "profile")) == {
        ("314159", "National_dir"), ("314159", "National_eta"), ("314160", "National_ens"),
    }  # fmt: skip
    second = take(sample("aaf", "ve2407-2d", "after"))
    assert totals(second, "staff") == {"changed": 1}
    assert totals(second, "students") == {}
    assert any("aucun fichier EtabEducNat" in note for note in second.report["notes"])
    assert Affiliation.objects.filter(state="active").count() == 3
    # The new person is a head: that waits.
    pending = PendingChange.objects.get()
    assert (pending.kind, pending.subject_key, second.state) == ("head", "314161", RunState.WAITING)


def test_the_delta_and_the_guardian_beside_it() -> None:
    """The delta names a pupil not held, the guardian is no pupil's: nothing enters, each refusal is said."""
    run = take(sample("aaf", "adapted"), academy="9")
    assert run.state == RunState.APPLIED
    assert causes(run) == ["unknown_record", "unknown_record"]
    assert not Person.objects.exists()


def test_the_nomenclatures() -> None:
    run = take(sample("aaf", "nomenclatures"), academy="9")
    assert run.state == RunState.APPLIED
    assert Subject.objects.count() == 718
    assert StudyProgramme.objects.count() == 60
    assert StudyProgramme.objects.get(mef_code="10010012110").mefstat11.startswith("2111")
