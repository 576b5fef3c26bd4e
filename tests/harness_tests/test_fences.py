"""The fences of the tests hold, and let pass what they must."""

import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.db import connection

from harness.fences import attempts

ROOT = Path(__file__).resolve().parents[2]


def test_no_test_reaches_beyond_the_loopback():
    with pytest.raises(ConnectionRefusedError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80))
    assert attempts == ["('192.0.2.1', 80)"]
    attempts.clear()


@pytest.mark.django_db
def test_each_test_gets_the_engine_it_is_told(database_engine):
    assert connection.vendor == database_engine


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next(time):
    from preau.directory.models import Person

    assert not Person.objects.exists()
    Person.objects.create(family_name="Roux", given_name="Claire", search_name="roux claire")


@pytest.mark.django_db(transaction=True)
@pytest.mark.kill
@pytest.mark.postgres
def test_tests_that_kill_get_a_server_that_syncs():
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("on",)


def _session(tmp_path: Path, body: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_one.py").write_text(textwrap.dedent(body))
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = -p harness.strict -p no:django -p no:randomly -p no:cacheprovider\n"
        "markers =\n  samples: s\n"
    )
    kept = {k: v for k, v in os.environ.items() if k not in {"CI", "PYTEST_XDIST_WORKER"}}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "pytest.ini"], cwd=tmp_path, capture_output=True, text=True,
        env={**kept, "PYTHONPATH": str(ROOT / "tests"), **environment},
    )  # fmt: skip


_SKIPS = """
    import pytest

    def test_passes(): pass

    def test_skips(): pytest.skip("no thing here: apt-get install thing")
"""
_SAMPLES = """
    import pytest

    def test_passes(): pass

    @pytest.mark.samples
    def test_sample(): pytest.skip("no sample")
"""


def test_a_skip_fails_where_everything_must_be_there(tmp_path):
    done = _session(tmp_path, _SKIPS, CI="true")
    assert done.returncode == 1
    assert "nothing else may be skipped" in done.stdout
    assert "test_one.py::test_skips" in done.stdout


def test_a_skip_is_named_with_its_remedy_elsewhere(tmp_path):
    done = _session(tmp_path, _SKIPS)
    assert done.returncode == 0
    assert "1 tests: no thing here: apt-get install thing" in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].strip("= ").startswith("1 passed, 1 skipped")


def test_samples_may_be_missing_and_are_counted_apart(tmp_path):
    done = _session(tmp_path, _SAMPLES, CI="true")
    assert done.returncode == 0
    assert "1 tests that read samples outside the checkout" in done.stdout
