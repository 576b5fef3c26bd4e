"""The worker as a process: does jobs, tells events, gives signs of life; what it leaves when killed is done again."""

import os
import signal
from pathlib import Path

import pytest
from django.db import transaction

from harness.databases import environment
from kernel.runtime_helpers import eventually, process
from preau.kernel import events, health, jobs
from preau.kernel.models import AuditEntry, Job, OutboxEvent

WORKER = [str(Path(__file__).with_name("worker_for_tests.py"))]


def worker_environment(folder: Path) -> dict[str, str]:
    """That of the present test's database."""
    return environment(os.environ["DATABASE_URL"], folder / "var", PYTHONPATH="src")


@pytest.fixture(autouse=True)
def _known_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("test.killed", "test.quick"):
        monkeypatch.setitem(jobs._kinds, name, jobs.Kind(name, lambda job: None))


def effects(action: str) -> list[str]:
    return list(AuditEntry.objects.filter(action=action).order_by("position").values_list("subject_id", flat=True))


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_is_done_again_once_in_effect(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    job = jobs.enqueue("test.killed", key="killed", payload={"begun": str(begun)})
    env = worker_environment(tmp_path)
    with process(WORKER, env, tmp_path / "one") as worker:
        eventually(begun.exists)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    with process(WORKER, env, tmp_path / "two"):
        eventually(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE)
    assert effects("test.effect") == ["first", "second"]
    assert Job.objects.get(pk=job.pk).attempts == 2


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_jobs_tells_events_and_says_that_it_lives(tmp_path: Path) -> None:
    with process(WORKER, worker_environment(tmp_path), tmp_path / "out") as worker:
        eventually(lambda: health.worker_silence() is not None)
        for number in range(5):
            with transaction.atomic():
                jobs.enqueue("test.quick", key=f"quick/{number}")
                events.publish("test.heard")
                events.publish("test.unheard")
        eventually(lambda: len(effects("test.quick")) == 5)
        eventually(lambda: health.outbox_backlog() == (0, 0.0))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    told = [
        str(pk) for pk in OutboxEvent.objects.filter(topic="test.heard").order_by("id").values_list("pk", flat=True)
    ]
    assert effects("test.heard") == told


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_two_workers_killed_again_and_again_neither_lose_nor_double(tmp_path: Path) -> None:
    env = worker_environment(tmp_path)
    for number in range(30):
        with transaction.atomic():
            jobs.enqueue("test.quick", key=f"quick/{number}")
            events.publish("test.heard")
    for round_ in range(2):
        with process(WORKER, env, tmp_path / f"a{round_}") as one, process(WORKER, env, tmp_path / f"b{round_}") as two:
            done = len(effects("test.heard"))
            eventually(lambda done=done: len(effects("test.heard")) > done or done == 30)  # type: ignore[misc]
            one.send_signal(signal.SIGKILL)
            two.send_signal(signal.SIGKILL)
    with process(WORKER, env, tmp_path / "last"):
        eventually(lambda: not OutboxEvent.objects.filter(dispatched_at=None).exists(), within=40)
    heard = effects("test.heard")
    assert len(heard) == len(set(heard)) == 30, "what a subscriber writes commits with the mark that it was told"
