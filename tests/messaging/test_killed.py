"""A real worker is killed in the middle of a delivery: each reader has the message once, and it left."""

import os
import signal
from pathlib import Path

import pytest

from harness.databases import environment
from kernel.runtime_helpers import eventually, process
from messaging.conftest import PARENT, TEACHER, Post
from preau.kernel import clock
from preau.kernel.models import Job
from preau.messaging.enums import Kind, State
from preau.messaging.models import Delivery, Message
from preau.messaging.selectors.copies import waiting_in
from preau.messaging.services.sending import DELIVER
from preau.notifications.models import Notice

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
