"""The importer killed at random points and started again ends where an unbroken run ends."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.databases import in_database
from imports.aaf_files import DAY, state
from preau.imports.demo import DemoPlan, write_academy
from preau.imports.models import ImportRun, ImportSchoolStep

pytestmark = pytest.mark.kill
KILLS = 2


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small academy, large enough for an import to last."""
    folder = tmp_path_factory.mktemp("export")
    write_academy(DemoPlan(schools=12, students=2400, seed=11, date=DAY), folder)
    return folder


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As many schools with fewer pupils, where it is known beforehand when the importer is killed."""
    folder = tmp_path_factory.mktemp("schools")
    write_academy(DemoPlan(schools=12, students=480, seed=11, date=DAY), folder)
    return folder


def importing(folder: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "preau", "import", "aaf", str(folder), "--confirm", "all"]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def kill(process: "subprocess.Popen[bytes]") -> None:
    """kill -9 of the importer alone: its processes must end with it."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    if process.stderr:
        process.stderr.close()


def whole(folder: Path, environment: dict[str, str]) -> float:
    """Run to the end; returns the seconds it took."""
    start = time.monotonic()
    process = importing(folder, environment)
    _out, error = process.communicate(timeout=300)
    assert process.returncode == 0, error.decode()
    return time.monotonic() - start


@pytest.fixture
def found(django_db_blocker: Any) -> Callable[[dict[str, str]], dict[str, Any]]:
    """`found(environment)`: what the database of that environment holds."""

    def read(environment: dict[str, str]) -> dict[str, Any]:
        with django_db_blocker.unblock(), in_database(environment["DATABASE_URL"]):
            runs = list(ImportRun.objects.all())
            steps = sorted(json.dumps(one.counts, sort_keys=True) for one in ImportSchoolStep.objects.all())
            totals = runs[0].totals if len(runs) == 1 else None
            return {"state": state(), "runs": [one.state for one in runs], "steps": steps, "totals": totals}

    return read


def test_a_killed_importer_goes_on_and_ends_as_an_unbroken_one(
    export: Path,
    own_database: str,
    second_database: str,
    clean_environment: Callable[..., dict[str, str]],
    found: Callable[..., dict[str, Any]],
    tmp_path: Path,
) -> None:
    unbroken = clean_environment(own_database, tmp_path / "unbroken")
    seconds = whole(export, unbroken)
    broken = clean_environment(second_database, tmp_path / "broken")
    chance = random.Random(os.urandom(8))
    kills = 0
    for _attempt in range(40):
        process = importing(export, broken)
        wait = chance.uniform(seconds * 0.2, seconds)
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            kill(process)
            kills += 1
            if kills == KILLS:
                whole(export, broken)
                break
            continue
        assert process.returncode == 0
        if process.stderr:
            process.stderr.close()
        if kills:
            break
        seconds /= 2  # the machine was busier when it was measured
    assert kills
    end, expected = found(broken), found(unbroken)
    # A run that had just ended when it was killed is followed by a run with nothing to do.
    assert end["state"] == expected["state"]
    if len(end["runs"]) == 1:
        assert (end["steps"], end["totals"]) == (expected["steps"], expected["totals"])
        assert not list((tmp_path / "broken" / "imports").glob("*-*"))


@pytest.mark.parametrize("done", [0, 5])
def test_a_kill_between_two_schools_repeats_none(
    schools: Path,
    own_database: str,
    clean_environment: Callable[..., dict[str, str]],
    found: Callable[..., dict[str, Any]],
    tmp_path: Path,
    done: int,
) -> None:
    """The importer is killed once so many schools are applied; started again, it does the others only."""
    environment = clean_environment(own_database, tmp_path / "data") | {"PREAU_IMPORT_PROCESSES": "1"}
    stop = {"TEST_KILL_AFTER": str(done), "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    command = [sys.executable, "-c", _KILLED, str(schools)]
    killed = subprocess.run(command, env=environment | stop, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    half = found(environment)
    assert (half["runs"], len(half["steps"])) == (["applying"], done)
    whole(schools, environment)
    end = found(environment)
    assert end["runs"] == ["applied"]
    assert len(end["steps"]) == 12
    assert end["totals"]["schools"]["added"] == 12


_KILLED = """
import os, signal, sys, django
django.setup()
from preau.imports.aaf import school_work
from preau.imports.services import start_import
from preau.kernel import scope
from preau.kernel.actor import system
left = int(os.environ["TEST_KILL_AFTER"])
applied = school_work.apply_school
def apply_or_die(**arguments):
    global left
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    applied(**arguments)
school_work.apply_school = apply_or_die
with scope.everything("test"):
    start_import(actor=system("test"), path=sys.argv[1], confirm=["all"])
"""
