"""Logs go at twelve months by themselves: a due time that the worker keeps, each night, without anybody asking."""

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest

from preau.config.environment import read_all
from preau.kernel import clock, jobs
from preau.kernel.models import Job
from preau.kernel.worker import Worker

pytestmark = pytest.mark.django_db
TASK = "kernel.prune_runtime"
EVENING = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)
"""21:00 in Paris; the due time is 03:10 there."""


class Once(threading.Event):
    """Lets a loop of the worker go round once."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


@pytest.fixture
def worker_at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """One round of the worker's clock at a moment, then the jobs it put in the queue; the names of these."""
    monkeypatch.setattr("preau.kernel.worker.close_old_connections", lambda: None)

    def at(moment: dt.datetime) -> list[str]:
        monkeypatch.setattr(clock, "now", lambda: moment)
        worker = Worker()
        worker.stop = Once()
        worker._clock()
        names = list(Job.objects.filter(state=Job.State.WAITING, name=TASK).values_list("name", flat=True))
        for job in Job.objects.filter(state=Job.State.WAITING, name=TASK):
            jobs.run(job.pk)
        return names

    return at


def test_the_worker_erases_logs_older_than_twelve_months_each_night(
    worker_at: Any, tmp_path: Path, settings: Any
) -> None:
    settings.LOG_FILE = str(tmp_path / "preau.log")
    settings.LOG_DAYS = read_all({})["PREAU_LOG_DAYS"]
    ages = (0, 200, 364, 365, 366, 367, 700)
    for age in ages:
        day = (EVENING - dt.timedelta(days=age)).date()
        (tmp_path / f"preau.{day}.log").write_text(str(age))

    def left() -> list[int]:
        return sorted(int(path.read_text()) for path in tmp_path.iterdir())

    assert worker_at(EVENING) == [], "a task seen for the first time waits for its next due time"
    assert worker_at(EVENING + dt.timedelta(hours=6)) == [] and left() == list(ages)
    assert worker_at(EVENING + dt.timedelta(hours=6, minutes=11)) == [TASK]
    assert left() == [0, 200, 364], "the day that was a year old in the evening is older than that after midnight"
    assert worker_at(EVENING + dt.timedelta(hours=6, minutes=12)) == [], "once a night"
    assert worker_at(EVENING + dt.timedelta(days=1, hours=6, minutes=11)) == [TASK]
    assert left() == [0, 200]


def test_no_setting_keeps_them_longer(worker_at: Any, tmp_path: Path, settings: Any) -> None:
    settings.LOG_FILE, settings.LOG_DAYS = str(tmp_path / "preau.log"), 4_000
    (tmp_path / f"preau.{(EVENING - dt.timedelta(days=370)).date()}.log").write_text("x")
    worker_at(EVENING)
    worker_at(EVENING + dt.timedelta(hours=7))
    assert list(tmp_path.iterdir()) == []


def test_the_declared_term_is_twelve_months() -> None:
    from preau.kernel.privacy import TERMS

    [term] = [one for one in TERMS if one.kind == "kernel.logs"]
    assert (term.days(), read_all({})["PREAU_LOG_DAYS"]) == (365, 365)
