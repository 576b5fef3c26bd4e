"""What a run refuses: so many lines are kept for the whole run, and every count is exact beyond them."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from imports.aaf_files import DAY, LEGAL, Export, guardian, school, student, take, totals
from preau.directory.models import Affiliation, School
from preau.imports import reports
from preau.imports.aaf import refusals
from preau.imports.aaf.report import as_text
from preau.imports.models import ImportRefusal, ImportRun
from preau.imports.services import apply_run
from preau.kernel import clock, scope
from preau.kernel.actor import system

pytestmark = pytest.mark.django_db
LINES = 7


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(clock, "today", lambda tz=None: DAY)
    with scope.everything("test"):
        yield


def faulty() -> Export:
    """Five pupils without a name, six guardians without one, four links to nobody in two schools."""
    export = Export().add(school("1"), school("2"))
    export.add(*(student(f"e{number}", "1", sn="") for number in range(5)))
    export.add(*(guardian(f"g{number}", sn="") for number in range(6)))
    for number in range(4):
        export.add(student(f"f{number}", "1" if number < 3 else "2", links=[LEGAL.format("nobody")]))
    return export


def counted(run: ImportRun) -> Counter[str]:
    return Counter({one["cause"]: one["count"] for one in run.report["refusals"]})


def of_school(run: ImportRun, key: str) -> dict[str, int]:
    """What the administrator of one school reads, by cause."""
    with scope.use(scope.Scope.of([School.objects.get(join_key=key).pk])):
        return {group.cause: group.count for group in reports.refusals_by_cause(run)}


def test_the_limit_is_the_runs_and_the_counts_stay_exact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = faulty().write(tmp_path / "x", per_file=3)
    whole = take(folder, dry_run=True)
    expected = counted(whole)
    assert expected == {"no_name": 11, "guardian_unknown": 4} and whole.report["notes"] == []
    assert ImportRefusal.objects.filter(run=whole).count() == 15
    monkeypatch.setattr(refusals, "REFUSALS_MAX", LINES)
    run = take(folder)
    assert ImportRefusal.objects.filter(run=run).count() == LINES
    assert counted(run) == expected
    assert (totals(run, "students"), totals(run, "guardians")) == (
        {"added": 4, "refused": 5},
        {"refused": 6},
    )
    assert run.refusal_count == 11
    lines = {line["uai"]: line["students"]["refused"] for line in run.report["schools"]}
    assert lines == {"0699001J": 5, "0699002K": 0}
    note = "Trop de refus et d’avertissements pour garder chaque ligne. Lignes gardées\xa0: 7\xa0; lignes seulement"
    assert [one for one in run.report["notes"] if one.startswith(note)]
    assert note in as_text(run.report, ImportRefusal.objects.filter(run=run))
    assert {group.cause: group.count for group in reports.refusals_by_cause(run)} == expected
    assert of_school(run, "1") == {"no_name": 5, "guardian_unknown": 3}
    assert of_school(run, "2") == {"guardian_unknown": 1}


def test_a_rehearsal_applied_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "REFUSALS_MAX", LINES)
    rehearsed = take(faulty().write(tmp_path / "x"), dry_run=True)
    before = counted(rehearsed)
    run = apply_run(actor=system("test"), run_id=rehearsed.pk)
    assert counted(run) == before == {"no_name": 11, "guardian_unknown": 4}


def test_who_is_refused_beyond_the_lines_stays_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused entry removes nobody, whether its line is kept or only counted."""
    monkeypatch.setattr(refusals, "REFUSALS_MAX", 1)
    good = Export().add(school("1"), *(student(f"e{number}", "1") for number in range(5)))
    take(good.write(tmp_path / "a"))
    take(Export().add(school("1"), *(student(f"e{n}", "1", sn="") for n in range(5))).write(tmp_path / "b"))
    assert Affiliation.objects.filter(state="active").count() == 5
