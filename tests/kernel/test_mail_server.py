"""Mail to a real server: one that is down for an hour, goes away in the middle, or refuses; and a client that dies."""

import datetime as dt
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from harness.databases import environment
from harness.mailserver import MailServer, mail_server
from harness.ports import free_ports
from kernel.runtime_helpers import eventually, process
from preau.config import mail as config
from preau.kernel import clock, jobs, mail
from preau.kernel.models import Job, OutboxEvent

SENDER = "Préau <ent@example.fr>"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def reached(settings: Any, url: str) -> None:
    """Have this process send by that server."""
    settings.MAIL_URL = url
    settings.DEFAULT_FROM_EMAIL = SENDER
    for name, value in config.from_url(url).items():
        setattr(settings, name, value)


def send(key: str = "one", to: str = "lina@example.fr", **more: Any) -> Job:
    with transaction.atomic():
        assert mail.send(to=to, subject="Un mot à signer", text="Lina", key=key, **more)
    return Job.objects.get(key=f"mail/{key}")


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_mail_arrives_as_it_was_written(server: MailServer, settings: Any) -> None:
    reached(settings, server.url)
    assert jobs.run(send(unsubscribe="https://ent.example/avis/courriels/x/").pk)
    [taken] = server.taken
    assert (taken["To"], taken["Subject"]) == ("lina@example.fr", "Un mot à signer")
    assert taken["List-Unsubscribe"] == "<https://ent.example/avis/courriels/x/>"
    assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.was_sent(taken["Message-ID"], "lina@example.fr")


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_server_down_for_an_hour_loses_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_ports()
    reached(settings, f"smtp://127.0.0.1:{port}?tls=no")
    began = clock.now()
    job = send()
    now = began
    monkeypatch.setattr(clock, "now", lambda: now)
    tries = 0
    while now < began + dt.timedelta(hours=1):
        assert not jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.WAITING
        now, tries = max(now, job.run_at), tries + 1
    assert 5 <= tries <= 10
    with mail_server(port) as server:
        assert jobs.run(job.pk)
        assert len(server.taken) == 1
    job.refresh_from_db()
    assert (job.state, job.payload) == (Job.State.DONE, {"sent": True})
    assert dt.timedelta(hours=20) < jobs.LAST_RETRY * (mail.ATTEMPTS - 8)  # a server may be down for most of a day


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_line_cut_after_the_server_took_the_mail_gives_it_again_as_the_same(
    server: MailServer, settings: Any
) -> None:
    reached(settings, server.url)
    server.cut = 1
    job = send()
    assert not jobs.run(job.pk)
    Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
    assert jobs.run(job.pk)
    assert len(server.ids()) == 2 and len(set(server.ids())) == 1


@pytest.mark.sqlite
@pytest.mark.django_db
def test_an_address_refused_for_good_is_believed_and_told(server: MailServer, settings: Any) -> None:
    reached(settings, server.url)
    server.refused.add("lina@example.fr")
    job = send()
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert job.payload == {"sent": False} and not server.taken
    assert OutboxEvent.objects.get(topic=mail.REFUSED).payload == {"address": "lina@example.fr", "status": "5.1.1"}


@pytest.mark.parametrize(
    ("code", "words", "status"),
    [
        (550, b"no such mailbox", "550"),
        (550, b"5.1.1 <lina@example.fr>: user unknown", "5.1.1"),
        (550, "5.2.1 box disabled", "5.2.1"),
        (556, b"5.1.10 the domain takes no mail", "5.1.10"),
        (0, "5.1.2 (bad destination system)", "5.1.2"),
        (554, b"5.7.1 relay access denied", ""),
        (550, b"5.7.1 blocked by a list", ""),
        (552, b"5.2.2 box full", ""),
        (554, b"refused", ""),
        (450, b"4.1.1 try again", ""),
        (0, "5.1.1.1", ""),
        (0, "", ""),
    ],
)
def test_only_a_mailbox_that_does_not_exist_is_dead(code: int, words: bytes | str, status: str) -> None:
    assert mail.no_such_mailbox(code, words) == status


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_server_that_denies_us_is_tried_again(server: MailServer, settings: Any) -> None:
    reached(settings, server.url)
    server.refused.add("lina@example.fr")
    server.refusal = "554 5.7.1 relay access denied"
    job = send()
    assert not jobs.run(job.pk)
    assert not OutboxEvent.objects.filter(topic=mail.REFUSED).exists()
    server.refused.clear()
    Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
    assert jobs.run(job.pk) and len(server.taken) == 1


@pytest.mark.kill
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_the_server_has_the_mail(server: MailServer, settings: Any, tmp_path: Path) -> None:
    reached(settings, server.url)
    server.held.set()
    job = send()
    env = environment(
        os.environ["DATABASE_URL"], tmp_path / "var", PREAU_MAIL_URL=server.url, PREAU_MAIL_FROM=SENDER
    )  # fmt: skip
    with process(["-m", "preau", "worker"], env, tmp_path / "out") as worker:
        eventually(server.holding.is_set)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    server.held.clear()
    assert Job.objects.get(pk=job.pk).state == Job.State.RUNNING
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - dt.timedelta(seconds=1))
    assert jobs.run(job.pk)
    assert len(server.ids()) == 2 and len(set(server.ids())) == 1
    assert Job.objects.get(pk=job.pk).payload == {"sent": True}
