"""Counts that processes share: none is lost between processes or threads, a window slides, one name is not another."""

import multiprocessing
import os
import subprocess
import sys
import threading

import pytest

from preau.kernel import counters
from preau.kernel.counters import BUCKET, SLOTS, Counters


@pytest.fixture
def own(tmp_path):
    made = Counters(tmp_path / "counters")
    yield made
    made.close()


def _many(path, times):
    mine = Counters(path)
    for _ in range(times):
        mine.count("somebody", 7, 1)
    mine.close()


def test_no_count_is_lost_between_processes_and_threads(own):
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_many, args=(own._path, 500)) for _ in range(3)]
    threads = [threading.Thread(target=lambda: [own.count("somebody", 7, 1) for _ in range(500)]) for _ in range(3)]
    for one in (*processes, *threads):
        one.start()
    for one in (*processes, *threads):
        one.join(60)
    assert own.count("somebody", 7, 0) == (3000, 0)


def test_without_its_lock_counts_are_lost(own, monkeypatch):
    """The mutation: two who read before either writes."""
    waits = threading.Barrier(2, timeout=20)
    real = counters._SLOT

    class Slow:
        size = real.size
        pack_into = staticmethod(real.pack_into)

        @staticmethod
        def unpack_from(*given):
            found = real.unpack_from(*given)
            if found[0]:
                waits.wait()
            return found

    own.count("somebody", 7, 1)
    monkeypatch.setattr(counters, "_SLOT", Slow)
    own._lock = threading.Semaphore(2)
    pair = [threading.Thread(target=own.count, args=("somebody", 7, 1)) for _ in range(2)]
    for one in pair:
        one.start()
    for one in pair:
        one.join(60)
    monkeypatch.setattr(counters, "_SLOT", real)
    assert own.count("somebody", 7, 0)[0] < 3


def test_a_window_slides_and_old_ones_are_forgotten(own):
    assert own.count("x", 7, 2) == (2, 0)
    assert own.count("x", 7, 3) == (5, 0)
    assert own.count("x", 8, 1) == (1, 5)
    assert own.count("x", 10, 1) == (1, 0)
    assert own.count("y", 10, 1) == (1, 0)


def test_more_names_than_places_push_out_the_oldest_and_least_counted(own, monkeypatch):
    monkeypatch.setattr(counters, "_digest", lambda name: int(name) * (SLOTS // BUCKET) * 2 + 1)
    for _ in range(40):
        own.count("1", 7, 1)
    for name in range(2, 60):
        own.count(str(name), 7, 1)
    assert own.count("1", 7, 1) == (41, 0), "whoever is near a limit is not pushed out by a crowd of strangers"


def test_a_file_of_another_form_is_made_anew(tmp_path):
    path = tmp_path / "counters"
    path.write_bytes(b"something else")
    made = Counters(path)
    assert made.count("x", 1, 1) == (1, 0)
    assert os.stat(path).st_mode & 0o077 == 0, "nobody else reads it"
    made.close()


def test_it_lasts_over_a_restart_and_tells_no_name(tmp_path):
    path = tmp_path / "counters"
    first = Counters(path)
    first.count("lina.benali", 1, 4)
    first.close()
    again = Counters(path)
    assert again.count("lina.benali", 1, 1) == (5, 0)
    again.close()
    assert b"benali" not in path.read_bytes()


def test_limits_of_two_processes_are_one(tmp_path):
    """As two workers of one host: seven of ten pass in all, whoever took them."""
    code = (
        "import django; django.setup()\n"
        "from preau.api import limits\n"
        "print(sum(limits.take('a token', (7, 3600)) == 0 for _ in range(5)))"
    )
    told = {**os.environ, "PREAU_DATA_DIR": str(tmp_path), "REDIS_URL": "", "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "preau.config.settings"}  # fmt: skip
    passed = [
        int(subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=True).stdout)
        for _ in range(2)
    ]
    assert passed == [5, 2]
