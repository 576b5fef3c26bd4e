"""Mail: written once by key, tried again while the server does not answer, never lost, nothing of it kept."""

import smtplib
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.db import transaction

from preau.config import mail as config
from preau.kernel import jobs, mail
from preau.kernel.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.MAIL_URL = "smtp://mail.example"
    settings.DEFAULT_FROM_EMAIL = "Préau <ent@example.fr>"


def send(key: str = "one", to: str = "lina@example.fr") -> bool:
    with transaction.atomic():
        return mail.send(to=to, subject="Import\nterminé", text="3 changements.", key=key)


def test_one_key_is_one_mail_and_nothing_of_it_stays() -> None:
    assert send() and send()
    jobs.settle()
    send()
    jobs.settle()
    [sent] = outbox.outbox
    assert (sent.subject, sent.to, sent.from_email) == ("Import terminé", ["lina@example.fr"], "Préau <ent@example.fr>")
    assert sent.extra_headers["Message-ID"].endswith("@example.fr>")
    assert Job.objects.get().payload == {"sent": True}


def test_without_a_server_or_an_address_nothing_is_kept(settings: Any) -> None:
    assert not send(to="") and not send(to="pas une adresse")
    settings.MAIL_URL = ""
    assert not send()
    assert not Job.objects.exists()


def test_a_server_that_does_not_answer_is_tried_again_then_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise smtplib.SMTPServerDisconnected

    send()
    job = Job.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        assert not jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.WAITING and job.payload["to"]
    Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
    assert jobs.run(job.pk) and len(outbox.outbox) == 1
    send("two")
    last = Job.objects.exclude(pk=job.pk).get()
    Job.objects.filter(pk=last.pk).update(attempts=mail.ATTEMPTS - 1)
    monkeypatch.setattr(EmailMessage, "send", refuse)
    jobs.run(last.pk)
    last.refresh_from_db()
    assert (last.state, last.payload) == (Job.State.FAILED, {"sent": False})


def test_a_worker_killed_while_the_server_has_the_mail_hands_it_over_again_as_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Killed(BaseException):
        pass

    def sent_then_killed(self: EmailMessage, fail_silently: bool = False) -> int:
        outbox.outbox.append(self)
        raise Killed

    send()
    job = Job.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", sent_then_killed)
        with pytest.raises(Killed):
            mail.deliver(job)
    job.refresh_from_db()
    mail.deliver(job)
    first, second = outbox.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    job.refresh_from_db()
    assert job.payload == {"sent": True}


def test_a_message_id_says_to_whom_it_was_sent_and_nobody_else_can_make_one() -> None:
    send("one", "lina@example.fr")
    jobs.settle()
    ours = outbox.outbox[0].extra_headers["Message-ID"]
    assert mail.was_sent(ours, "lina@example.fr") and mail.was_sent(f" {ours} ", "LINA@example.fr")
    assert not mail.was_sent(ours, "adam@example.fr")
    digest = ours[1:33]
    assert not mail.was_sent(f"<{digest}.{'0' * 20}@example.fr>", "lina@example.fr")
    assert not mail.was_sent("", "lina@example.fr")


def test_what_may_be_ended_says_where_by_one_post() -> None:
    with transaction.atomic():
        mail.send(to="lina@example.fr", subject="s", text="t", key="k", unsubscribe="https://ent.example/x/")
    jobs.settle()
    headers = outbox.outbox[0].extra_headers
    assert headers["List-Unsubscribe"] == "<https://ent.example/x/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    send("two")
    jobs.settle()
    assert "List-Unsubscribe" not in outbox.outbox[1].extra_headers


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://a:b%40c@mail.example", "mail.example", 587, True, False),
        ("smtps://mail.example:4650", "mail.example", 4650, False, True),
        ("smtp://127.0.0.1:25?tls=no", "127.0.0.1", 25, False, False),
    ],
)
def test_the_address_of_the_server_says_how(url: str, host: str, port: int, tls: bool, ssl: bool) -> None:
    read = config.from_url(url)
    assert [read[f"EMAIL_{name}"] for name in ("HOST", "PORT", "USE_TLS", "USE_SSL")] == [host, port, tls, ssl]
    if "a:b" in url:
        assert (read["EMAIL_HOST_USER"], read["EMAIL_HOST_PASSWORD"]) == ("a", "b@c")


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example"])
def test_another_kind_of_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="PREAU_MAIL_URL"):
        config.from_url(url)
