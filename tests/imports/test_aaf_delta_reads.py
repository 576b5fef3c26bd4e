"""A delta reads whom it names and nobody else, and leaves what the full export of that day would leave."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.aaf_files import DAY, HEAD, LEGAL, TEACHER, Export, guardian, school, staff, state, student, take, totals
from preau.directory.bulk import tables
from preau.directory.models import DirectoryRecord
from preau.imports.aaf import details, rebuild
from preau.imports.aaf import state as held
from preau.imports.models import PendingChange
from preau.kernel import clock, scope

pytestmark = pytest.mark.django_db
NEXT = DAY + dt.timedelta(days=1)
Values = dict[str, Any]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(clock, "today", lambda tz=None: DAY)
    with scope.everything("test"):
        yield


# What is read ----------------------------------------------------------------------------------------------------


def academy(pupils: int) -> Export:
    """Two schools with so many pupils each, a guardian and a class for each, and as many teachers."""
    export = Export().add(school("1"), school("2"))
    for number in range(pupils):
        for one in ("1", "2"):
            key = f"{one}{number:04d}"
            homeroom = "2A" if number < 2 else f"2-{number}"
            export.add(guardian(f"g{key}"), student(f"e{key}", one, homeroom, links=[LEGAL.format(f"g{key}")]))
        export.add(staff(f"p{number}", [TEACHER.format("1"), TEACHER.format("2")]))
    return export


def small_delta() -> Export:
    change = Export(day=NEXT, mode="Delta")
    change.modify("Eleve", "e10000", ENTEleveClasses="1$2B").modify("PersEducNat", "p1", mail="p1@ac.example")
    change.modify("PersRelEleve", "g20001", mobile="+33 6 00 00 00 09", ENTPersonAdresseDiffusion="O")
    change.add(guardian("g9"), student("e9", "2", links=[LEGAL.format("g9")])).delete("Eleve", "e10001")
    return change


@pytest.mark.parametrize("pupils", [4, 40])
def test_a_small_delta_reads_the_same_rows_of_a_small_school_and_of_one_ten_times_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pupils: int
) -> None:
    """Nobody whom the delta does not name is read: rows and statements do not grow with the school."""
    take(academy(pupils).write(tmp_path / "full"), confirm=["all"])
    read = 0

    def counted(sql: str, params: Any = ()) -> list[tables.Row]:
        nonlocal read
        rows = tables.rows_of(sql, params)
        read += len(rows)
        return rows

    for module in (details, held, rebuild):
        monkeypatch.setattr(module, "rows_of", counted)
    with CaptureQueriesContext(connection) as said:
        run = take(small_delta().write(tmp_path / "delta"))
    assert totals(run, "students") == {"added": 1, "changed": 1, "moved": 1, "left": 1}
    assert 0 < read <= 90
    assert len(said) <= 180


# What it leaves --------------------------------------------------------------------------------------------------

PUPILS = {
    "e0": student("e0", "1", links=[LEGAL.format("g0"), LEGAL.format("g1")], ENTEleveGroupes="1$ESP"),
    "e1": student("e1", "2", links=[LEGAL.format("g0"), LEGAL.format("g5")]),
    "e2": student("e2", "1", "2B", links=[LEGAL.format("g2"), LEGAL.format("g3")]),
    "e3": student("e3", "2", "", links=[LEGAL.format("g4")]),
    "e4": student("e4", "3", links=[LEGAL.format("g5")]),
}
GUARDIANS = {f"g{number}": guardian(f"g{number}") for number in range(6)}
STAFF = {
    "p0": staff("p0", [HEAD.format("1")]),
    "p1": staff("p1", [TEACHER.format("1"), TEACHER.format("2")], ENTAuxEnsClassesMatieres="1$2A$061300"),
    "p2": staff("p2", [TEACHER.format("3")], ENTAuxEnsClassesPrincipal="3$2A"),
}
SCHOOLS = ("1", "2", "3")


def moved(one: str, homeroom: str) -> Values:
    place = f"{one}${homeroom}" if homeroom else ""
    return {"ENTPersonStructRattach": one, "ENTEleveClasses": place, "ENTEleveGroupes": ""}


def linked(keys: list[str]) -> Values:
    return {"ENTElevePersRelEleve": [LEGAL.format(key) for key in keys]}


def employed(schools: list[str], function: str) -> Values:
    functions = [function.format(one) for one in sorted(schools)]
    return {
        "ENTPersonStructRattach": min(schools), "ENTPersonFonctions": functions,
        "ENTAuxEnsClassesMatieres": "", "ENTAuxEnsClassesPrincipal": f"{min(schools)}$2A",
    }  # fmt: skip


GONE = st.just(None)
OF_PUPILS = st.one_of(
    GONE,
    st.builds(moved, st.sampled_from(SCHOOLS), st.sampled_from(["2A", "2B", ""])),
    st.builds(linked, st.lists(st.sampled_from(["g0", "g1", "g2", "g3", "g4"]), unique=True, max_size=3)),
    st.builds(lambda group: {"ENTEleveRegime": "INTERNE", "mail": group}, st.sampled_from(["", "a@ent.example"])),
)
OF_GUARDIANS = st.builds(
    lambda mobile, shares: {"mobile": mobile, "ENTPersonAdresseDiffusion": shares},
    st.sampled_from(["", "+33 6 00 00 00 01"]), st.sampled_from(["O", "N"]),
)  # fmt: skip
OF_STAFF = st.one_of(
    GONE,
    st.builds(
        employed,
        st.lists(st.sampled_from(SCHOOLS), unique=True, min_size=1, max_size=3),
        st.sampled_from([TEACHER, HEAD]),
    ),
)
DELTAS = st.fixed_dictionaries(
    {
        "Eleve": st.dictionaries(st.sampled_from([*PUPILS, "e8"]), OF_PUPILS, max_size=4),
        "PersRelEleve": st.dictionaries(st.sampled_from(["g0", "g1", "g2", "g3"]), OF_GUARDIANS, max_size=2),
        "PersEducNat": st.dictionaries(st.sampled_from([*STAFF, "p8"]), OF_STAFF, max_size=3),
        "last guardian goes": st.booleans(),
    }
)
BASE = {"Eleve": PUPILS, "PersRelEleve": GUARDIANS, "PersEducNat": STAFF}
FRESH = {"e8": student("e8", "1"), "p8": staff("p8", [TEACHER.format("2")])}


def written(chosen: Values) -> tuple[Export, Export]:
    """The delta, and the full export of the same day."""
    delta = Export(day=NEXT, mode="Delta")
    after = {category: dict(records) for category, records in BASE.items()}
    for category, records in after.items():
        for key, values in chosen[category].items():
            if key in records and values is None:
                del records[key]
                delta.delete(category, key)
            elif key in records:
                records[key] = (category, key, {**records[key][2], **values})
                delta.modify(category, key, **values)
            elif values is not None:
                records[key] = (category, key, {**FRESH[key][2], **values})
                delta.add(records[key])
    if chosen["last guardian goes"]:
        del after["PersRelEleve"]["g5"]
        delta.delete("PersRelEleve", "g5")
        for key, (category, _key, values) in after["Eleve"].items():
            links = [link for link in values["ENTElevePersRelEleve"] if not link.startswith("g5$")]
            after["Eleve"][key] = (category, key, {**values, "ENTElevePersRelEleve": links})
    full = Export(day=NEXT).add(*(school(one) for one in SCHOOLS))
    for records in after.values():
        full.add(*records.values())
    return delta, full


def taken(export: Export, folder: Path) -> dict[str, Any]:
    """What importing leaves, what it counts and what waits; all undone again."""
    point = transaction.savepoint()
    run = take(export.write(folder))
    left = state()
    # Only a full export says that a class is there no more.
    left.pop("classes")
    # A full export says nothing of the guardians it links to no pupil: only that they have left is compared.
    gone = DirectoryRecord.objects.filter(kind="guardian", person__suspended_at__isnull=False)
    left["gone"] = sorted(gone.values_list("join_key", flat=True))
    left["people"] = [row for row in left["people"] if not any(f"'guardian', '{key}'," in row for key in left["gone"])]
    left["waiting"] = sorted(PendingChange.objects.values_list("school__uai", "kind", "subject_key", "state"))
    left["counted"] = [(kind, totals(run, kind)) for kind in ("students", "guardians", "staff")]
    transaction.savepoint_rollback(point)
    return left


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(chosen=DELTAS)
def test_a_delta_leaves_what_the_full_export_of_that_day_would(
    chosen: Values, directory: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    delta, full = written(chosen)
    folder = tmp_path_factory.mktemp("exports") / uuid.uuid4().hex
    if not delta.entries:
        return
    assert taken(delta, folder / "delta") == taken(full, folder / "full")


@pytest.fixture
def directory(tmp_path: Path) -> None:
    """The directory before."""
    export = Export().add(*(school(one) for one in SCHOOLS))
    for records in BASE.values():
        export.add(*records.values())
    take(export.write(tmp_path / "base"), confirm=["all"])
