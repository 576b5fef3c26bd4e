"""Delivery reports that come back: believed when they are about a mail of ours, told once, erased."""

import mailbox
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outbox

from harness.mailbox import imap_mailbox
from preau.kernel import jobs, mail, scope
from preau.notifications import bounces, tasks
from preau.notifications.models import DeadAddress, Notice

LINA = "lina@example.fr"
pytestmark = pytest.mark.sqlite


def report(
    message_id: str, *, address: str = LINA, action: str = "failed", status: str = "5.1.1", quoted: str = "headers"
) -> bytes:
    """A report as mail servers write them (RFC 3464)."""
    original = f"From: ent@example.fr\r\nTo: {address}\r\nMessage-ID: {message_id}\r\nSubject: Un mot\r\n\r\n"
    part = "text/rfc822-headers" if quoted == "headers" else "message/rfc822"
    return (
        "From: MAILER-DAEMON@example.fr\r\nTo: ent@example.fr\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.fr\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such mailbox\r\n\r\n"
        f"--b\r\nContent-Type: {part}\r\n\r\n{original}--b--\r\n"
    ).encode()


@pytest.fixture
def ours(db: Any, settings: Any) -> str:
    """The Message-ID of a mail that was sent to Lina's address."""
    settings.MAIL_URL = "smtp://mail.example"
    mail.send(to=LINA, subject="Un mot", text="à signer", key="one")
    jobs.settle()
    identifier: str = outbox.outbox[-1].extra_headers["Message-ID"]
    return identifier


@pytest.mark.parametrize("quoted", ["headers", "message"])
def test_a_refusal_of_a_mail_of_ours_is_read(ours: str, quoted: str) -> None:
    assert bounces.read_report(report(ours, quoted=quoted)) == [(LINA, "5.1.1")]


def test_what_is_no_refusal_of_ours_says_nothing(ours: str) -> None:
    invented = ours[:33] + "." + "0" * 20 + "@example.fr>"
    for told in (
        report(invented),  # whoever writes to that mailbox cannot silence an address
        report(ours, address="adam@example.fr"),
        report(ours, action="delayed", status="4.4.1"),
        report(ours, action="delivered", status="2.0.0"),
        report(ours, status="4.2.2"),
        report(ours, status="5.7.1"),  # a list refuses our server: the address is alive
        report(ours, status="5.2.2"),
        b"From: x\r\nSubject: Re: Un mot\r\n\r\nBonjour, merci.",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n",
    ):
        assert bounces.read_report(told) == []


def lina_has_that_address(academy: Any) -> None:
    person = academy["lina"].person
    person.email = LINA
    person.save(update_fields=["email"])


def test_a_folder_of_reports(academy: Any, ours: str, settings: Any, tmp_path: Path) -> None:
    lina_has_that_address(academy)
    box = mailbox.Maildir(str(tmp_path / "reports"), create=True)
    box.add(report(ours))
    box.add(report(ours))
    box.add(b"Subject: autre chose\r\n\r\nrien")
    settings.BOUNCES_URL = f"maildir://{tmp_path}/reports"
    with scope.everything("reports"):
        tasks.read_bounces()
    assert DeadAddress.objects.get().status == "5.1.1" and len(box) == 0
    assert Notice.objects.filter(matter__kind="notifications.address_refused").count() == 1


def test_one_odd_mail_does_not_keep_the_others_from_being_read(
    academy: Any, ours: str, settings: Any, tmp_path: Path
) -> None:
    lina_has_that_address(academy)
    box = mailbox.Maildir(str(tmp_path / "reports"), create=True)
    deep = "".join(f"--{n}\r\nContent-Type: multipart/mixed; boundary={n + 1}\r\n\r\n" for n in range(1, 3000))
    odd = f"Content-Type: multipart/report; boundary=1\r\n\r\n{deep}".encode()
    with pytest.raises(RecursionError):
        bounces.read_report(odd)
    for content in (odd, report(ours), odd):
        box.add(content)
    settings.BOUNCES_URL = f"maildir://{tmp_path}/reports"
    with scope.everything("reports"):
        tasks.read_bounces()
    assert DeadAddress.objects.count() == 1 and len(box) == 0


def test_a_report_that_could_not_be_noted_is_read_again(
    academy: Any, ours: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailbox.Maildir(str(tmp_path / "reports"), create=True)
    box.add(report(ours))
    settings.BOUNCES_URL = f"maildir://{tmp_path}/reports"

    def fails(**_: Any) -> int:
        raise OSError("the database went away")

    monkeypatch.setattr(tasks, "note_refused", fails)
    with pytest.raises(OSError, match="went away"):
        tasks.read_bounces()
    assert len(box) == 1


def test_a_mailbox_of_reports_by_imap(academy: Any, ours: str, settings: Any) -> None:
    lina_has_that_address(academy)
    with imap_mailbox() as box:
        box.messages = {1: report(ours), 2: b"Subject: autre chose\r\n\r\nrien"}
        settings.BOUNCES_URL = box.url
        with scope.everything("reports"):
            tasks.read_bounces()
        assert box.messages == {}
        box.password = "un autre"
        with pytest.raises(Exception, match="refused"):
            tasks.read_bounces()
    assert DeadAddress.objects.count() == 1


@pytest.mark.parametrize("url", ["pop3://x/", "maildir:", "imaps://", "/var/mail"])
def test_another_kind_of_mailbox_is_refused_at_the_start(url: str, settings: Any) -> None:
    from preau.notifications.checks import check_settings

    settings.BOUNCES_URL = url
    assert [one.id for one in check_settings()] == ["preau.E040"]
    settings.BOUNCES_URL, settings.PUSH_KEY = "", "court"
    assert [one.id for one in check_settings()] == ["preau.E041"]
