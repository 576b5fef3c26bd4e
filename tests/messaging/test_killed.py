"""A real worker is killed in the middle of a delivery, or while what calm hours held appears: each reader has the
message once, and is told once."""

import datetime as dt
import os
import signal
from pathlib import Path

import pytest

from harness.databases import environment
from kernel.runtime_helpers import eventually, process
from messaging.conftest import OTHER_PARENT, PARENT, TEACHER, Clock, Post
from messaging.test_own_hours import EVENING
from preau.kernel import clock
from preau.kernel.models import Job
from preau.messaging.enums import Folder, Kind, State
from preau.messaging.models import Delivery, Message
from preau.messaging.selectors.copies import waiting_in
from preau.messaging.services.delivering import APPEAR
from preau.messaging.services.sending import DELIVER
from preau.notifications.models import Habits, Notice

WORKER = str(Path(__file__).with_name("worker_for_tests.py"))


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_delivers_each_copy_once(post: Post, tmp_path: Path) -> None:
    sent = post.send(TEACHER, post.group())
    now = clock.real_now()  # the worker's clock is the real one
    Message.objects.filter(pk=sent.pk).update(delivers_at=now)
    job = Job.objects.get(key__startswith=f"{DELIVER}/{sent.pk}/")
    Job.objects.exclude(pk=job.pk).delete()
    Job.objects.update(run_at=now)
    copies = Delivery.objects.filter(message=sent).exclude(kind=Kind.FROM)
    env = environment(os.environ["DATABASE_URL"], tmp_path / "var", PYTHONPATH="src")
    begun = tmp_path / "begun"
    with process([WORKER, str(begun)], env, tmp_path / "one") as worker:
        eventually(begun.exists)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert not copies.exists() and Message.objects.get(pk=sent.pk).state == State.WAITING, "all or nothing"
    with process([WORKER], env, tmp_path / "two"):
        eventually(lambda: Message.objects.get(pk=sent.pk).state == State.SENT)
        eventually(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE)
    people = list(copies.values_list("person_id", "box"))
    assert len(people) == len(set(people)) == Message.objects.get(pk=sent.pk).readers > 5
    assert waiting_in(post.academy[PARENT].person.pk, "guardian")[0] == 1
    assert Notice.objects.values("person", "about").distinct().count() == Notice.objects.count() >= len(people)
    assert Delivery.objects.filter(message=sent, kind=Kind.FROM).count() == 1


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_killed_while_what_was_held_appears_it_comes_once_and_rings_once(
    post: Post, moment: Clock, tmp_path: Path
) -> None:
    """Two people's own calm hours end at one moment: the worker dies after their copies came, before they are told."""
    moment.now = EVENING
    held = [post.academy[one].person for one in (PARENT, OTHER_PARENT)]
    for person in held:
        hours = {"night_from": dt.time(18), "night_to": dt.time(9), "weekend": False}
        Habits.objects.update_or_create(person=person, defaults=hours)
    sent = post.send(TEACHER, post.group())
    moment.on(seconds=30)
    job = Job.objects.get(key__startswith=f"{APPEAR}/{sent.pk}/")
    Job.objects.exclude(pk=job.pk).delete()
    Job.objects.update(run_at=clock.real_now())  # the worker's clock is the real one
    copies = Delivery.objects.filter(message=sent, person__in=held)
    others = set(Delivery.objects.filter(message=sent).exclude(person__in=held).values_list("pk", "folder"))
    rung = Notice.objects.filter(person__in=held, matter__key__startswith=f"messaging/{sent.pk.hex}")
    env = environment(os.environ["DATABASE_URL"], tmp_path / "var", PYTHONPATH="src")
    begun = tmp_path / "begun"
    with process([WORKER, str(begun)], env, tmp_path / "one") as worker:
        eventually(begun.exists)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert set(copies.values_list("folder", flat=True)) == {Folder.LATER} and not rung.exists(), "all or nothing"
    assert [waiting_in(one.pk, "guardian")[0] for one in held] == [0, 0]
    with process([WORKER], env, tmp_path / "two"):
        eventually(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE)
    assert list(copies.values_list("folder", flat=True)) == [Folder.INBOX] * 2
    assert [waiting_in(one.pk, "guardian")[0] for one in held] == [1, 1]
    assert sorted(rung.values_list("person_id", flat=True)) == sorted(one.pk for one in held)
    left = set(Delivery.objects.filter(message=sent).exclude(person__in=held).values_list("pk", "folder"))
    assert left == others and len(others) > 3
